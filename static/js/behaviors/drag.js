// A card is dragged by its header: freely while it is held, onto the grid when it is let go, or onto another tab.

import { letGo } from "../lib/desk.js";
import { one } from "../lib/dom.js";
import { rove } from "../lib/focus.js";
import { view } from "../lib/view.js";
import { lay, moveToStack, moveTo } from "../verbs/cards.js";

const GRID_PX = 8;
const STILL_PX = 4;
const snap = (px) => Math.round(px / GRID_PX) * GRID_PX;

export function start() {
  one("#canvas").addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    const isFree = handle && !event.target.closest("a, button, input, textarea");
    if (!isFree || event.button !== 0 || !matchMedia("(min-width: 768px)").matches) return;
    const card = handle.closest("article[data-card]");
    rove(card);
    card.focus({ preventScroll: true });
    follow(card, event);
  });
}

function follow(card, down) {
  const { x, y } = card.dataset;
  const from = { x, y };
  const { scale, x: viewX, y: viewY } = view();
  let isMoving = false;
  let target = null;
  const move = (event) => {
    const [dx, dy] = [event.clientX - down.clientX, event.clientY - down.clientY];
    if (!isMoving && Math.hypot(dx, dy) < STILL_PX) return;
    if (!isMoving) {
      isMoving = true;
      card.setPointerCapture(down.pointerId);
      card.classList.add("is-held", "is-dragged");
    }
    const now = view();
    const [px, py] = [dx - (now.x - viewX), dy - (now.y - viewY)];
    lay(card, { x: String(Number(from.x) + px / scale), y: String(Number(from.y) + py / scale) });
    target = aim(event, card);
  };
  const end = (isKept) => {
    card.removeEventListener("pointermove", move);
    card.removeEventListener("pointerup", up);
    card.removeEventListener("pointercancel", cancel);
    removeEventListener("keydown", escape, true);
    card.classList.remove("is-dragged");
    mark(null);
    if (isMoving) drop(card, from, isKept, target);
    letGo(card);
  };
  const up = () => end(true);
  const cancel = () => end(false);
  const escape = (event) => event.key === "Escape" && (event.stopPropagation(), end(false));
  card.addEventListener("pointermove", move);
  card.addEventListener("pointerup", up);
  card.addEventListener("pointercancel", cancel);
  addEventListener("keydown", escape, true);
}

function drop(card, from, isKept, tab) {
  if (!isKept || tab) lay(card, from);
  if (!isKept) return;
  if (tab) return moveToStack(card, tab.dataset.tab);
  const to = { x: snap(Number(card.dataset.x)), y: snap(Number(card.dataset.y)) };
  lay(card, to);
  if (to.x !== Number(from.x) || to.y !== Number(from.y)) moveTo(card, to, from);
}

/** The tab of another stack under the pointer. */
function aim({ clientX, clientY }, card) {
  const tab = document.elementsFromPoint(clientX, clientY).find((element) => element.matches(".tab"));
  const other = tab && tab.dataset.tab !== card.dataset.stack ? tab : null;
  mark(other);
  return other;
}

function mark(tab) {
  one(".tab.is-target")?.classList.remove("is-target");
  tab?.classList.add("is-target");
}
