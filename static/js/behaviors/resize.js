// A card is pulled larger or smaller at its corner.

import { letGo } from "../lib/desk.js";
import { one } from "../lib/dom.js";
import { view } from "../lib/view.js";
import { lay, pullTo } from "../verbs/cards.js";

const GRID_PX = 8;
const WIDTH_MIN_PX = 200;
const HEIGHT_MIN_PX = 96;
const snap = (px, min) => Math.max(min, Math.round(px / GRID_PX) * GRID_PX);

export function start() {
  one("#canvas").addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    follow(grip, grip.closest("article[data-card]"), event);
  });
}

function follow(grip, card, down) {
  const { w, h } = card.dataset;
  const from = { w, h };
  const size = { w: card.offsetWidth, h: card.offsetHeight };
  const { scale } = view();
  grip.setPointerCapture(down.pointerId);
  card.classList.add("is-held", "is-dragged");
  const move = ({ clientX, clientY }) => {
    const w = snap(size.w + (clientX - down.clientX) / scale, WIDTH_MIN_PX);
    const h = snap(size.h + (clientY - down.clientY) / scale, HEIGHT_MIN_PX);
    lay(card, { w, h });
  };
  const end = () => {
    grip.removeEventListener("pointermove", move);
    card.classList.remove("is-dragged");
    const to = { w: Number(card.dataset.w), h: Number(card.dataset.h) };
    if (to.w !== size.w || (to.h && to.h !== size.h)) pullTo(card, to, from);
    letGo(card);
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("lostpointercapture", end, { once: true });
}
