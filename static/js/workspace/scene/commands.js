// Everything that buttons and keys do, once.

import { boundsOf } from "./geometry.js";
import { above, changed, drawn, entity, isLocked, kinds, newId, placed, round, topmost, whole, within } from "./model.js";
import { moved, rehung } from "./reshape.js";
import { choose, redo, state, step, undo } from "./state.js";
import { fit, toScene, zoomBy } from "./view.js";

const FAR = 10;
const BESIDE = 16;
const SHAPES = { line: [[-60, 0], [60, 0]], polygon: [[0, -60], [60, -15], [37, 50], [-37, 50], [-60, -15]] };
const CLIP = "scene.clip";
let stage;

export const start = (element) => (stage = element);

const free = () => topmost(state.scene, state.chosen).filter((id) => !isLocked(state.scene, id));
/** The middle of what one looks at, beside what was put there before. */
const middle = () => {
  const { left, top, width, height } = stage.getBoundingClientRect();
  const { grid } = state.scene.canvas;
  const at = toScene({ clientX: left + width / 2, clientY: top + height / 2 }).map((number) => round(Math.round(number / grid) * grid));
  const taken = new Set(Object.values(state.scene.entities).map((thing) => thing.at.join()));
  while (taken.has(at.join())) for (const axis of [0, 1]) at[axis] = round(at[axis] + Math.max(grid, BESIDE));
  return at;
};

export function add(kind, said = {}) {
  const id = newId();
  const like = { rectangle: { size: [120, 80] }, ellipse: { size: [100, 100] }, image: { size: [96, 96] }, text: { text: "Text", text_size: 40 } };
  const thing = entity(kind, { at: middle(), ...like[kind], ...(SHAPES[kind] && { points: SHAPES[kind] }), ...said });
  if (kind === "line") thing.stroke_width = 4;
  const scene = changed(state.scene, { [id]: thing });
  step(changed(scene, placed(scene, [id], null, within(state.scene).length)));
  choose([id]);
  return id;
}

/** Copies of things and all that is in them, as new things of `scene`; answers both. */
function copied(scene, entities, tops, dx, dy) {
  const names = new Map(Object.keys(entities).map((id) => [id, newId()]));
  const made = {};
  for (const [id, thing] of Object.entries(entities)) {
    const isTop = tops.includes(id);
    const parent = names.get(thing.parent) ?? (scene.entities[thing.parent] ? thing.parent : null);
    made[names.get(id)] = { ...thing, parent, at: isTop ? [thing.at[0] + dx, thing.at[1] + dy] : thing.at };
  }
  return { scene: changed(scene, made), tops: tops.map((id) => names.get(id)) };
}

const part = (ids) => Object.fromEntries(whole(state.scene, ids).map((id) => [id, state.scene.entities[id]]));

function put({ scene, tops }) {
  let placedScene = scene;
  for (const id of tops) {
    const parent = scene.entities[id].parent;
    placedScene = changed(placedScene, placed(placedScene, [id], parent, within(placedScene, parent).length - 1));
  }
  step(placedScene);
  choose(tops);
}

function duplicate() {
  const tops = topmost(state.scene, state.chosen);
  if (tops.length) put(copied(state.scene, part(tops), tops, BESIDE, BESIDE));
}

function copy() {
  const tops = topmost(state.scene, state.chosen);
  if (!tops.length) return;
  const text = JSON.stringify({ scene: CLIP, tops, entities: part(tops) });
  sessionStorage.setItem(CLIP, text);
  navigator.clipboard?.writeText(text).catch(() => {});
}

/** Takes what was copied here or in another scene, from the text that the browser hands over. */
export function paste(text) {
  let clip;
  try {
    clip = JSON.parse(text?.includes(CLIP) ? text : sessionStorage.getItem(CLIP));
  } catch {
    return;
  }
  const known = Object.entries(clip?.entities ?? {}).filter(([, thing]) => kinds[thing?.kind]);
  const entities = Object.fromEntries(known.map(([id, thing]) => [id, entity(thing.kind, thing)]));
  const tops = (clip?.tops ?? []).filter((id) => entities[id]);
  if (tops.length) put(copied(state.scene, entities, tops, BESIDE, BESIDE));
}

function remove() {
  const gone = whole(state.scene, free());
  const next = changed(state.scene, Object.fromEntries(gone.map((id) => [id, null])));
  if (gone.length) step(next);
}

