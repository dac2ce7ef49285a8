// Changes on their way to the server: each is sent until it is answered, in order, and counted once.
//
// What can't be sent now waits; after a break everything unanswered goes again under the same `op_id`, which the
// server does only once.

import { newId } from "./ids.js";
import { on, send } from "./socket.js";

const BUSY_MS = 1_000;

const waiting = new Map();
const watchers = [];
let isReady = false;

/** Does `action` on the desk and answers its result once it is saved. */
export function act(action, data = {}, { card = "", block } = {}) {
  const opId = newId();
  const payload = { card_id: card, action, data, op_id: opId, ...(block && { block_id: block }) };
  return put(opId, "canvas_interaction", payload);
}

/** Says `text` to the assistant. */
export function mission(text, stack) {
  return put(newId(), "mission", { text, context: { stack_id: stack } });
}

/** Stops the turn `id`, or takes it from the queue. */
export const cancelTurn = (id) => put(newId(), "mission_cancel", { mission_id: id });

/** Goes on with a turn that a restart interrupted. */
export const resumeTurn = (id) => put(newId(), "mission_resume", { mission_id: id });

/** Answers anew what the last turn answered, which has failed. */
export const retryTurn = (id) => put(newId(), "mission_retry", { mission_id: id });

/** Calls `watcher` with the number of unanswered changes whenever it changes. */
export const onWaiting = (watcher) => watchers.push(watcher);

function put(id, type, payload) {
  return new Promise((resolve, reject) => {
    waiting.set(id, { type, payload, resolve, reject });
    tell();
    if (isReady) send(type, payload, id);
  });
}

function settle(frame, outcome) {
  const id = waiting.has(frame.request_id) ? frame.request_id : frame.payload?.op_id;
  const change = waiting.get(id);
  if (!change) return;
  waiting.delete(id);
  tell();
  outcome(change);
}

function again(id) {
  const change = waiting.get(id);
  if (change && isReady) send(change.type, change.payload, id);
}

function tell() {
  for (const watcher of watchers) watcher(waiting.size);
}

/** Sends everything unanswered: after each connection, once the page has caught up. */
export function sendAll() {
  isReady = true;
  for (const [id, { type, payload }] of waiting) send(type, payload, id);
}

on("ack", (frame) => settle(frame, (change) => change.resolve(frame.payload?.result ?? {})));
on("system", (frame) => {
  const { event, code, message } = frame.payload ?? {};
  if (event !== "error") return;
  if (code === "busy") return void setTimeout(() => again(frame.request_id), frame.payload.retry_after_ms ?? BUSY_MS);
  settle(frame, (change) => change.reject(Object.assign(new Error(message), { code })));
});
on("closed", () => (isReady = false));
addEventListener("beforeunload", (event) => waiting.size > 0 && !isReady && event.preventDefault());
