// The sheet of keys, and the switch for single keys.

import { make, one } from "../lib/dom.js";
import { keysText } from "../lib/keys.js";
import { prefer, singleKeysAreOn } from "../lib/prefer.js";
import { say } from "../lib/words.js";

let isReady = false;

/** Shows `groups`, each a name and a list of {label, keys}; closes the sheet where it is open. */
export function openSheet(groups) {
  const dialog = one("#sheet");
  if (dialog.open) return dialog.close();
  if (!isReady) dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  isReady = true;
  one("#sheet-body").replaceChildren(...groups.map(section), toggle());
  dialog.showModal();
}

function section([name, list]) {
  const rows = list.map(({ label, keys }) =>
    make("div", { class: "sheet-row" }, make("dt", {}, label), make("dd", {}, ...keys.map((key) => make("kbd", {}, keysText(key))))));
  return make("section", {}, make("h3", {}, name), make("dl", {}, ...rows));
}

/** Single keys can be switched off, for those whom they get in the way. */
function toggle() {
  const box = make("input", { type: "checkbox", checked: singleKeysAreOn() });
  box.addEventListener("change", () => {
    document.body.dataset.singleKeys = box.checked ? "on" : "off";
    prefer({ single_keys: box.checked });
  });
  return make("label", { class: "sheet-toggle" }, box, say("js-keys-single"));
}
