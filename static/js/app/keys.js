// Keys of a game: the allowed ones while its region has the focus, twenty a second at most.

import { appOf, nodeOf, tell, tells } from "./tell.js";

const PAUSE_MS = 50;
let toldAt = 0;
let later;

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

/** Tells that a key was pressed, or its button: at once, or the last of those that came too fast. */
export function press(node, key) {
  clearTimeout(later);
  if (!tells(node, "key")) return;
  const wait = toldAt + PAUSE_MS - performance.now();
  if (wait > 0) return void (later = setTimeout(press, wait, node, key));
  toldAt = performance.now();
  tell(node, "key", { key });
}
