// Drawing: a stroke is seen at once, and told when it is over, with as few points as its shape needs.

import { simplify } from "./simplify.js";
import { nodeOf, tell } from "./tell.js";

const KEPT_MS = 2_000;
const SVG = "http://www.w3.org/2000/svg";

export function start() {
  document.addEventListener("pointerdown", (event) => {
    const canvas = event.target.closest?.("svg[data-drawable]");
    if (!canvas || event.button !== 0) return;
    event.preventDefault();
    draw(canvas, event);
  });
}

/** What the app has kept of the strokes takes the place of those that were drawn here. */
export function live(canvas) {
  const count = canvas.querySelectorAll("polyline:not([data-own])").length;
  const told = [...canvas.querySelectorAll('[data-own="told"]')];
  told.slice(0, Math.max(0, count - (canvas.count ?? 0))).forEach((line) => line.remove());
  canvas.count = count;
}

function draw(canvas, down) {
  const line = document.createElementNS(SVG, "polyline");
  const points = [at(canvas, down)];
  line.dataset.color = canvas.dataset.ink;
  line.setAttribute("stroke-width", canvas.dataset.pen);
  const show = () => line.setAttribute("points", (points.length > 1 ? points : [points[0], points[0]]).join(" "));
  show();
  canvas.append(line);
  canvas.setPointerCapture(down.pointerId);
  const move = (event) => {
    // All that the hand did since the last picture, not only where it is now.
    const all = event.getCoalescedEvents?.() ?? [];
    for (const each of all.length > 0 ? all : [event]) points.push(at(canvas, each));
    show();
  };
  const end = ({ type }) => {
    for (const [event, handler] of steps) canvas.removeEventListener(event, handler);
    if (type === "pointercancel") return line.remove();
    tell(nodeOf(canvas), "draw", { data: simplify(points) });
    line.dataset.own = "told";
    setTimeout(() => line.remove(), KEPT_MS);
  };
  line.dataset.own = "drawn";
  const steps = [["pointermove", move], ["pointerup", end], ["pointercancel", end]];
  for (const [event, handler] of steps) canvas.addEventListener(event, handler);
}

function at(canvas, { clientX, clientY }) {
  const box = canvas.getBoundingClientRect();
  const { width, height } = canvas.viewBox.baseVal;
  const within = (px, max) => Math.min(Math.max(Math.round(px), 0), max);
  return [within(((clientX - box.left) / box.width) * width, width), within(((clientY - box.top) / box.height) * height, height)];
}
