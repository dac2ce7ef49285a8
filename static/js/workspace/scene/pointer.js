// Mouse, pen and fingers on the canvas: choosing, moving, stretching, turning, the marquee, and looking around.

import { bounds, boundsOf, overlaps } from "./geometry.js";
import { above, changed, drawn, isLocked, topmost } from "./model.js";
import { drag, frame, guide } from "./overlay.js";
import { moved, stretched, turned } from "./reshape.js";
import { snap, targets } from "./snap.js";
import { choose, look, show, state, step, tell } from "./state.js";
import { toScene, zoomAt } from "./view.js";

const BEGIN_PX = 3;
const TURN_STEP = 15;
const fingers = new Map();
let gesture = null;
let isSpace = false;

export function start(stage) {
  stage.addEventListener("pointerdown", begin);
  stage.addEventListener("pointermove", go);
  stage.addEventListener("pointerup", end);
  stage.addEventListener("pointercancel", end);
  stage.addEventListener("dblclick", enter);
  stage.addEventListener("wheel", wheel, { passive: false });
  stage.addEventListener("keydown", ({ key }) => key === " " && (isSpace = true));
  addEventListener("keyup", ({ key }) => key === " " && (isSpace = false));
}

/** What a click on something means: the outermost group that it stands in and that is not chosen into. */
function meant(id) {
  const groups = above(state.scene, id);
  const inner = state.chosen.find((chosen) => chosen === id || groups.includes(chosen));
  return inner ?? groups.at(-1) ?? id;
}

function begin(event) {
  const stage = event.currentTarget;
  stage.focus({ preventScroll: true });
  fingers.set(event.pointerId, [event.clientX, event.clientY]);
  try {
    stage.setPointerCapture(event.pointerId);
  } catch {
    // A pointer that is gone already can't be held.
  }
  if (fingers.size === 2) return cancel(), (gesture = { kind: "pinch", from: pinch(), view: state.view });
  const at = toScene(event);
  const base = { before: state.scene, at, from: [event.clientX, event.clientY], view: state.view };
  const thing = event.target.closest("[data-thing]")?.dataset.thing;
  const handle = event.target.dataset?.handle;
  const isEmpty = !thing || isLocked(state.scene, thing);
  if (event.button === 1 || isSpace || state.isPlayed || (isEmpty && !handle && event.pointerType === "touch")) {
    gesture = { ...base, kind: "pan", isTap: isEmpty && !handle };
  } else if (event.button !== 0) {
    gesture = null;
  } else if (handle) {
    gesture = { ...base, kind: handle === "turn" ? "turn" : "stretch", handle: handle.split(" ").map(Number), frame: frame() };
    gesture.others = targets(gesture.frame.ids);
  } else if (isEmpty) {
    gesture = { ...base, kind: "marquee", kept: event.shiftKey ? state.chosen : [] };
    if (!event.shiftKey) choose([]);
  } else {
    pick(meant(thing), event.shiftKey);
    const ids = topmost(state.scene, state.chosen).filter((id) => !isLocked(state.scene, id));
    gesture = { ...base, kind: "move", ids, box: ids.length ? boundsOf(state.scene, ids) : null, others: targets(ids) };
  }
}

function pick(id, isMore) {
  const has = state.chosen.includes(id);
  if (isMore) choose(has ? state.chosen.filter((each) => each !== id) : [...state.chosen, id]);
  else if (!has) choose([id]);
}

function enter(event) {
  // The stage holds the pointer, so that it is the target of everything.
  const id = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-thing]")?.dataset.thing;
  if (!id || isLocked(state.scene, id)) return;
  const groups = above(state.scene, id);
  const at = groups.findIndex((group) => state.chosen.includes(group));
  choose([at > 0 ? groups[at - 1] : id]);
}

