// What becomes of things that are moved, stretched and turned: changes for `changed` in model.js.

import { apply, local, parentWorld, world } from "./geometry.js";
import { round } from "./model.js";

const SMALL = 1;

/** A distance in the scene, in the units of the group that something stands in. */
function inParent(scene, id, dx, dy) {
  const { a, b, c, d } = parentWorld(scene, id);
  const inverse = new DOMMatrix([a, b, c, d, 0, 0]).inverse();
  return apply(inverse, dx, dy);
}

export function moved(scene, ids, dx, dy) {
  const changes = {};
  for (const id of ids) {
    const [x, y] = inParent(scene, id, dx, dy);
    const { at } = scene.entities[id];
    changes[id] = { at: [round(at[0] + x), round(at[1] + y)] };
  }
  return changes;
}

/** Stretches a frame by the handle (sx, sy) to the point (px, py) of the scene; what lies opposite stays. */
export function stretched(scene, { ids, box, matrix }, [sx, sy], [px, py], isEven) {
  const [x, y] = apply(matrix.inverse(), px, py);
  const fixed = [sx > 0 ? box.x : sx < 0 ? box.x + box.w : box.x + box.w / 2, sy > 0 ? box.y : sy < 0 ? box.y + box.h : box.y + box.h / 2];
  const factor = (sign, point, from, length) => (sign === 0 ? 1 : Math.max(SMALL, (point - from) * sign) / Math.max(length, SMALL));
  let [fx, fy] = [factor(sx, x, fixed[0], box.w), factor(sy, y, fixed[1], box.h)];
  if (isEven && sx && sy) fx = fy = Math.max(fx, fy);
  const changes = {};
  for (const id of ids) changes[id] = stretch(scene, id, matrix, fixed, [fx, fy], ids.length === 1);
  return changes;
}

function stretch(scene, id, matrix, fixed, [fx, fy], isAlone) {
  const thing = scene.entities[id];
  const said = {};
  if (thing.size) said.size = [round(Math.max(SMALL, thing.size[0] * fx)), round(Math.max(SMALL, thing.size[1] * fy))];
  else if (thing.points) said.points = thing.points.map(([x, y]) => [round(x * fx), round(y * fy)]);
  else if (thing.kind === "text") said.text_size = round(Math.min(2000, Math.max(4, thing.text_size * (fx === 1 ? fy : fy === 1 ? fx : Math.min(fx, fy)))));
  else said.scale = [round(thing.scale[0] * fx), round(thing.scale[1] * fy)];
  if (isAlone) {
    // Its own origin moves in its own units, so that the opposite edge stays where it is.
    said.at = apply(local(thing), fixed[0] * (1 - fx), fixed[1] * (1 - fy)).map(round);
    if (thing.kind === "text") said.at = thing.at;
    return said;
  }
  const [wx, wy] = apply(world(scene, id), 0, 0);
  const [dx, dy] = inParent(scene, id, (wx - fixed[0]) * (fx - 1), (wy - fixed[1]) * (fy - 1));
  said.at = [round(thing.at[0] + dx), round(thing.at[1] + dy)];
  return said;
}

/** Turns a frame by so many degrees about its middle. */
export function turned(scene, { ids, box, matrix }, degrees) {
  const [mx, my] = apply(matrix, box.x + box.w / 2, box.y + box.h / 2);
  const turn = new DOMMatrix().translateSelf(mx, my).rotateSelf(degrees).translateSelf(-mx, -my);
  const changes = {};
  for (const id of ids) {
    const thing = scene.entities[id];
    const [x, y] = apply(world(scene, id), 0, 0);
    const [tx, ty] = apply(turn, x, y);
    const [dx, dy] = inParent(scene, id, tx - x, ty - y);
    const rotation = round(((thing.rotation + degrees + 540) % 360) - 180);
    changes[id] = { rotation, at: [round(thing.at[0] + dx), round(thing.at[1] + dy)] };
  }
  return changes;
}

/** Puts things into another group, or to the top, where they are: their places are told anew. */
export function rehung(scene, id, parent) {
  const into = parent ? world(scene, parent) : new DOMMatrix();
  const matrix = into.inverse().multiply(world(scene, id));
  const scale = [Math.hypot(matrix.a, matrix.b), Math.hypot(matrix.c, matrix.d)];
  if (matrix.a * matrix.d - matrix.b * matrix.c < 0) scale[1] = -scale[1];
  const rotation = (Math.atan2(matrix.b, matrix.a) * 180) / Math.PI;
  return { at: [round(matrix.e), round(matrix.f)], rotation: round(rotation), scale: scale.map(round) };
}
