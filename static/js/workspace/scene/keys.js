// The keys of the canvas, and saving from anywhere on the page.

import { isTyping } from "../../lib/dom.js";
import { matches } from "../../lib/keys.js";
import { commands, harmless, nudge, paste, walk } from "./commands.js";
import { play } from "./play.js";
import { save } from "./save.js";
import { state } from "./state.js";

const KEYS = {
  "Mod+Z": "undo", "Mod+Y": "redo", "Mod+D": "duplicate", "Mod+C": "copy", "Mod+X": "cut", "Mod+A": "all",
  "Mod+G": "group", Delete: "remove", Backspace: "remove", Escape: "none",
  "[": "order.down", "]": "order.up", "{": "order.back", "}": "order.front",
  "+": "zoom.in", "=": "zoom.in", "-": "zoom.out", 0: "zoom.fit",
};
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function start(stage, tree) {
  stage.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && !event.ctrlKey && !event.altKey && walk(event.shiftKey ? -1 : 1)) return event.preventDefault();
    if (ARROWS[event.key] && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      if (state.canWrite) nudge(...ARROWS[event.key], event.shiftKey);
      return;
    }
    pressed(event);
  });
  // What moves in the tree with arrows is the tree's own; the rest is the same.
  tree.addEventListener("keydown", (event) => !isTyping(event.target) && !event.defaultPrevented && pressed(event));
  document.addEventListener("keydown", (event) => {
    if (!matches(event, "Mod+S")) return;
    event.preventDefault();
    save();
  });
  stage.addEventListener("paste", (event) => state.canWrite && paste(event.clipboardData?.getData("text")));
}

function pressed(event) {
  if (event.key === "Escape" && state.isPlayed) return event.preventDefault(), play();
  if (event.key.toLowerCase() === "z" && event.shiftKey && (event.ctrlKey || event.metaKey)) return run(event, "redo");
  if (event.key.toLowerCase() === "g" && event.shiftKey && (event.ctrlKey || event.metaKey)) return run(event, "ungroup");
  const found = Object.keys(KEYS).find((keys) => matches(event, keys));
  if (found) run(event, KEYS[found]);
}

function run(event, name) {
  if (!state.canWrite && !harmless.has(name)) return;
  // Text that is chosen elsewhere is copied as always.
  event.preventDefault();
  if (!state.isPlayed || harmless.has(name)) commands[name]();
}
