// The buttons, fields and keys of the tools.

import { all, isTyping, one } from "../../lib/dom.js";
import { complain } from "../../lib/toast.js";
import { say } from "../../lib/words.js";
import * as layers from "./layers.js";
import { activeOf, changeLayer, crop, fits, flip, resize, turn } from "./picture.js";

const ACTS = {
  "rotate-left": (picture) => turn(picture, -1),
  "rotate-right": (picture) => turn(picture, 1),
  "flip-x": (picture) => flip(picture, "x"),
  "flip-y": (picture) => flip(picture, "y"),
  ...layers.acts,
};
const KEYS = { p: "pen", e: "eraser", v: "move", c: "crop", r: "resize" };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Pixels that an arrow key moves a layer by with Shift. */
const LEAP = 10;

const number = (form, name) => Math.round(form.elements[name].valueAsNumber);

export function connect(editor) {
  for (const button of all("[data-tool]", editor.element)) {
    button.addEventListener("click", () => editor.choose(button.dataset.tool));
  }
  for (const button of all("[data-act]", editor.element)) {
    button.addEventListener("click", () => act(editor, button.dataset.act));
  }
  const stroke = one("[name=stroke]", editor.element);
  stroke.addEventListener("input", () => (one("[data-stroke]", editor.element).value = stroke.value));
  connectCrop(editor, one("[data-crop]", editor.element));
  connectResize(editor, one("[data-resize]", editor.element));
  document.addEventListener("keydown", (event) => key(editor, event));
}

function act(editor, name) {
  if (name === "undo") editor.undo();
  else if (name === "redo") editor.redo();
  else editor.did(ACTS[name](editor.picture));
}

function connectCrop(editor, form) {
  const read = () => Object.fromEntries(["x", "y", "width", "height"].map((name) => [name, number(form, name)]));
  form.addEventListener("input", () => form.checkValidity() && editor.frame(read(), true));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { x, y, width, height } = read();
    const { width: whole, height: high } = editor.picture;
    const kept = { x, y, width: Math.min(width, whole - x), height: Math.min(height, high - y) };
    if (kept.width < 1 || kept.height < 1) return;
    editor.did(crop(editor.picture, kept));
    editor.choose("pen");
  });
}

function connectResize(editor, form) {
  const { width, height, ratio } = form.elements;
  const keep = (own, other, scale) => () => {
    if (ratio.checked && own.valueAsNumber) other.value = Math.max(1, Math.round(own.valueAsNumber * scale()));
  };
  width.addEventListener("input", keep(width, height, () => editor.picture.height / editor.picture.width));
  height.addEventListener("input", keep(height, width, () => editor.picture.width / editor.picture.height));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [wide, high] = [number(form, "width"), number(form, "height")];
    if (!fits(wide, high)) return complain({ message: say("js-media-large") });
    editor.did(resize(editor.picture, wide, high));
    editor.choose("pen");
  });
}

function key(editor, event) {
  const { key, shiftKey, target } = event;
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && key.toLowerCase() === "s") one("[data-save]", editor.element).requestSubmit();
  else if (isTyping(target) && target.type !== "range") return;
  else if (isCommand && key.toLowerCase() === "z") shiftKey ? editor.redo() : editor.undo();
  else if (isCommand && key.toLowerCase() === "y") editor.redo();
  else if (isCommand || event.altKey) return;
  else if (key in KEYS) editor.choose(KEYS[key]);
  else if (key === "Escape" && editor.tool === "crop") editor.choose("pen");
  else if (key in ARROWS && editor.tool === "move") nudge(editor, ARROWS[key], shiftKey ? LEAP : 1);
  else return;
  event.preventDefault();
}

function nudge(editor, [across, down], by) {
  const { id, x, y } = activeOf(editor.picture);
  editor.did(changeLayer(editor.picture, id, { x: x + across * by, y: y + down * by }));
}
