// Keys do what the registry of actions says. Single keys count only while the canvas has the focus.

import { actions, canRun, contextOf } from "../actions.js";
import { all, isTyping, one } from "../lib/dom.js";
import { focusedCard } from "../lib/focus.js";
import { keysText, matches } from "../lib/keys.js";
import { singleKeysAreOn } from "../lib/prefer.js";

export function start() {
  document.addEventListener("keydown", onKey);
  for (const hint of all("[data-keys]")) {
    const keys = actions.find(({ id }) => id === hint.dataset.keys)?.keys?.[0];
    if (keys) hint.textContent = keysText(keys);
  }
}

function onKey(event) {
  if (event.isComposing || event.defaultPrevented) return;
  const scope = scopeOf(event);
  const ctx = contextOf(focusedCard());
  const action = actions.find((one) => inScope(one, scope, event) && one.keys.some((keys) => matches(event, keys)));
  if (!action || (action.needs === "card" && !ctx.card) || (action.needs && !canRun(action, ctx))) return;
  event.preventDefault();
  action.run(ctx);
}

function inScope(action, scope, event) {
  if (!action.keys) return false;
  if (action.scope === "page") return true;
  if (action.scope !== scope) return false;
  const isSingle = !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;
  return !isSingle || scope !== "canvas" || singleKeysAreOn();
}

function scopeOf({ target, key }) {
  if (target.closest?.("#chat")) return "composer";
  if (document.querySelector("dialog[open], [popover]:popover-open") || isTyping(target)) return "none";
  const isOnCanvas = target === document.body || target === one("#canvas") || target.matches?.("article[data-card]");
  // What has the focus in a card keeps its Enter, its Space and its arrows.
  // A game has all keys for itself: one that it does not know must not lead away from it.
  const isInGame = target.closest?.("[data-keys-allowed]");
  const isInCard = key.length === 1 && key !== " " && !isInGame && target.closest?.("article[data-card]");
  return isOnCanvas || isInCard || target.closest?.(".tab") ? "canvas" : "none";
}
