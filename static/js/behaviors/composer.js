// The composer: Mod+Enter and the button send, Enter on a phone makes a line, chips fill the field.

import { all, one } from "../lib/dom.js";
import { kept } from "../lib/kept.js";
import { isOpen, open, send, toEnd } from "../verbs/chat.js";

const isWide = () => matchMedia("(min-width: 768px)").matches;

export function start() {
  const field = one("#composer-text");
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && isWide()) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && !field.value) {
      one("#canvas").focus({ preventScroll: true });
    }
  });
  for (const chip of all("[data-chip]")) {
    chip.addEventListener("click", () => {
      field.value = chip.dataset.chip;
      field.focus();
      if (chip.dataset.chip.startsWith("/")) send();
    });
  }
  if (isWide() && kept("chat.open", false)) open(true);
  else document.body.dataset.chat = "closed";
  if (isOpen()) (field.blur(), toEnd());
}
