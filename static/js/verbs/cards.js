// What can be done to a card. Each shows at once what it does, and takes that back when the server refuses.

import { activeStack, cardOf, fold, letGo, tabs, titleOf } from "../lib/desk.js";
import { one } from "../lib/dom.js";
import { newId } from "../lib/ids.js";
import { refused } from "../lib/errors.js";
import { focusCard, towards } from "../lib/focus.js";
import { editInline } from "../lib/inline.js";
import { toast } from "../lib/toast.js";
import { act } from "../lib/wire.js";
import { say } from "../lib/words.js";
import { showStack } from "./stacks.js";

const FOUND_WITHIN_MS = 3_000;

export async function newCard() {
  const data = { stack_id: activeStack(), title: say("js-card-new-title"), blocks: [{ type: "text", content: "" }] };
  const id = newId();
  try {
    await act("create_card", data, { card: id });
    const card = await arrival(id);
    if (!card) return;
    focusCard(card);
    rename(card);
  } catch (error) {
    refused()(error);
  }
}

export function rename(card) {
  const title = one("[data-title]", card);
  const before = title.textContent;
  editInline(title, {
    label: say("js-card-rename"),
    max: 200,
    save(text) {
      title.textContent = text;
      act("update_card", { title: text }, { card: card.dataset.card }).catch(refused(() => (title.textContent = before)));
    },
    done: (hadFocus) => over(card, hadFocus),
  });
}

/** Ends an edit: what came meanwhile is put in, and the focus stays on the card. */
export function over(card, hadFocus) {
  letGo(card);
  if (hadFocus) cardOf(card.dataset.card)?.focus({ preventScroll: true });
}

export function archive(card) {
  const [id, title] = [card.dataset.card, titleOf(card)];
  const next = towards(card, 0, 1) ?? towards(card, 1, 0) ?? towards(card, -1, 0) ?? towards(card, 0, -1);
  const hadFocus = card.contains(document.activeElement);
  card.classList.add("is-leaving");
  if (hadFocus) (next ?? one("#canvas")).focus({ preventScroll: true });
  act("archive_card", {}, { card: id })
    .then(() => toast(say("js-card-archived", { title }), { action: undoing("restore_card", {}, id) }))
    .catch(refused(() => card.classList.remove("is-leaving")));
}

export const recolor = (card, color) => change(card, "color", color, "update_card", { color: color || null });
export const resizeTo = (card, size) => change(card, "size", size, "resize", { size });

export function toggleFold(card) {
  const isFolded = !("folded" in card.dataset);
  fold(card, isFolded);
  act("resize", { folded: isFolded }, { card: card.dataset.card }).catch(refused(() => fold(card, !isFolded)));
}

export function moveToStack(card, stack) {
  const name = tabs().find((tab) => tab.dataset.tab === stack)?.dataset.name;
  const id = card.dataset.card;
  const from = card.dataset.stack;
  card.classList.add("is-leaving");
  act("move", { position_x: null, position_y: null, stack_id: stack }, { card: id })
    .then(() => toast(say("js-card-moved", { title: titleOf(card), stack: name }), { action: undoing("undo", {}, "") }))
    .catch(refused(() => cardOf(id)?.dataset.stack === from && card.classList.remove("is-leaving")));
}

/** Puts a card at a place of its stack; the card already lies there. */
export function moveTo(card, { x, y }, before) {
  const data = { position_x: x, position_y: y };
  act("move", data, { card: card.dataset.card }).catch(refused(() => lay(card, before)));
}

export function pullTo(card, { w, h }, before) {
  act("resize", { width: w, height: h }, { card: card.dataset.card }).catch(refused(() => lay(card, before)));
}

/** Lays a card where `place` says, without telling anybody. */
export function lay(card, place) {
  Object.assign(card.dataset, place);
  window.desk.placeCard(card);
}

export function restoreVersion(form) {
  const { cardId, versionNumber } = form.dataset;
  act("restore_version", { version: Number(versionNumber) }, { card: cardId })
    .then(() => (one("#history").close(), toast(say("js-version-restored"), { action: undoing("undo", {}, "") })))
    .catch(refused());
}

export function history(card) {
  const dialog = one("#history");
  one("#history-body").replaceChildren();
  window.htmx.ajax("GET", `/cards/${card.dataset.card}`, { target: "#history-body", swap: "innerHTML" });
  dialog.showModal();
}

/** Shows a card wherever it is: on another stack, or, when it is archived, on its own page. */
export async function show(id, href) {
  const card = cardOf(id);
  if (!card) return void location.assign(href);
  await showStack(card.dataset.stack);
  focusCard(cardOf(id));
}

function change(card, key, value, action, data) {
  const before = card.dataset[key];
  card.dataset[key] = value;
  act(action, data, { card: card.dataset.card }).catch(refused(() => (card.dataset[key] = before)));
}

const undoing = (action, data, card) => ({
  label: say("js-undo"),
  run: () => act(action, data, { card }).catch(refused()),
});

/** The card, once its frame has come; the answer to its making may be earlier. */
async function arrival(id) {
  for (const until = Date.now() + FOUND_WITHIN_MS; Date.now() < until; ) {
    if (cardOf(id)) return cardOf(id);
    await new Promise(requestAnimationFrame);
  }
  return null;
}
