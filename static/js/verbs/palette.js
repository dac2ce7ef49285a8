// The palette: one field that finds actions, stacks and cards, and whatever the server finds beside them.

import { actions, canRun, contextOf } from "../actions.js";
import { cardOf, tabs, titleOf } from "../lib/desk.js";
import { all, icon, make, one } from "../lib/dom.js";
import { focusedCard } from "../lib/focus.js";
import { keysText } from "../lib/keys.js";
import { say } from "../lib/words.js";
import { show } from "./cards.js";
import { go } from "./page.js";
import { searched } from "./search.js";
import { showStack } from "./stacks.js";

const SHOWN_MAX = 50;

let entries = [];
let shown = [];
let at = 0;

export function openPalette() {
  const dialog = one("#palette");
  if (dialog.open) return dialog.close();
  const ctx = contextOf(focusedCard());
  entries = [...commands(ctx), ...stackEntries(), ...cardEntries()];
  one("#palette-input").value = "";
  dialog.showModal();
  find("");
}

/** Shows what fits `text`, the best first. */
export function find(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = entries.filter((entry) => words.every((word) => entry.text.includes(word)));
  list(rank(fits, words[0] ?? "").slice(0, SHOWN_MAX), 0);
  searched(text, (results) => {
    const isNew = ({ href }) => !shown.some((entry) => entry.href === href);
    const more = results.filter(isNew).map(({ sign, label, kind, id, href }) => entry(sign, label, kind, () => show(id, href), null, href));
    const all = entry("search", say("js-search-all", { text: text.trim() }), say("js-search"), () => go(`/search?q=${encodeURIComponent(text.trim())}`));
    list([...shown, ...more, all], at);
  });
}

function list(next, chosen) {
  shown = next;
  one("#palette-list").replaceChildren(...shown.map(row));
  one(".palette-none").hidden = shown.length > 0;
  choose(chosen);
}

export function choose(next) {
  if (shown.length === 0) return one("#palette-input").removeAttribute("aria-activedescendant");
  at = (next + shown.length) % shown.length;
  all("#palette-list [role=option]").forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
  one("#palette-input").setAttribute("aria-activedescendant", `palette-${at}`);
  document.getElementById(`palette-${at}`).scrollIntoView({ block: "nearest" });
}

export const chooseBy = (step) => choose(at + step);

/** Closes the palette and does what was chosen. */
export function runChosen(index = at) {
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

function commands(ctx) {
  return actions.filter((action) => !action.choices && !action.isQuiet && canRun(action, ctx))
    .map((action) => entry(action.icon, say(action.label), say(action.group), () => action.run(ctx), action.keys?.[0]));
}

const stackEntries = () =>
  tabs().map(({ dataset }) => entry("layers", dataset.name, say("js-kind-stack"), () => showStack(dataset.tab), null, `/stacks/${dataset.tab}`));

const cardEntries = () =>
  all("article[data-card]").map((card) => {
    const id = card.dataset.card;
    return entry("square", titleOf(card), say("js-kind-card"), () => show(id, cardOf(id) ? "" : `/cards/${id}`), null, `/cards/${id}`);
  });

const entry = (sign, label, kind, run, keys, href) => ({ sign, label, kind, run, keys, href, text: label.toLowerCase() });

function row({ sign, label, kind, keys }, index) {
  const option = make("li", { role: "option", id: `palette-${index}`, class: "palette-row", "aria-selected": "false" },
    icon(sign), make("span", { class: "palette-label" }, label), make("span", { class: "palette-kind" }, kind),
    keys ? make("kbd", {}, keysText(keys)) : null);
  option.addEventListener("click", () => runChosen(index));
  return option;
}
