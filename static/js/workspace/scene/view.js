// How the canvas is looked at: where it lies in its window, and how large.

import { look, state } from "./state.js";

const SCALE_MIN = 0.05;
const SCALE_MAX = 16;
const MARGIN_PX = 32;
let stage;

export const start = (element) => (stage = element);

const limit = (scale) => Math.min(SCALE_MAX, Math.max(SCALE_MIN, scale));

/** Where a pointer is, in units of the scene. */
export function toScene({ clientX, clientY }) {
  const { left, top } = stage.getBoundingClientRect();
  const { x, y, scale } = state.view;
  return [(clientX - left - x) / scale, (clientY - top - y) / scale];
}

/** The view, so many times as near, with the point of the screen where it is. */
export function zoomAt(view, times, point) {
  const { left, top } = stage.getBoundingClientRect();
  const [px, py] = [point.x - left, point.y - top];
  const scale = limit(view.scale * times);
  const real = scale / view.scale;
  return { x: px - (px - view.x) * real, y: py - (py - view.y) * real, scale };
}

export function zoomBy(times) {
  const { left, top, width, height } = stage.getBoundingClientRect();
  look(zoomAt(state.view, times, { x: left + width / 2, y: top + height / 2 }));
}

/** Shows the whole scene. */
export function fit() {
  const { clientWidth: width, clientHeight: height } = stage;
  const [w, h] = state.scene.canvas.size;
  const scale = limit(Math.min((width - MARGIN_PX) / w, (height - MARGIN_PX) / h));
  look({ x: (width - w * scale) / 2, y: (height - h * scale) / 2, scale });
}
