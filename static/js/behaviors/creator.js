// Making an app: the text is checked and shown while it is written, or a model writes it.

import { compose } from "../creator/compose.js";
import * as editor from "../creator/editor.js";
import * as preview from "../creator/preview.js";
import { all, one } from "../lib/dom.js";

const PAUSE_MS = 400;
const WISH = "wish";

export function start() {
  for (const part of all("[data-waking]")) part.hidden = false;
  const form = one("form[data-creator]");
  const asks = one("form[data-wish]");
  // The wish goes with the tab to the editor, and nowhere else.
  asks?.addEventListener("submit", () => sessionStorage.setItem(WISH, one("textarea", asks).value));
  if (!form) return;
  let timer;
  editor.start(form, () => {
    clearTimeout(timer);
    timer = setTimeout(preview.look, PAUSE_MS);
  });
  preview.start(form);
  const wish = sessionStorage.getItem(WISH);
  sessionStorage.removeItem(WISH);
  if (wish) compose(form, wish, preview.look);
}
