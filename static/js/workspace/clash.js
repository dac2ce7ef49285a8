// Asks what becomes of a file whose name is taken: replace what is there, keep both, or leave it out.

import { one } from "../lib/dom.js";

/** `replace`, `both` or `skip`; `answers` remembers what holds for all. Closing the dialog leaves the file out. */
export function ask(name, answers) {
  if (answers.all) return Promise.resolve(answers.all);
  const dialog = one("[data-clash]");
  one("[data-clash-name]", dialog).textContent = name;
  dialog.returnValue = "skip";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      const answer = dialog.returnValue || "skip";
      if (one("[name=all]", dialog).checked) answers.all = answer;
      done(answer);
    }, { once: true });
  });
}
