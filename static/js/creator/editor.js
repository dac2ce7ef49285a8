// The text of a package: numbers beside its lines, Tab that indents, and the way to what is wrong.

import { all, make, one } from "../lib/dom.js";

const INDENT = "  ";

/** Brings the field to life; `changed` is called whenever its text is another one. */
export function start(form, changed) {
  const field = one("textarea", form);
  const lines = one("[data-lines]", form);
  let leaves = false;
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leaves = true;
    else if (event.key !== "Tab") leaves = false;
    else if (!leaves && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) indent(event);
  });
  field.addEventListener("blur", () => (leaves = false));
  field.addEventListener("scroll", () => (lines.scrollTop = field.scrollTop));
  field.addEventListener("input", () => (number(field, lines), changed()));
  one("#findings", form).addEventListener("click", ({ target }) => {
    const { line, column } = target.closest("button[data-line]")?.dataset ?? {};
    if (line) go(field, Number(line), Number(column));
  });
  number(field, lines);
  mark(form, all("[data-line]", form).map(({ dataset }) => Number(dataset.line)));
}

/** Puts a text into the field, as if it had been typed. */
export function put(form, text) {
  const field = one("textarea", form);
  field.value = text;
  number(field, one("[data-lines]", form));
}

/** Marks the lines in which something is wrong. */
export function mark(form, wrong) {
  all("[data-lines] span", form).forEach((line, at) => line.classList.toggle("is-wrong", wrong.includes(at + 1)));
}

function number(field, lines) {
  const count = field.value.split("\n").length;
  while (lines.children.length > count) lines.lastElementChild.remove();
  while (lines.children.length < count) lines.append(make("span", {}, String(lines.children.length + 1)));
  lines.scrollTop = field.scrollTop;
}

function indent(event) {
  event.preventDefault();
  // The one way that can be taken back with Ctrl+Z.
  if (!document.execCommand("insertText", false, INDENT)) event.target.setRangeText(INDENT, event.target.selectionStart, event.target.selectionEnd, "end");
}

function go(field, line, column) {
  const before = field.value.split("\n").slice(0, line - 1);
  const at = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  field.focus();
  field.setSelectionRange(at, at);
  const height = field.scrollHeight / field.value.split("\n").length;
  field.scrollTop = Math.max(0, (line - 4) * height);
}
