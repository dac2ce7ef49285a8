// The choice of theme in the account menu, on every page that has one.

import { one } from "../lib/dom.js";
import { forgetAll } from "../lib/kept.js";
import { markTheme, theme } from "../verbs/page.js";

export function start() {
  one('form[data-do="theme"]')?.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    theme(event.submitter.value);
  });
  // What this browser remembers of a desk is for its owner only.
  one("[data-sign-out]")?.addEventListener("submit", forgetAll);
  markTheme();
}
