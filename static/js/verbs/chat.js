// What can be done with the conversation.

import { activeStack } from "../lib/desk.js";
import { one } from "../lib/dom.js";
import { refused } from "../lib/errors.js";
import { keep } from "../lib/kept.js";
import { cancelTurn, mission, resumeTurn, retryTurn } from "../lib/wire.js";

export const isOpen = () => document.body.dataset.chat === "open";

export function open(isWanted = !isOpen()) {
  document.body.dataset.chat = isWanted ? "open" : "closed";
  keep("chat.open", isWanted);
  if (isWanted) {
    toEnd();
    one("#composer-text").focus({ preventScroll: true });
  } else one("#canvas").focus({ preventScroll: true });
}

export const toEnd = () => one("#chat-log").scrollTo(0, one("#chat-log").scrollHeight);

export function write() {
  one("#composer-text").focus();
}

export function send() {
  const field = one("#composer-text");
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  if (!isOpen()) open(true);
  mission(text, activeStack()).catch(refused(() => (field.value ||= text)));
}

/** Stops what the assistant is saying: the turn `id`, or the one that is running. */
export function stop(id = one('[data-turn-open][data-status="running"]')?.dataset.turnOpen) {
  if (id) cancelTurn(id).catch(refused());
}

/** Goes on with an interrupted turn. */
export const goOn = (id) => resumeTurn(id).catch(refused());

/** Tries a failed turn again. */
export const again = (id) => retryTurn(id).catch(refused());
