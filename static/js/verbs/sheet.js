// The sheet of keys: every action that has one, in its group.

import { actions } from "../actions.js";
import { make, one } from "../lib/dom.js";
import { keysText } from "../lib/keys.js";
import { prefer } from "../lib/prefer.js";
import { say } from "../lib/words.js";

export const singleKeysAreOn = () => document.body.dataset.singleKeys !== "off";

export function openSheet() {
  const dialog = one("#sheet");
  if (dialog.open) return dialog.close();
  one("#sheet-body").replaceChildren(...groups().map(section), toggle());
  dialog.showModal();
}

function groups() {
  const byGroup = new Map();
  for (const action of actions.filter(({ keys }) => keys)) {
    const key = action.isHidden ? `${action.group}:${action.label}` : action.id;
    const list = byGroup.get(action.group) ?? new Map();
    list.set(key, { label: say(action.label, action.args), keys: [...(list.get(key)?.keys ?? []), action.keys[0]] });
    byGroup.set(action.group, list);
  }
  return [...byGroup];
}

function section([group, list]) {
  const rows = [...list.values()].map(({ label, keys }) =>
    make("div", { class: "sheet-row" }, make("dt", {}, label), make("dd", {}, ...keys.map((key) => make("kbd", {}, keysText(key))))));
  return make("section", {}, make("h3", {}, say(group)), make("dl", {}, ...rows));
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
