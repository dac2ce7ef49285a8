// What the editor knows at this moment: the scene, what is chosen, what can be undone. Others listen for changes.

import { merge } from "./merge.js";

const STEPS_MAX = 200;
const listeners = new Set();
let done = [];
let undone = [];

export const state = { scene: null, chosen: [], canWrite: false, isPlayed: false, view: { x: 0, y: 0, scale: 1 } };

/** Calls `listener(what)` after every change: "scene", "chosen", "view" or "played". */
export const listen = (listener) => listeners.add(listener);
export const tell = (what) => listeners.forEach((listener) => listener(what));

/** Shows another scene without a step to undo: a gesture that goes on, or what others did. */
export function show(scene) {
  state.scene = scene;
  state.chosen = state.chosen.filter((id) => scene.entities[id]);
  tell("scene");
}

/** Makes `scene` the present one; `before` is where the step began, so that a gesture is one step. */
export function step(scene, before = state.scene) {
  if (!state.canWrite || state.isPlayed || scene === before) return;
  done.push({ before, after: scene });
  if (done.length > STEPS_MAX) done.shift();
  undone = [];
  show(scene);
}

/** Takes back what that step has changed, and nothing of what others did since. */
export function undo() {
  const last = state.isPlayed ? undefined : done.pop();
  if (!last) return;
  undone.push(last);
  show(merge(last.after, last.before, state.scene));
}

export function redo() {
  const last = state.isPlayed ? undefined : undone.pop();
  if (!last) return;
  done.push(last);
  show(merge(last.before, last.after, state.scene));
}

export function choose(ids) {
  state.chosen = [...new Set(ids)].filter((id) => state.scene.entities[id]);
  tell("chosen");
}

export function look(view) {
  state.view = view;
  tell("view");
}
