// Tells the server which apps can be seen: those of the shown stack, in cards that are open, while the page is in front.

import { all } from "../lib/dom.js";
import { on } from "../lib/socket.js";
import { isMeant } from "./patch.js";
import { tellWhole } from "./tell.js";

const LOOK_AFTER_MS = 30;

/** The element of each app that the server knows to be shown. */
const shown = new Map();
let isSynced;
let timer;

export function start(known) {
  isSynced = known;
  on("state_sync", () => {
    if (!isSynced()) return;
    shown.clear();
    look();
  });
  look();
  document.addEventListener("visibilitychange", look);
  const watched = { childList: true, subtree: true, attributeFilter: ["hidden", "data-folded"] };
  new MutationObserver(soon).observe(document.getElementById("content"), watched);
}

function soon() {
  timer ??= setTimeout(look, LOOK_AFTER_MS);
}

function look() {
  clearTimeout(timer);
  timer = undefined;
  if (!isSynced()) return;
  const seen = new Map(visible().map((app) => [app.dataset.instance, app]));
  for (const instance of shown.keys()) if (!seen.has(instance)) (shown.delete(instance), tellWhole(instance, "hide"));
  for (const [instance, app] of seen) {
    if (shown.get(instance) === app) continue;
    shown.set(instance, app);
    tellWhole(instance, "show");
  }
}

function visible() {
  if (document.hidden) return [];
  return all(".app[data-instance]").filter((app) => isMeant(app) && !app.closest("[hidden], [data-folded]"));
}
