// Keys of a game: the allowed ones while its region has the focus, twenty a second at most.

import { appOf, nodeOf, tell, tells } from "./tell.js";

const PAUSE_MS = 50;
let toldAt = 0;

export function start() {
  document.addEventListener("keydown", (event) => {
    const region = event.target.closest?.("[data-keys-allowed]");
    if (!region || !appOf(region) || event.ctrlKey || event.metaKey || event.altKey) return;
    const isField = event.target.matches("input, textarea, select");
    const isPressed = ["Enter", " "].includes(event.key) && event.target.matches("button, a, summary");
    if (isField || isPressed || !JSON.parse(region.dataset.keysAllowed).includes(event.key)) return;
    // Also a key that is held too fast must not scroll the page.
    event.preventDefault();
    event.stopPropagation();
    press(nodeOf(region), event.key);
  }, true);
}

/** Tells that a key was pressed, or its button. */
export function press(node, key) {
  const now = performance.now();
  if (now - toldAt < PAUSE_MS || !tells(node, "key")) return;
  toldAt = now;
  tell(node, "key", { key });
}
