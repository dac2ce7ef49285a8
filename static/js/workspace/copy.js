// Buttons that put what a field says onto the clipboard.

import { all } from "../lib/dom.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";

export function start() {
  for (const button of all("[data-copy]")) button.addEventListener("click", () => copy(document.getElementById(button.dataset.copy)));
}

/** Where there is no clipboard, because the page came without TLS, the text is marked, ready for the keys. */
async function copy(field) {
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  field.select();
  await navigator.clipboard?.writeText(field.value).then(() => toast(say("js-app-copied")), () => {});
}
