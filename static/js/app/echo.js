// Fields and what comes back for them: what was typed here comes back late, and must not undo what was typed since.

import { on } from "../lib/socket.js";

const ECHOES_MAX = 50;
const PATIENCE_MS = 1_000;

const told = new WeakMap();
/** Fields that were sent, with what they held. */
const sent = new Map();

export function start() {
  on("app_patch", ({ payload: { instance_id: instance } }) => {
    for (const field of sent.keys()) if (field.closest(".app")?.dataset.instance === instance) renew(field);
  });
}

/** Remembers that the server was told this of a field. */
export function remember(field, value) {
  told.set(field, [...(told.get(field) ?? []), value].slice(-ECHOES_MAX));
}

/** Forgets all but the last: what is done next may well bring back what was typed before. */
export function settle(field) {
  told.set(field, (told.get(field) ?? []).slice(-1));
}

/** Puts what the server says into a field, unless it only says what was typed here. */
export function put(field, value) {
  const echoes = told.get(field) ?? [];
  const at = echoes.indexOf(value);
  if (at >= 0) return void told.set(field, echoes.slice(at + 1));
  if (field.value === value) return;
  const { selectionStart: from, selectionEnd: to } = field;
  field.value = value;
  // Fields of numbers and days have no caret that could be put back.
  if (document.activeElement === field && from !== null) field.setSelectionRange(from, to);
}

/** A field that was sent shows what the app made of that, once it has answered; what is typed meanwhile stays. */
export function expect(field) {
  sent.set(field, field.value);
  setTimeout(renew, PATIENCE_MS, field);
}

function renew(field) {
  const before = sent.get(field);
  if (sent.delete(field) && field.value === before) field.value = field.defaultValue;
}
