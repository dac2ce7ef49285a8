// The words of the editor, which the page has in the reader's language.

import { one } from "../../lib/dom.js";

const told = one("#scene-words")?.dataset ?? {};

export function words(key, args = {}) {
  const text = told[key.replace(/-(\w)/g, (whole, letter) => letter.toUpperCase())] ?? key;
  return text.replace(/\{ ?\$(\w+) ?\}/g, (whole, name) => args[name] ?? whole);
}
