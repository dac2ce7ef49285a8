// What is said to those who don't see it happen.

import { one } from "./dom.js";

/** Says a sentence once what is being said is over. */
export function announce(text) {
  const voice = one("#chat-voice");
  if (voice) voice.textContent = text;
}
