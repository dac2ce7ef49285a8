// Fields with text: told while they are typed, when they are done with, and when Enter sends them.

import { all, one } from "../lib/dom.js";
import { renewing, settle } from "./echo.js";
import { appOf, nodeOf, tell, tells, tellTyping } from "./tell.js";

const FIELDS = ".app-input input, .app-textarea textarea, .app-slider input";

/** What each field was last told to hold for good, so that leaving it does not tell it again. */
const final = new WeakMap();

export function start() {
  document.addEventListener("input", ({ target }) => isField(target) && typed(target));
  document.addEventListener("change", ({ target }) => isField(target) && finish(target, "change"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !isField(event.target) || event.target.matches("textarea")) return;
    const node = nodeOf(event.target);
    const form = node.closest("[data-form]");
    if (!tells(node, "submit") && !form) return;
    event.preventDefault();
    if (tells(node, "submit")) finish(event.target, "submit");
    else send(form);
  });
}

/** Sends a form: what is typed in its fields goes first. */
export function send(form) {
  const wrong = all("input, textarea", form).find((field) => !field.reportValidity());
  if (wrong) return;
  for (const field of all(FIELDS, form)) if (field === document.activeElement) finish(field, "change");
  if (tells(form, "submit")) tell(form, "submit");
}

function typed(field) {
  const shown = one("output", nodeOf(field));
  if (shown) shown.value = field.value;
  final.delete(field);
  if (isWhole(field) && tells(nodeOf(field), "input")) tellTyping(field, "input", () => valueOf(field));
}

function finish(field, event) {
  const node = nodeOf(field);
  if (!tells(node, event) || !isWhole(field) || (event === "change" && final.get(field) === field.value)) return;
  final.set(field, field.value);
  tell(node, event, valueOf(field), event === "submit" && renewing(field));
  settle(field);
}

const isField = (target) => target.matches?.(FIELDS) && appOf(target);
const isNumber = (field) => field.type === "range" || "number" in field.dataset;
const valueOf = (field) => (isNumber(field) ? field.valueAsNumber : field.value);

/** A number that is half typed is none yet. */
const isWhole = (field) => !isNumber(field) || Number.isFinite(field.valueAsNumber);
