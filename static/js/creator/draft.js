// A text that grows, in the field and in the preview. A fast model would have it laid out anew with every word.

import { one } from "../lib/dom.js";
import { put } from "./editor.js";
import { peek } from "./preview.js";

const SHOW_MS = 100;
let text = "";
let timer;

/** Begins the text anew. */
export function begin(form) {
  text = "";
  show(form);
}

export function add(form, piece) {
  text += piece;
  timer ??= setTimeout(show, SHOW_MS, form);
}

/** Shows what is still to be shown. */
export const end = (form) => timer && show(form);

/** Puts another text in its place. */
export function replace(form, whole) {
  timer = clearTimeout(timer);
  put(form, whole);
  one("textarea", form).scrollTop = 0;
}

function show(form) {
  timer = clearTimeout(timer);
  put(form, text);
  const field = one("textarea", form);
  field.scrollTop = field.scrollHeight;
  if (text) peek(text);
}
