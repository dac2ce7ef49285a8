// Keeping the desk as it is, under a name.

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
    const session = await post("/api/sessions", { name });
    one("#session").close();
    const look = { label: say("js-session-look"), run: () => go("/sessions") };
    toast(say("js-session-saved", { name: session.name }), { action: look });
  } catch (error) {
    refused()(error);
  }
}

async function post(address, body) {
  const headers = { accept: "application/json", "content-type": "application/json" };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.error.message), { code: said.error.code });
  return said;
}
