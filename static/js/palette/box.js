// The palette itself: one field, and a list of what fits it. What is in the list is handed over by whoever opens it.
//
// An entry is {sign or icon, label, kind, run, keys?, href?}; `entryOf` makes one. Arrows choose, Enter does, Escape closes.

import { all, icon, make, one } from "../lib/dom.js";
import { keysText } from "../lib/keys.js";

const SHOWN_MAX = 50;

let entries = [];
let shown = [];
let at = 0;
let more = () => {};
let isReady = false;

/** Opens the palette, or closes it where it is open. `ask(text, add)` finds more while somebody types. */
export function open(list, ask) {
  const dialog = one("#palette");
  if (dialog.open) return dialog.close();
  if (!isReady) listen(dialog);
  [entries, more] = [list, ask];
  one("#palette-input").value = "";
  dialog.showModal();
  find("");
}

/** Adds what became known only after the palette was opened. */
export function learn(list) {
  if (list.length === 0) return;
  entries = [...entries, ...list];
  if (one("#palette").open) find(one("#palette-input").value, at);
}

export const entryOf = (sign, label, kind, run, keys, href) => ({ sign, label, kind, run, keys, href, text: `${label} ${kind ?? ""}`.toLowerCase() });

function listen(dialog) {
  isReady = true;
  const input = one("#palette-input");
  input.addEventListener("input", () => find(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step && event.key !== "Enter") return;
    event.preventDefault();
    if (step) choose(at + step);
    else run(at);
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

/** Shows what fits `text`, the best first. */
function find(text, chosen = 0) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = entries.filter((entry) => words.every((word) => entry.text.includes(word)));
  show(rank(fits, words[0] ?? "").slice(0, SHOWN_MAX), chosen);
  more(text, (found) => {
    if (one("#palette-input").value !== text) return;
    const isNew = ({ href }) => !href || !shown.some((entry) => entry.href === href);
    show([...shown, ...found.filter(isNew)], at);
  });
}

function show(next, chosen) {
  shown = next;
  one("#palette-list").replaceChildren(...shown.map(row));
  one(".palette-none").hidden = shown.length > 0;
  choose(chosen);
}

function choose(next) {
  if (shown.length === 0) return one("#palette-input").removeAttribute("aria-activedescendant");
  at = (next + shown.length) % shown.length;
  all("#palette-list [role=option]").forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
  one("#palette-input").setAttribute("aria-activedescendant", `palette-${at}`);
  document.getElementById(`palette-${at}`).scrollIntoView({ block: "nearest" });
}

/** Closes the palette and does what was chosen. */
function run(index) {
  const entry = shown[index];
  one("#palette").close();
  entry?.run();
}

/** Entries that start with the word come first; otherwise the order of the table stays. */
function rank(list, word) {
  const starts = (entry) => (word && entry.text.startsWith(word) ? 0 : 1);
  return list.map((entry, index) => ({ entry, index })).sort((a, b) => starts(a.entry) - starts(b.entry) || a.index - b.index)
    .map(({ entry }) => entry);
}

function row({ sign, label, kind, keys }, index) {
  const option = make("li", { role: "option", id: `palette-${index}`, class: "palette-row", "aria-selected": "false" },
    icon(sign), make("span", { class: "palette-label" }, label), kind ? make("span", { class: "palette-kind" }, kind) : null,
    keys ? make("kbd", {}, keysText(keys)) : null);
  option.addEventListener("click", () => run(index));
  return option;
}
