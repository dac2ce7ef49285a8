// Others who look at the same scene: where their pointers are, what they have chosen, and what they save.

import { one } from "../../lib/dom.js";
import { svg } from "./draw.js";
import { corners, box, world } from "./geometry.js";
import { gone, isAt, refresh } from "./save.js";
import { listen, state } from "./state.js";
import { toScene } from "./view.js";

const PAGE = "scenes";
const CHOSEN_MAX = 20;
let people = [];
let layer;

export async function start(stage, element, place) {
  layer = element;
  if (!one("[data-live]")) return;
  const live = await import("../live.js");
  let spot = {};
  const share = () => live.share({ page: PAGE, path: place.path, cursor: { ...spot, selected: state.chosen.slice(0, CHOSEN_MAX) } });
  stage.addEventListener("pointermove", (event) => {
    const [x, y] = toScene(event).map(Math.round);
    spot = { x, y };
    share();
  });
  live.on("presence", (all) => {
    people = all.filter(({ page, path }) => page === PAGE && path === place.path);
    show();
  });
  live.on("event", ({ path, old_path: before, branch, blob }) => {
    if (branch === place.branch && [path, before].includes(place.path) && !isAt(blob)) refresh();
  });
  live.on("resync", refresh);
  live.on("gone", () => gone());
  listen((what) => {
    if (what === "chosen") share();
    if (what === "scene" || what === "view") show();
  });
  share();
}

function show() {
  const unit = 1 / state.view.scale;
  layer.replaceChildren(...people.flatMap((person) => drawn(person, unit)));
}

function drawn({ name, colour, cursor, idle }, unit) {
  if (!cursor || idle) return [];
  const chosen = (Array.isArray(cursor.selected) ? cursor.selected : []).filter((id) => state.scene.entities[id]);
  const frames = chosen.map((id) => {
    const points = corners(box(state.scene, id), world(state.scene, id)).map((point) => point.join(",")).join(" ");
    return svg("polygon", { points, class: "scene-other", "data-color": colour });
  });
  if (![cursor.x, cursor.y].every(Number.isFinite)) return frames;
  const pointer = svg("g", { class: "scene-cursor", "data-color": colour, transform: `translate(${cursor.x} ${cursor.y}) scale(${unit})` });
  const label = svg("text", { x: 16, y: 27 });
  label.textContent = name;
  const back = svg("rect", { x: 11, y: 14, width: name.length * 7 + 12, height: 18, rx: 5 });
  pointer.append(svg("path", { d: "M0 0 4 15 7.5 9.5 14 8z" }), back, label);
  return [...frames, pointer];
}