function go(event) {
  if (fingers.has(event.pointerId)) fingers.set(event.pointerId, [event.clientX, event.clientY]);
  if (!gesture) return;
  if (gesture.kind === "pinch") return fingers.size === 2 && spread();
  const [dx, dy] = [event.clientX - gesture.from[0], event.clientY - gesture.from[1]];
  gesture.isMoved ||= Math.hypot(dx, dy) > BEGIN_PX;
  if (!gesture.isMoved) return;
  const at = toScene(event);
  if (gesture.kind === "pan") return look({ ...gesture.view, x: gesture.view.x + dx, y: gesture.view.y + dy });
  if (gesture.kind === "marquee") return sweep(at);
  if (!state.canWrite) return;
  const changes = { move, stretch, turn }[gesture.kind](at, event);
  show(changed(gesture.before, changes));
}

function move(at, event) {
  let [dx, dy] = [at[0] - gesture.at[0], at[1] - gesture.at[1]];
  if (event.shiftKey) [dx, dy] = Math.abs(dx) > Math.abs(dy) ? [dx, 0] : [0, dy];
  const box = gesture.box ?? { x: 0, y: 0, w: 0, h: 0 };
  const near = snap({ ...box, x: box.x + dx, y: box.y + dy }, gesture.others, event.altKey);
  guide(near.lines);
  return moved(gesture.before, gesture.ids, dx + near.dx, dy + near.dy);
}

function stretch(at, event) {
  const near = snap({ x: at[0], y: at[1], w: 0, h: 0 }, gesture.others, event.altKey);
  guide(near.lines);
  return stretched(gesture.before, gesture.frame, gesture.handle, [at[0] + near.dx, at[1] + near.dy], event.shiftKey);
}

function turn(at, event) {
  const { box, matrix } = gesture.frame;
  const middle = matrix.transformPoint(new DOMPoint(box.x + box.w / 2, box.y + box.h / 2));
  const angle = ([x, y]) => (Math.atan2(y - middle.y, x - middle.x) * 180) / Math.PI;
  let degrees = angle(at) - angle(gesture.at);
  if (event.shiftKey) degrees = Math.round(degrees / TURN_STEP) * TURN_STEP;
  return turned(gesture.before, gesture.frame, Math.round(degrees));
}

function sweep([x, y]) {
  const [fx, fy] = gesture.at;
  const rect = { x: Math.min(x, fx), y: Math.min(y, fy), w: Math.abs(x - fx), h: Math.abs(y - fy) };
  const tops = drawn(state.scene).filter(({ id, depth }) => depth === 0 && !isLocked(state.scene, id) && state.scene.entities[id].visible);
  const hit = tops.map(({ id }) => id).filter((id) => overlaps(bounds(state.scene, id), rect));
  drag(rect);
  choose([...gesture.kept, ...hit]);
}

function end(event) {
  fingers.delete(event.pointerId);
  const done = gesture;
  gesture = null;
  guide([]);
  drag(null);
  if (!done) return;
  if (done.kind === "pan" && done.isTap && !done.isMoved) choose([]);
  if (["move", "stretch", "turn"].includes(done.kind) && done.isMoved) step(state.scene, done.before);
  tell("view");
}

/** A second finger makes something else of what the first one has begun. */
function cancel() {
  if (gesture?.isMoved && ["move", "stretch", "turn"].includes(gesture.kind)) show(gesture.before);
  guide([]);
  drag(null);
}

function pinch() {
  const [one, other] = [...fingers.values()];
  return { x: (one[0] + other[0]) / 2, y: (one[1] + other[1]) / 2, far: Math.hypot(one[0] - other[0], one[1] - other[1]) || 1 };
}

function spread() {
  const now = pinch();
  const { from, view } = gesture;
  look(zoomAt({ ...view, x: view.x + now.x - from.x, y: view.y + now.y - from.y }, now.far / from.far, now));
}

function wheel(event) {
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) return look(zoomAt(state.view, Math.exp(-event.deltaY / 400), { x: event.clientX, y: event.clientY }));
  const [dx, dy] = event.shiftKey ? [event.deltaY, event.deltaX] : [event.deltaX, event.deltaY];
  look({ ...state.view, x: state.view.x - dx, y: state.view.y - dy });
}
