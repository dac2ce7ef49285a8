// Keeps the page equal to the desk: asks what changed since it was rendered, then follows every frame in order.

import { activeStack, cardOf, planeOf, putCard, putTab, removeCard, settle, tabOf, tabs, titleOf } from "../lib/desk.js";
import { all } from "../lib/dom.js";
import { connect, on, send } from "../lib/socket.js";
import { sendAll } from "../lib/wire.js";
import { reveal } from "../lib/view.js";
import { announce } from "../lib/voice.js";
import { say } from "../lib/words.js";
import { name, showStack } from "../verbs/stacks.js";
import { putMessage, resetTurns } from "../verbs/stream.js";

// In CSS pixels, as the server gives them to cards that nobody pulled to a size of their own.
const WIDTHS = { small: 280, medium: 380, large: 560, full: 800 };

const state = { epoch: document.body.dataset.epoch, seq: Number(document.body.dataset.seq) };
let isAsking = false;
let seen;

export function start() {
  on("state_sync", ({ payload }) => sync(payload));
  on("canvas_update", ({ payload }) => inOrder(payload, card));
  on("stack_update", ({ payload }) => inOrder(payload, stack));
  on("chat_message", ({ payload }) => inOrder(payload, ({ message }) => putMessage(message.html)));
  // Frames were left out; what was missed follows by itself.
  on("system", ({ payload }) => payload?.event === "resync" && (isAsking = true));
  connect(() => `/ws?view=html&since=${state.epoch}.${state.seq}`);
}

/** Does a change when it is the next one. One that is known is left; after a gap everything is asked for. */
function inOrder(payload, put) {
  if (isAsking || payload.seq <= state.seq) return;
  if (payload.seq > state.seq + 1) return ask();
  state.seq = payload.seq;
  put(payload);
}

function ask() {
  isAsking = true;
  send("state_sync_request");
}

/** Takes in a sync, which may come in parts; what a full one doesn't name is gone. */
function sync(part) {
  seen ??= { cards: new Set(), stacks: new Set(), turns: [] };
  for (const each of part.stacks ?? []) eachStack(each);
  for (const each of part.cards ?? []) eachCard(each);
  for (const { html } of part.chat_history ?? []) putMessage(html);
  seen.turns.push(...(part.turns ?? []));
  if ((part.part ?? 1) < (part.parts ?? 1)) return;

  if (part.full) sweep();
  resetTurns(seen.turns);
  Object.assign(state, { epoch: part.epoch, seq: part.seq });
  seen = undefined;
  isAsking = false;
  if (!tabOf(activeStack())) showStack(part.active_stack_id ?? tabs()[0]?.dataset.tab, { isBack: true });
  sendAll();
}

function eachStack(each) {
  seen.stacks.add(each.id);
  if (each.status === "archived") dropStack(each.id);
  else if (each.html) putTab(each.html);
}

function eachCard(each) {
  seen.cards.add(each.card_id);
  if (each.status === "archived") removeCard(each.card_id);
  else if (each.html) putCard(each.html);
}

function sweep() {
  for (const { dataset } of all("article[data-card]")) if (!seen.cards.has(dataset.card)) removeCard(dataset.card);
  for (const { dataset } of tabs()) if (!seen.stacks.has(dataset.tab)) dropStack(dataset.tab);
}

function card(payload) {
  const { command, card_id: id, stack_id: to, html, by } = payload;
  if (!html && command !== "close_card") return lie(payload);
  if (command === "close_card") {
    if (by === "agent" && cardOf(id)) announce(say("js-said-closed", { title: titleOf(cardOf(id)) }));
    return removeCard(id);
  }
  const isNew = !cardOf(id);
  const put = html && putCard(html);
  if (!put || by !== "agent") return;
  announce(say(isNew ? "js-said-made" : "js-said-changed", { title: titleOf(put) }));
  if (!isNew || to !== activeStack()) return;
  put.classList.add("is-new");
  // What was asked for is shown, unless its reader has something in hand.
  if (!document.querySelector(".is-held, article [data-editing]")) reveal(put);
}

/** A card lies elsewhere, or is larger: its content is the same. */
function lie({ seq, card_id: id, stack_id: to, position, z_index: z, width, height, size }) {
  const card = cardOf(id);
  const plane = planeOf(to);
  if (!card) return void (plane && (to === activeStack() ? ask() : plane.remove()));
  if (!plane) return removeCard(id);
  if (position) Object.assign(card.dataset, { x: position.x, y: position.y, z });
  if (size) Object.assign(card.dataset, { size, w: width ?? WIDTHS[size], h: height ?? "" });
  Object.assign(card.dataset, { seq, stack: to });
  if (!card.matches(".is-held")) settle(card, plane);
}

function stack({ command, stack: { id, html, name: text }, cards: restored = [], stack_ids: order }) {
  if (command === "archive") return dropStack(id);
  if (html) putTab(html);
  if (command === "reorder") (order ?? []).forEach((each, at) => replace(each, at + 1));
  for (const { html } of restored) if (html) putCard(html);
  if (id === activeStack() && text) name(id);
}

function replace(id, order) {
  const tab = tabOf(id);
  if (!tab) return;
  tab.dataset.order = String(order);
  tab.parentElement.append(tab);
}

/** Takes a stack away; its neighbour is shown in its place. */
function dropStack(id) {
  const list = tabs();
  const at = list.findIndex((tab) => tab.dataset.tab === id);
  if (at < 0) return;
  const next = list[at + 1] ?? list[at - 1];
  list[at].remove();
  if (id === activeStack() && next) showStack(next.dataset.tab);
  if (next) planeOf(id)?.remove();
}
