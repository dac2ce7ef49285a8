// The desk as it stands in the page: planes of cards and the tabs above them. Puts in what the server renders.

import { all, fromServer, one } from "./dom.js";

const stale = new Map();

export const activeStack = () => document.body.dataset.active;
export const planeOf = (stack) => one(`[data-plane="${CSS.escape(stack)}"]`);
export const activePlane = () => planeOf(activeStack());
export const cardOf = (id) => document.getElementById(`card-${id}`);
export const tabOf = (id) => document.getElementById(`tab-${id}`);
export const tabs = () => all("#tabs > [data-tab]");
export const cards = () => all("article[data-card]", activePlane());
export const titleOf = (card) => one("[data-title]", card).textContent;

/** Whether the reader has a card in hand: then what comes for it waits until they let go. */
const isHeld = (card) => card.matches(".is-held") || Boolean(one("[data-editing]", card));

/** Puts a card where it belongs, in reading order. Answers it when the page has its stack, else `null`. */
export function putCard(html) {
  const fresh = fromServer(html);
  const old = cardOf(fresh.dataset.card);
  if (old && Number(old.dataset.seq) > Number(fresh.dataset.seq)) return old;
  if (old && isHeld(old)) {
    stale.set(fresh.dataset.card, html);
    return old;
  }
  const plane = planeOf(fresh.dataset.stack);
  if (!plane) {
    old?.remove();
    return null;
  }
  const hadFocus = old?.contains(document.activeElement);
  const scroll = old && one(".card-body", old).scrollTop;
  fresh.tabIndex = old?.tabIndex ?? -1;
  if (old) keepApps(old, fresh);
  old?.remove();
  settle(fresh, plane);
  if (scroll) one(".card-body", fresh).scrollTop = scroll;
  if (hadFocus) fresh.focus({ preventScroll: true });
  return fresh;
}

/** An app that runs in a card goes on in what comes for it. */
function keepApps(old, fresh) {
  for (const app of all(".app[data-instance]", fresh)) {
    const running = one(`.app[data-instance="${CSS.escape(app.dataset.instance)}"]`, old);
    if (running) app.replaceWith(running);
  }
}

/** Shows a card's head alone, or all of it. */
export function fold(card, isFolded) {
  card.toggleAttribute("data-folded", isFolded);
  one(".card-fold", card)?.setAttribute("aria-expanded", String(!isFolded));
}

/** Lays a card where its data says, and among its neighbours in reading order. */
export function settle(card, plane) {
  window.desk.placeCard(card);
  card.classList.remove("is-leaving");
  const after = all("article[data-card]", plane).find((other) => other !== card && readsBefore(card, other));
  const next = after ?? one(".empty", plane);
  if (card.nextElementSibling === next) return;
  const hadFocus = card.contains(document.activeElement) && document.activeElement;
  plane.insertBefore(card, next);
  if (hadFocus) hadFocus.focus({ preventScroll: true });
}

/** Puts in what came while the card was held. */
export function letGo(card) {
  card.classList.remove("is-held");
  const html = stale.get(card.dataset.card);
  if (!html || isHeld(card)) return;
  stale.delete(card.dataset.card);
  putCard(html);
}

/** Takes a card away; the focus goes to its neighbour, not to nowhere. */
export function removeCard(id) {
  const card = cardOf(id);
  if (!card) return;
  const next = card.contains(document.activeElement) && (neighbour(card) ?? one("#canvas"));
  card.remove();
  if (next) next.focus({ preventScroll: true });
}

/** Puts a tab at its place. Whether it is the shown one is this page's business, not the server's. */
export function putTab(html) {
  const fresh = fromServer(html);
  const old = tabOf(fresh.dataset.tab);
  if (old && one("[data-editing]", old)) return;
  old?.remove();
  const order = Number(fresh.dataset.order);
  one("#tabs").insertBefore(fresh, tabs().find((tab) => Number(tab.dataset.order) > order) ?? null);
  markTab(fresh);
}

export function markTab(tab) {
  const isActive = tab.dataset.tab === activeStack();
  tab.classList.toggle("is-active", isActive);
  const link = one(".tab-link", tab);
  if (isActive) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}

function readsBefore(card, other) {
  const [y, otherY] = [Number(card.dataset.y), Number(other.dataset.y)];
  return y < otherY || (y === otherY && Number(card.dataset.x) < Number(other.dataset.x));
}

function neighbour(card) {
  const list = all("article[data-card]", card.parentElement);
  const at = list.indexOf(card);
  return list[at + 1] ?? list[at - 1];
}
