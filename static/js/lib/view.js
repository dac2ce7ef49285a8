// How the reader looks at the shown stack: pan and zoom, remembered for each stack.

import { activePlane, activeStack, cards } from "./desk.js";
import { one } from "./dom.js";
import { keep } from "./kept.js";

const SCALE_MIN = 0.25;
const SCALE_MAX = 2;
const EDGE_PX = 24;
const KEEP_AFTER_MS = 200;

const views = new Map();
let keepTimer;

const clamp = (scale) => Math.min(Math.max(scale, SCALE_MIN), SCALE_MAX);

export function view() {
  const stack = activeStack();
  if (!views.has(stack)) views.set(stack, window.desk.viewOf(stack));
  return views.get(stack);
}

export function setView(next) {
  const stack = activeStack();
  views.set(stack, next);
  const plane = activePlane();
  if (plane) window.desk.look(plane, next);
  showScale();
  clearTimeout(keepTimer);
  keepTimer = setTimeout(() => keep(`view.${stack}`, next), KEEP_AFTER_MS);
}

export function showScale() {
  const value = one(".zoom-value");
  if (value) value.textContent = `${Math.round(view().scale * 100)} %`;
}

export function panBy(dx, dy) {
  const { x, y, scale } = view();
  setView({ x: x + dx, y: y + dy, scale });
}

/** Scales by `factor` so that the point (`px`, `py`) of the canvas stays where it is. */
export function zoomBy(factor, point) {
  const { x, y, scale } = view();
  const next = clamp(scale * factor);
  const { px, py } = point ?? middle();
  setView({ x: px - ((px - x) * next) / scale, y: py - ((py - y) * next) / scale, scale: next });
}

/** Back to full size. On a stack that lies elsewhere, to its first card. */
export function reset() {
  const box = bounds();
  setView({ x: Math.min(0, -(box?.left ?? EDGE_PX) + EDGE_PX) || 0, y: -(box?.top ?? EDGE_PX) + EDGE_PX, scale: 1 });
}

/** Shows all cards at once. */
export function fit() {
  const box = bounds();
  if (!box) return reset();
  const { width, height } = one("#canvas").getBoundingClientRect();
  const [boxWidth, boxHeight] = [box.right - box.left, box.bottom - box.top];
  const scale = clamp(Math.min((width - 2 * EDGE_PX) / boxWidth, (height - 2 * EDGE_PX - composerPx()) / boxHeight, 1));
  const x = (width - boxWidth * scale) / 2 - box.left * scale;
  setView({ x, y: EDGE_PX - box.top * scale, scale });
}

/** Pans as little as shows the card. */
export function reveal(card) {
  const outer = one("#canvas").getBoundingClientRect();
  const inner = card.getBoundingClientRect();
  const dx = shift(inner.left, inner.right, outer.left, outer.right);
  const dy = shift(inner.top, inner.bottom, outer.top, outer.bottom - composerPx());
  if (dx || dy) panBy(dx, dy);
}

/** What the composer covers at the bottom, while it lies over the canvas. */
const composerPx = () => (document.body.dataset.chat === "open" ? 0 : one("#chat").offsetHeight + EDGE_PX);

function shift(from, to, min, max) {
  if (from < min + EDGE_PX || to - from > max - min) return min + EDGE_PX - from;
  return to > max - EDGE_PX ? max - EDGE_PX - to : 0;
}

function middle() {
  const { width, height } = one("#canvas").getBoundingClientRect();
  return { px: width / 2, py: height / 2 };
}

function bounds() {
  const boxes = cards().map((card) => {
    const [left, top] = [Number(card.dataset.x), Number(card.dataset.y)];
    return { left, top, right: left + card.offsetWidth, bottom: top + card.offsetHeight };
  });
  if (boxes.length === 0) return null;
  const edge = (side, pick) => pick(...boxes.map((box) => box[side]));
  return { left: edge("left", Math.min), top: edge("top", Math.min), right: edge("right", Math.max), bottom: edge("bottom", Math.max) };
}
