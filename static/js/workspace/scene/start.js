// The editor of a scene: puts its parts together.

import { all, one } from "../../lib/dom.js";
import { commands, harmless, start as startCommands } from "./commands.js";
import { draw, svg } from "./draw.js";
import * as fields from "./fields.js";
import * as keys from "./keys.js";
import { learn, nameOf } from "./model.js";
import { overlay } from "./overlay.js";
import * as people from "./people.js";
import { play } from "./play.js";
import * as pointer from "./pointer.js";
import { refresh, save, start as read } from "./save.js";
import { listen, look, state } from "./state.js";
import * as tree from "./tree.js";
import * as view from "./view.js";
import { words } from "./words.js";

const editor = one("#scene-editor");
const stage = one("#scene-stage");
const paper = svg("rect", { class: "scene-paper" });
const grid = svg("path", { class: "scene-grid" });
const layer = svg("g");
const over = svg("g");
const others = svg("g");
const root = svg("g");
let waits = new Set();

export async function start() {
  learn(JSON.parse(editor.dataset.kinds));
  state.canWrite = "canWrite" in editor.dataset;
  root.append(paper, grid, layer, over, others);
  one("#scene-svg").append(root);
  editor.hidden = false;
  one("#scene-plain").hidden = true;
  view.start(stage);
  startCommands(stage);
  tree.start(one("#scene-tree"));
  fields.start(one("#scene-fields"));
  pointer.start(stage);
  keys.start(stage, one("#scene-tree"));
  editor.addEventListener("click", press);
  listen(later);
  await read(editor.dataset);
  view.fit();
  new ResizeObserver(fitOnce()).observe(stage);
  addEventListener("focus", refresh);
  editor.dataset.ready = "";
  await people.start(stage, others, editor.dataset);
}

/** However much changes within one frame, it is drawn once. */
function later(what) {
  if (waits.size === 0) requestAnimationFrame(paint);
  waits.add(what);
}

function paint() {
  const what = waits;
  waits = new Set();
  const { scene, view: { x, y, scale } } = state;
  root.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
  if (what.has("scene") || what.has("played")) {
    const [w, h] = scene.canvas.size;
    for (const [key, value] of Object.entries({ width: w, height: h, fill: scene.canvas.background })) paper.setAttribute(key, value);
    draw(layer, scene, editor.dataset.raw);
  }
  lines(scene.canvas);
  overlay(over);
  if (what.has("view") && what.size === 1) return;
  if (!state.isPlayed && (what.has("scene") || what.has("chosen") || what.has("played"))) {
    tree.show();
    fields.show();
  }
  if (what.has("chosen")) one("#scene-said").textContent = state.chosen.map((id) => nameOf(scene.entities[id], words)).join(", ");
  buttons();
}

/** The grid, where its lines are far enough apart to be told from each other. */
function lines({ size: [w, h], grid: step, snap }) {
  let path = "";
  if (snap && !state.isPlayed && step * state.view.scale >= 8 && (w + h) / step < 2000) {
    for (let x = step; x < w; x += step) path += `M${x} 0V${h}`;
    for (let y = step; y < h; y += step) path += `M0 ${y}H${w}`;
  }
  if (grid.getAttribute("d") !== path) grid.setAttribute("d", path);
}

function buttons() {
  for (const button of all("[data-scene-do]", editor)) {
    const name = button.dataset.sceneDo;
    if (commands[name] && !harmless.has(name)) button.disabled = state.isPlayed || (needsChoice(name) && !state.chosen.length);
  }
  const button = one('[data-scene-do="play"]');
  button.setAttribute("aria-pressed", String(state.isPlayed));
  one("[data-when-still]", button).hidden = state.isPlayed;
  one("[data-when-played]", button).hidden = !state.isPlayed;
  editor.toggleAttribute("data-played", state.isPlayed);
}

const needsChoice = (name) => ["duplicate", "remove", "group", "ungroup"].includes(name) || name.startsWith("order.");

function press({ target }) {
  const button = target.closest("[data-scene-do]");
  const name = button?.dataset.sceneDo;
  if (!name) return;
  if (name === "save") return save();
  if (name === "play") return play();
  if (name.startsWith("drawer.")) return drawer(button);
  if (commands[name] && (state.canWrite || harmless.has(name))) commands[name]();
}

/** On narrow screens the tree and the properties are drawers: one of them at a time. */
function drawer(button) {
  const isOpen = button.getAttribute("aria-expanded") === "true";
  for (const each of all(".scene-drawers [aria-controls]", editor)) {
    const opens = each === button && !isOpen;
    each.setAttribute("aria-expanded", String(opens));
    document.getElementById(each.getAttribute("aria-controls")).classList.toggle("is-open", opens);
  }
}

/** Keeps what is in the middle there when the window changes. */
function fitOnce() {
  let [width, height] = [stage.clientWidth, stage.clientHeight];
  return () => {
    const [dx, dy] = [(stage.clientWidth - width) / 2, (stage.clientHeight - height) / 2];
    [width, height] = [stage.clientWidth, stage.clientHeight];
    if (dx || dy) look({ ...state.view, x: state.view.x + dx, y: state.view.y + dy });
  };
}
