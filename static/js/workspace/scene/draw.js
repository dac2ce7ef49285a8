// Draws a scene as SVG. What has not changed is left as it is.

import { drawn } from "./model.js";

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = { rectangle: "rect", ellipse: "ellipse", line: "polyline", polygon: "polygon", image: "image", text: "text" };
const shown = new Map();
const broken = new Set();

export function svg(name, fields = {}) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(fields)) made.setAttribute(key, value);
  return made;
}

/** Draws all of `scene` into `layer`; `raw` is where files of the branch are. */
export function draw(layer, scene, raw) {
  const kept = new Set();
  const last = new Map();
  for (const { id } of drawn(scene)) {
    const thing = scene.entities[id];
    kept.add(id);
    let known = shown.get(id);
    if (known?.thing !== thing) {
      if (known && known.thing.kind !== thing.kind) known.node.remove();
      known = { thing, node: paint(known?.thing.kind === thing.kind ? known.node : null, id, thing, raw) };
      shown.set(id, known);
    }
    const parent = thing.parent ? shown.get(thing.parent).node : layer;
    const before = last.get(parent);
    const next = before ? before.nextSibling : parent.firstChild;
    if (next !== known.node) parent.insertBefore(known.node, next);
    last.set(parent, known.node);
  }
  for (const [id, { node }] of shown) {
    if (kept.has(id)) continue;
    node.remove();
    shown.delete(id);
  }
}

function paint(old, id, thing, raw) {
  const node = old ?? svg("g", { "data-thing": id });
  const { at, rotation, scale } = thing;
  node.setAttribute("transform", `translate(${at[0]} ${at[1]}) rotate(${rotation}) scale(${scale[0]} ${scale[1]})`);
  node.setAttribute("opacity", thing.opacity);
  node.toggleAttribute("data-hidden", !thing.visible);
  node.setAttribute("visibility", thing.visible ? "inherit" : "hidden");
  if (!SHAPES[thing.kind]) return node;
  const shape = node.firstElementChild ?? node.appendChild(svg(SHAPES[thing.kind]));
  const fields = shapeOf(thing, raw);
  for (const [key, value] of Object.entries(fields)) {
    if (shape.getAttribute(key) !== String(value)) shape.setAttribute(key, value);
  }
  if (thing.kind === "text") write(shape, thing);
  if (thing.kind === "image") {
    if (!thing.image) shape.removeAttribute("href");
    frame(node, shape, thing);
  }
  return node;
}

function shapeOf(thing, raw) {
  const { kind, size = [0, 0], points = [] } = thing;
  const [w, h] = size;
  const paint = { fill: thing.fill ?? "none", stroke: thing.stroke ?? "none", "stroke-width": thing.stroke_width ?? 0 };
  const list = points.map((point) => point.join(",")).join(" ");
  return {
    rectangle: { x: -w / 2, y: -h / 2, width: w, height: h, ...paint },
    ellipse: { rx: w / 2, ry: h / 2, ...paint },
    line: { points: list, "stroke-linecap": "round", ...paint, fill: "none" },
    polygon: { points: list, "stroke-linejoin": "round", ...paint },
    image: { x: -w / 2, y: -h / 2, width: w, height: h, preserveAspectRatio: "none", ...(thing.image && { href: address(thing.image, raw) }) },
    text: { "text-anchor": "middle", "font-size": thing.text_size, fill: thing.fill },
  }[kind];
}

const address = (image, raw) => `${raw}/${image.split("/").map(encodeURIComponent).join("/")}`;

function write(shape, { text, text_size: size }) {
  const lines = (text || " ").split("\n");
  const top = (-lines.length * size * 1.2) / 2;
  shape.replaceChildren(...lines.map((line, at) => {
    const span = svg("tspan", { x: 0, y: top + size * (at * 1.2 + 0.95) });
    span.textContent = line || "\u00a0";
    return span;
  }));
}

/** A thing without its image, or whose image is gone, is shown as an empty frame. */
function frame(node, image, { size: [w, h], image: path }) {
  let edge = node.querySelector(":scope > .scene-frame");
  if (!edge) {
    edge = node.appendChild(svg("rect", { class: "scene-frame" }));
    image.addEventListener("error", () => (broken.add(image.getAttribute("href")), edge.removeAttribute("visibility")));
    image.addEventListener("load", () => edge.setAttribute("visibility", "hidden"));
  }
  for (const [key, value] of Object.entries({ x: -w / 2, y: -h / 2, width: w, height: h })) edge.setAttribute(key, value);
  if (path && !broken.has(image.getAttribute("href"))) edge.setAttribute("visibility", "hidden");
  else edge.removeAttribute("visibility");
}
