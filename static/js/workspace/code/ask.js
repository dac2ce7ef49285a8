// A question over the page: a title, what stands in it, and two ways out.

import { make, one } from "../../lib/dom.js";
import { say } from "../../lib/words.js";

let count = 0;

/**
 * Shows a dialogue; `answer(form)` is called when it is confirmed and may refuse with a sentence, which is shown. What it
 * answers is called when the dialogue is gone, and may lead the keyboard elsewhere.
 */
export function ask({ title, body, confirm, answer, wide = false }) {
  const back = document.activeElement;
  const id = `ask-${++count}`;
  const wrong = make("p", { class: "error", role: "alert", hidden: true });
  const cancel = make("button", { class: "button", type: "button" }, say(confirm ? "ed-cancel" : "js-close"));
  const ok = confirm && make("button", { class: "button primary" }, confirm);
  const form = make("form", { method: "dialog" }, make("h2", { id }, title), ...body, wrong, make("div", { class: "row" }, ok, cancel));
  const dialog = make("dialog", { class: `code-ask${wide ? " is-wide" : ""}`, "aria-labelledby": id }, form);
  cancel.addEventListener("click", () => dialog.close());
  const leave = () => {
    if (!dialog.isConnected) return;
    dialog.remove();
    if (back?.isConnected) back.focus({ preventScroll: true });
  };
  dialog.addEventListener("close", leave);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const then = await answer?.(form);
      dialog.close();
      leave();
      then?.();
    } catch (error) {
      wrong.textContent = error.message;
      wrong.hidden = false;
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  (one("[autofocus], input", dialog) ?? ok ?? cancel).focus();
  return dialog;
}

/** Asks for a path. */
export function askPath({ title, value, confirm, answer }) {
  const id = `path-${count + 1}`;
  const input = make("input", { id, name: "path", value, required: true, maxlength: "4096", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  const body = [make("div", { class: "field" }, make("label", { for: id }, say("ed-path")), input, make("p", { class: "hint" }, say("ed-path-hint")))];
  ask({ title, body, confirm, answer: (form) => answer(checked(form.elements.path.value.trim())) });
  const name = value.lastIndexOf("/") + 1;
  const dot = value.lastIndexOf(".");
  input.setSelectionRange(name, dot > name ? dot : value.length);
}

/** What no path may have; the server has more to say. */
function checked(path) {
  const isBad = path === "" || path.split("/").some((part) => ["", ".", "..", ".git"].includes(part.toLowerCase())) || path.includes("\\");
  if (isBad) throw new Error(say("ed-path-bad"));
  return path.normalize("NFC");
}
