// Escape goes back one level: out of a part of a card, out of the card. So does a click beside what has opened.

import { isTyping, one } from "../lib/dom.js";

export function start() {
  one("#canvas").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || isTyping(event.target)) return;
    const card = event.target.closest("article[data-card]");
    // A dialog of an app takes its Escape itself.
    if (!card || event.target.closest("dialog")) return;
    event.preventDefault();
    if (event.target === card) one("#canvas").focus({ preventScroll: true });
    else card.focus({ preventScroll: true });
  });
  for (const box of [one("#history"), one("#session")]) {
    box.addEventListener("click", (event) => event.target === box && box.close());
  }
}
