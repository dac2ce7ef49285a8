// Where things are: their own boxes, their matrices, and both in the units of the scene.

import { above, within } from "./model.js";

const texts = new Map();
const FLAT = new DOMMatrix();

export function local({ at, rotation, scale }) {
  return new DOMMatrix().translateSelf(at[0], at[1]).rotateSelf(rotation).scaleSelf(scale[0], scale[1]);
}

/** From something's own units to those of the scene. */
export function world(scene, id) {
  return [id, ...above(scene, id)].reduce((matrix, each) => local(scene.entities[each]).multiply(matrix), FLAT);
}

export const parentWorld = (scene, id) => (scene.entities[id].parent ? world(scene, scene.entities[id].parent) : FLAT);

/** The box of something in its own units: {x, y, w, h}, around its middle. */
export function box(scene, id) {
  const thing = scene.entities[id];
  if (thing.size) return { x: -thing.size[0] / 2, y: -thing.size[1] / 2, w: thing.size[0], h: thing.size[1] };
  if (thing.points) return around(thing.points);
  if (thing.kind === "text") return textBox(thing);
  const inside = within(scene, id).flatMap((child) => corners(box(scene, child), local(scene.entities[child])));
  return inside.length ? around(inside) : { x: -8, y: -8, w: 16, h: 16 };
}

/** The box of something in the units of the scene, upright. */
export const bounds = (scene, id) => around(corners(box(scene, id), world(scene, id)));

export const boundsOf = (scene, ids) => around(ids.flatMap((id) => corners(box(scene, id), world(scene, id))));

export function corners({ x, y, w, h }, matrix) {
  return [[x, y], [x + w, y], [x + w, y + h], [x, y + h]].map(([px, py]) => apply(matrix, px, py));
}

export function apply(matrix, x, y) {
  return [matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f];
}

export function around(points) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { x: left, y: top, w: right - left, h: bottom - top };
}

export const overlaps = (one, other) =>
  one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;

let ruler;

/** How wide a text is drawn, as a canvas measures it. */
function textBox({ text, text_size: size }) {
  const key = `${size} ${text}`;
  if (!texts.has(key)) {
    ruler ??= document.createElement("canvas").getContext("2d");
    ruler.font = `${size}px Inter, sans-serif`;
    const lines = (text || " ").split("\n");
    const w = Math.max(size / 4, ...lines.map((line) => ruler.measureText(line).width));
    const h = lines.length * size * 1.2;
    if (texts.size > 500) texts.clear();
    texts.set(key, { x: -w / 2, y: -h / 2, w, h });
  }
  return texts.get(key);
}
