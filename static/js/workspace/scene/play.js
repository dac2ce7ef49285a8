// Plays a scene: what things say of themselves is done, until it is stopped. Nothing of it is kept.
//
// vx and vy move a thing, in units a second; spin turns it, in degrees a second; bounce keeps it within the scene;
// follow goes after the thing of that name (or id) with `speed`, 100 units a second when none is said.

import { bounds } from "./geometry.js";
import { changed } from "./model.js";
import { choose, show, state, tell } from "./state.js";

const STEP_MAX_S = 0.1;
const SPEED = 100;
let before = null;
let last = 0;
let headed = new Map();

/** Begins, or stops and puts everything back. */
export function play() {
  if (state.isPlayed) {
    state.isPlayed = false;
    show(before);
    tell("played");
    return;
  }
  before = state.scene;
  headed = new Map();
  choose([]);
  state.isPlayed = true;
  last = performance.now();
  tell("played");
  requestAnimationFrame(frame);
}

/** What is saved and merged while it is played: the scene as it was. */
export const still = () => (state.isPlayed ? before : state.scene);
export const putStill = (scene) => (before = scene);

function frame(now) {
  if (!state.isPlayed) return;
  const seconds = Math.min(STEP_MAX_S, (now - last) / 1000);
  last = now;
  show(after(state.scene, seconds));
  requestAnimationFrame(frame);
}

/** The scene so many seconds later. */
export function after(scene, seconds) {
  const changes = {};
  for (const [id, thing] of Object.entries(scene.entities)) {
    const { vx, vy, spin, follow, bounce } = thing.custom;
    const number = (value) => (Number.isFinite(value) ? value : 0);
    const turn = headed.get(id) ?? [1, 1];
    let [x, y] = thing.at;
    x += number(vx) * turn[0] * seconds;
    y += number(vy) * turn[1] * seconds;
    if (follow) [x, y] = towards(scene, thing, [x, y], seconds);
    const said = {};
    if (x !== thing.at[0] || y !== thing.at[1]) said.at = [x, y];
    if (number(spin)) said.rotation = (thing.rotation + spin * seconds) % 360;
    if (Object.keys(said).length === 0) continue;
    if (bounce && said.at) said.at = kept(scene, id, said.at, turn);
    changes[id] = said;
  }
  return changed(scene, changes);
}

function towards(scene, thing, [x, y], seconds) {
  const { follow, speed } = thing.custom;
  const goal = scene.entities[follow] ?? Object.values(scene.entities).find(({ name }) => name === follow);
  if (!goal || goal === thing) return [x, y];
  const [dx, dy] = [goal.at[0] - x, goal.at[1] - y];
  const far = Math.hypot(dx, dy);
  const by = Math.min(far, (Number.isFinite(speed) ? speed : SPEED) * seconds);
  return far ? [x + (dx / far) * by, y + (dy / far) * by] : [x, y];
}

/** Turns round what would leave the scene. */
function kept(scene, id, at, turn) {
  const moved = changed(scene, { [id]: { at } });
  const box = bounds(moved, id);
  const [w, h] = scene.canvas.size;
  const { vx = 0, vy = 0 } = scene.entities[id].custom;
  const next = [...turn];
  if (box.x < 0) next[0] = Math.sign(vx) || 1;
  if (box.x + box.w > w) next[0] = -Math.sign(vx) || -1;
  if (box.y < 0) next[1] = Math.sign(vy) || 1;
  if (box.y + box.h > h) next[1] = -Math.sign(vy) || -1;
  headed.set(id, next);
  return at;
}
