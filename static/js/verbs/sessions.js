// Keeping the desk as it is, under a name.

import { call } from "../lib/api.js";
import { one } from "../lib/dom.js";
import { refused } from "../lib/errors.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";
import { go } from "./page.js";

/** Asks for the name. */
export function ask() {
  const dialog = one("#session");
  one("form[data-do]", dialog).reset();
  dialog.showModal();
  one("input", dialog).focus();
}

/** Saves under the name that was given; a refusal leaves the question open. */
export async function save(form) {
  const name = form.elements.name.value;
  try {
    const session = await call("POST", "/api/sessions", { name });
    one("#session").close();
    const look = { label: say("js-session-look"), run: () => go("/desk/sessions") };
    toast(say("js-session-saved", { name: session.name }), { action: look });
  } catch (error) {
    refused()(error);
  }
}
