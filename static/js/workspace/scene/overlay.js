// What lies over the scene: the frame of what is chosen with its handles, lines that something snaps to, the marquee.

import { svg } from "./draw.js";
import { apply, box, boundsOf, corners, world } from "./geometry.js";
import { isLocked } from "./model.js";
import { state } from "./state.js";

// A finger is wider than a pointer.
const isCoarse = matchMedia("(pointer: coarse)").matches;
const HANDLE_PX = isCoarse ? 18 : 9;
const TURN_PX = isCoarse ? 40 : 26;
export const HANDLES = [[-1, -1], [0, -1], [1, -1], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0]];

let guides = [];
let marquee = null;

export const guide = (lines) => (guides = lines);
export const drag = (rect) => (marquee = rect);

/** Draws everything into `layer`, in units of the scene; lines stay as thin as they are however near one looks. */
export function overlay(layer) {
  const unit = 1 / state.view.scale;
  const parts = [];
  for (const id of state.chosen) parts.push(outline(id, state.chosen.length === 1 ? "is-only" : ""));
  if (state.canWrite && !state.isPlayed) parts.push(...handles(unit));
  for (const [x1, y1, x2, y2] of guides) parts.push(svg("line", { x1, y1, x2, y2, class: "scene-guide" }));
  if (marquee) parts.push(svg("rect", { x: marquee.x, y: marquee.y, width: marquee.w, height: marquee.h, class: "scene-marquee" }));
  layer.replaceChildren(...parts);
}

export function outline(id, name) {
  const points = corners(box(state.scene, id), world(state.scene, id));
  return svg("polygon", { points: points.map((point) => point.join(",")).join(" "), class: `scene-outline ${name}` });
}

/** The frame whose handles are shown: the box and the matrix of one thing, or the upright box of several. */
export function frame() {
  const free = state.chosen.filter((id) => !isLocked(state.scene, id));
  if (!free.length) return null;
  if (free.length === 1) return { ids: free, box: box(state.scene, free[0]), matrix: world(state.scene, free[0]) };
  return { ids: free, box: boundsOf(state.scene, free), matrix: new DOMMatrix() };
}

function handles(unit) {
  const shown = frame();
  if (!shown) return [];
  const { x, y, w, h } = shown.box;
  const place = (sx, sy) => apply(shown.matrix, x + (w * (sx + 1)) / 2, y + (h * (sy + 1)) / 2);
  const size = HANDLE_PX * unit;
  const made = HANDLES.map(([sx, sy]) => {
    const [px, py] = place(sx, sy);
    return svg("rect", { x: px - size / 2, y: py - size / 2, width: size, height: size, class: "scene-handle", "data-handle": `${sx} ${sy}` });
  });
  const [top, middle] = [place(0, -1), place(0, 0)];
  const length = Math.hypot(top[0] - middle[0], top[1] - middle[1]) || 1;
  const away = (at) => top[at] + ((top[at] - middle[at]) / length || (at === 1 ? -1 : 0)) * TURN_PX * unit;
  made.push(svg("line", { x1: top[0], y1: top[1], x2: away(0), y2: away(1), class: "scene-outline" }));
  made.push(svg("circle", { cx: away(0), cy: away(1), r: size / 1.7, class: "scene-handle", "data-handle": "turn" }));
  return made;
}