function cut() {
  copy();
  remove();
}

function group() {
  const ids = drawn(state.scene).map(({ id }) => id).filter((id) => free().includes(id));
  if (!ids.length) return;
  const parents = new Set(ids.map((id) => state.scene.entities[id].parent));
  const parent = parents.size === 1 ? [...parents][0] : null;
  const { x, y, w, h } = boundsOf(state.scene, ids);
  const id = newId();
  const beside = within(state.scene, parent);
  const behind = beside.slice(0, Math.max(0, beside.indexOf(ids.at(-1)))).filter((each) => !ids.includes(each));
  let scene = changed(state.scene, { [id]: entity("group", { at: [round(x + w / 2), round(y + h / 2)] }) });
  if (parent) scene = changed(scene, { [id]: { ...rehung(scene, id, parent), parent } });
  scene = changed(scene, Object.fromEntries(ids.map((each) => [each, { ...rehung(scene, each, id), parent: id }])));
  step(changed(scene, placed(scene, [id], parent, behind.length)));
  choose([id]);
}

function ungroup() {
  let scene = state.scene;
  const out = [];
  for (const id of free().filter((each) => scene.entities[each].kind === "group")) {
    const { parent } = scene.entities[id];
    const inside = within(scene, id);
    const at = within(scene, parent).indexOf(id);
    scene = changed(scene, Object.fromEntries(inside.map((each) => [each, { ...rehung(scene, each, parent), parent }])));
    scene = changed(changed(scene, placed(scene, inside, parent, at)), { [id]: null });
    out.push(...inside);
  }
  if (scene === state.scene) return;
  step(scene);
  choose(out);
}

/** Brings what is chosen forward or back among those beside it. */
function order(where) {
  let scene = state.scene;
  const ids = drawn(scene).map(({ id }) => id).filter((id) => free().includes(id));
  for (const id of where === "up" || where === "back" ? ids.toReversed() : ids) {
    const { parent } = scene.entities[id];
    const beside = within(scene, parent);
    const at = beside.indexOf(id);
    const to = { front: beside.length - 1, back: 0, up: at + 1, down: at - 1 }[where];
    if (to >= 0 && to < beside.length && to !== at) scene = changed(scene, placed(scene, [id], parent, to));
  }
  step(scene);
}

/** Puts something into a group, or to the top, without moving it. */
export function hang(ids, parent, at) {
  const fit = ids.filter((id) => id !== parent && !above(state.scene, parent ?? "").includes(id));
  let scene = state.scene;
  for (const id of fit) {
    if (scene.entities[id].parent !== parent) scene = changed(scene, { [id]: { ...rehung(scene, id, parent), parent } });
  }
  if (fit.length) step(changed(scene, placed(scene, fit, parent, Math.min(at, within(scene, parent).filter((id) => !fit.includes(id)).length))));
}

export function nudge(dx, dy, isFar) {
  const ids = free();
  const by = isFar ? FAR : 1;
  if (ids.length) step(changed(state.scene, moved(state.scene, ids, dx * by, dy * by)));
}

/** Walks through what is drawn. */
export function walk(by) {
  const all = drawn(state.scene).map(({ id }) => id).filter((id) => !isLocked(state.scene, id));
  if (!all.length) return false;
  const at = state.chosen.length ? all.indexOf(state.chosen.at(-1)) + by : by > 0 ? 0 : all.length - 1;
  choose(all[at] ? [all[at]] : []);
  return Boolean(all[at]);
}

export const set = (ids, said) => step(changed(state.scene, Object.fromEntries(ids.map((id) => [id, said]))));

export const commands = {
  undo, redo, duplicate, copy, cut, remove, group, ungroup, fit,
  "zoom.in": () => zoomBy(1.25),
  "zoom.out": () => zoomBy(0.8),
  "zoom.fit": fit,
  "order.front": () => order("front"),
  "order.up": () => order("up"),
  "order.down": () => order("down"),
  "order.back": () => order("back"),
  all: () => choose(within(state.scene).filter((id) => !isLocked(state.scene, id))),
  none: () => choose([]),
  ...Object.fromEntries(["rectangle", "ellipse", "line", "polygon", "text", "image"].map((kind) => [`add.${kind}`, () => add(kind)])),
};

/** What may be done by somebody who may only look. */
export const harmless = new Set(["zoom.in", "zoom.out", "zoom.fit", "fit", "all", "none", "copy"]);
