// Keeps the page equal to the desk: asks what changed since it was rendered, then follows every frame in order.

import { activeStack, tabOf, tabs } from "../lib/desk.js";
import { connect, on, send } from "../lib/socket.js";
import { sendAll } from "../lib/wire.js";
import { cardChange, stackChange, sweep, syncCard, syncStack } from "../verbs/changes.js";
import { showStack } from "../verbs/stacks.js";
import { putMessage, resetTurns } from "../verbs/stream.js";

const state = { epoch: document.body.dataset.epoch, seq: Number(document.body.dataset.seq) };
let isAsking = false;
let seen;

export function start() {
  on("state_sync", ({ payload }) => sync(payload));
  on("canvas_update", ({ payload }) => inOrder(payload, cardChange));
  on("stack_update", ({ payload }) => inOrder(payload, stackChange));
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
  if (put(payload) === false) ask();
}

function ask() {
  isAsking = true;
  send("state_sync_request");
}

/** Takes in a sync, which may come in parts. */
function sync({ full, part, parts, epoch, seq, active_stack_id: last, stacks, cards, chat_history: messages, turns }) {
  if (part === 1) seen = { cards: new Set(), stacks: new Set(), turns: [] };
  stacks.forEach((each) => (seen.stacks.add(each.id), syncStack(each)));
  cards.forEach((each) => (seen.cards.add(each.card_id), syncCard(each)));
  messages.forEach(({ html }) => putMessage(html));
  seen.turns.push(...turns);
  if (part < parts) return;

  if (full) sweep(seen);
  resetTurns(seen.turns);
  Object.assign(state, { epoch, seq });
  isAsking = false;
  if (!tabOf(activeStack())) showStack(last ?? tabs()[0]?.dataset.tab, { isBack: true });
  sendAll();
}
