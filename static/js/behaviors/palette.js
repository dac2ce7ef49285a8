// The palette's field: arrows choose, Enter does, a click outside closes.

import { one } from "../lib/dom.js";
import { chooseBy, find, runChosen } from "../verbs/palette.js";

export function start() {
  const dialog = one("#palette");
  const input = one("#palette-input");
  input.addEventListener("input", () => find(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step && event.key !== "Enter") return;
    event.preventDefault();
    if (step) chooseBy(step);
    else runChosen();
  });
  for (const box of [dialog, one("#sheet"), one("#history"), one("#session")]) {
    box.addEventListener("click", (event) => event.target === box && box.close());
  }
}
