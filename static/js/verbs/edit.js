// Editing what is in a card, in its place: texts as Markdown, cells of tables.

import { one, all } from "../lib/dom.js";
import { refused } from "../lib/errors.js";
import { editInline } from "../lib/inline.js";
import { act } from "../lib/wire.js";
import { say } from "../lib/words.js";
import { over, rename } from "./cards.js";

const PARTS = '[data-kind="text"], td[data-row]';

/** Goes into a card with the keyboard: its editable parts can be reached with Tab and the arrows. */
export function openParts(card) {
  const parts = all(PARTS, card);
  const inApp = one(".app :is(button, input, select, textarea, [tabindex='0']):not([disabled], [tabindex='-1'])", card);
  if (inApp && parts.length === 0) return inApp.focus();
  if (parts.length === 0) return rename(card);
  if (parts.length === 1) return editPart(parts[0]);
  for (const part of parts) part.tabIndex = part.matches("td") && part !== one("td[data-row]", card) ? -1 : 0;
  parts[0].focus();
}

/** Edits the part that holds `target`; answers whether there is one. */
export function editPart(target) {
  const part = target.closest(PARTS);
  if (!part) return false;
  if (part.matches("td[data-row]")) editCell(part);
  else editText(part);
  return true;
}

async function editText(part) {
  const card = part.closest("article[data-card]");
  const [id, block] = [card.dataset.card, part.dataset.block];
  card.classList.add("is-held");
  const value = await source(id, block).catch(refused(() => over(card, false)));
  if (value === undefined) return;
  editInline(part, {
    value,
    isLong: true,
    label: say("js-text-edit"),
    max: 100_000,
    save: (content) => act("update_card", { patch: { [block]: { type: "text", content } } }, { card: id }).catch(refused()),
    done: (hadFocus) => over(card, hadFocus),
  });
}

/** The Markdown of a text; the page holds only what became of it. */
async function source(card, block) {
  const answer = await fetch(`/api/cards/${card}`, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(say("js-failed"));
  const { blocks } = await answer.json();
  return blocks.find(({ id }) => id === block)?.content ?? "";
}

function editCell(cell) {
  const card = cell.closest("article[data-card]");
  const block = cell.closest("[data-block]").dataset.block;
  const [row, column] = [Number(cell.dataset.row), cell.dataset.column];
  const before = cell.textContent;
  const put = (text) => (cell.textContent = text);
  editInline(cell, {
    value: cell.dataset.value ?? before.trim(),
    label: say("js-cell-edit", { column }),
    max: 2_000,
    save(value) {
      put(value);
      act("edit_cell", { block_id: block, row, column, value }, { card: card.dataset.card, block }).catch(refused(() => put(before)));
    },
    done: (hadFocus) => over(card, hadFocus),
  });
}
