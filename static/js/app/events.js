// Clicks and choices in apps, told for the component that they happen to.

import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";
import { renewing } from "./echo.js";
import { copy } from "./effects.js";
import { send } from "./form.js";
import { press } from "./keys.js";
import { appOf, nodeOf, tell, tells, tellWhole } from "./tell.js";

const CONTROLS = "button, a, input, select, textarea, label, summary, audio";
const FILE_BYTES_MAX = 64 * 1024;

export function start() {
  document.addEventListener("click", ({ target }) => appOf(target) && click(target, nodeOf(target)));
  document.addEventListener("change", ({ target }) => appOf(target) && change(target, nodeOf(target)));
  // A dialog closes when the app says so, and not before.
  const close = (event) => event.target.matches(".app-modal") && (event.preventDefault(), done(event.target));
  document.addEventListener("cancel", close, true);
}

function click(target, node) {
  const control = target.closest(CONTROLS);
  const { whole, close, submit, press: key, copy: text, value, item } = control?.dataset ?? {};
  if (whole) return tellWhole(appOf(target).dataset.instance, whole);
  if (close !== undefined) return done(node);
  if (submit !== undefined) return send(node);
  if (key) return press(node, key);
  if (text !== undefined) copy(text);
  if (control?.matches("[role=tab]")) return tells(node, "change") && tell(node, "change", JSON.parse(value));
  if (control?.matches(".app-grab, .app-lane-move, summary, [aria-disabled=true]")) return;
  const chosen = target.closest('[data-on~="click"]');
  // What has a control of another component between itself and the pointer was not meant.
  if (!chosen || (control && chosen.contains(control) && nodeOf(control) !== chosen)) return;
  const what = { ...(value && { value: JSON.parse(value) }), ...(item && { id: JSON.parse(item) }) };
  tell(chosen, "click", Object.keys(what).length > 0 ? what : undefined);
}

function change(field, node) {
  if (field.matches("[type=file]")) return load(field, node);
  const option = field.selectedOptions?.[0] ?? (field.matches("[type=radio]") ? field : null);
  if (!tells(node, "change")) return;
  if (option) tell(node, "change", JSON.parse(option.dataset.value ?? "null"), renewing(field));
  else if (field.matches("[type=checkbox]")) tell(node, "change", field.checked, renewing(field));
}

async function load(field, node) {
  const [file] = field.files;
  field.value = "";
  if (!file || !tells(node, "load")) return;
  if (file.size > FILE_BYTES_MAX) return toast(say("js-app-file-large", { name: file.name }), { tone: "danger" });
  tell(node, "load", { data: { name: file.name, type: file.type, text: await file.text() } });
}

const done = (dialog) => tells(dialog, "close") && tell(dialog, "close");
