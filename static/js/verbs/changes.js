// What frames and syncs do to the desk in the page. Each answers `false` when the page lacks what it would need.

import { activeStack, cardOf, fold, planeOf, putCard, putTab, removeCard, settle, tabOf, tabs, titleOf } from "../lib/desk.js";
import { all, one } from "../lib/dom.js";
import { reveal } from "../lib/view.js";
import { announce } from "../lib/voice.js";
import { say } from "../lib/words.js";
import { name, paper, showStack } from "./stacks.js";

// In CSS pixels, as the server gives them to cards that nobody pulled to a size of their own.
const WIDTHS = { small: 280, medium: 380, large: 560, full: 800 };

/** Takes in a stack and a card of a sync. */
export function syncStack({ id, status, html }) {
  if (status === "archived") dropStack(id);
  else if (html) putTab(html);
  if (id === activeStack()) paper();
}

export function syncCard({ card_id: id, status, html }) {
  if (status === "archived") removeCard(id);
  else if (html) putCard(html);
}

/** What a full sync doesn't name is gone. */
export function sweep({ cards, stacks }) {
  for (const { dataset } of all("article[data-card]")) if (!cards.has(dataset.card)) removeCard(dataset.card);
  for (const { dataset } of tabs()) if (!stacks.has(dataset.tab)) dropStack(dataset.tab);
}

/** Takes in a `canvas_update`. */
export function cardChange(payload) {
  const { command, card_id: id, html, by } = payload;
  if (command === "close_card") {
    if (by === "agent" && cardOf(id)) announce(say("js-said-closed", { title: titleOf(cardOf(id)) }));
    return removeCard(id);
  }
  if (!html) return lie(payload);
  const isNew = !cardOf(id);
  const put = putCard(html);
  if (put && by === "agent") point(put, isNew);
}

/** Takes in a `stack_update`. */
export function stackChange({ command, stack: { id, html, name: text }, cards = [], stack_ids: order = [] }) {
  if (command === "archive") return dropStack(id);
  if (html) putTab(html);
  order.forEach((each, at) => replace(each, at + 1));
  for (const card of cards) if (card.html) putCard(card.html);
  if (id !== activeStack()) return;
  if (text) name(id);
  paper();
}

/** A card lies elsewhere, or is larger: its content is the same. */
function lie({ seq, card_id: id, stack_id: to, position, z_index: z, width, height, size, folded }) {
  const [card, plane] = [cardOf(id), planeOf(to)];
  if (!card && plane) return to === activeStack() ? false : plane.remove();
  if (!card || !plane) return removeCard(id);
  if (position) Object.assign(card.dataset, { x: position.x, y: position.y, z });
  if (size) Object.assign(card.dataset, { size, w: width ?? WIDTHS[size], h: height ?? "" });
  if (size) fold(card, Boolean(folded));
  Object.assign(card.dataset, { seq, stack: to });
  if (!card.matches(".is-held")) settle(card, plane);
}

/** Says what the assistant did, and brings a new card into sight unless its reader has something in hand. */
function point(card, isNew) {
  announce(say(isNew ? "js-said-made" : "js-said-changed", { title: titleOf(card) }));
  if (!isNew || card.dataset.stack !== activeStack()) return;
  card.classList.add("is-new");
  if (!one(".is-held, article [data-editing]")) reveal(card);
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
