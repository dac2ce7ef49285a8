// Moving and resizing with the arrow keys: the keyboard's twin of dragging.

import { letGo, titleOf } from "../lib/desk.js";
import { one } from "../lib/dom.js";
import { focusCard } from "../lib/focus.js";
import { reveal } from "../lib/view.js";
import { say } from "../lib/words.js";
import { lay, moveTo, pullTo } from "./cards.js";

const STEP_PX = 8;
const LEAP_PX = 64;
const SIDE_MIN_PX = 96;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Takes the card in hand until Enter puts it down or Escape puts it back. `mode` is `move` or `resize`. */
export function nudge(card, mode) {
  const { x, y, w, h } = card.dataset;
  const before = { x, y, w, h };
  focusCard(card);
  card.classList.add("is-held", `is-${mode === "move" ? "moving" : "pulling"}`);
  one("#chat-voice").textContent = say(mode === "move" ? "js-nudge-move" : "js-nudge-resize", { title: titleOf(card) });

  const end = (isKept) => {
    card.removeEventListener("keydown", onKey);
    card.removeEventListener("blur", onBlur);
    card.classList.remove("is-moving", "is-pulling");
    const { x, y, w, h } = card.dataset;
    const isSame = [x === before.x, y === before.y, w === before.w, h === before.h].every(Boolean);
    if (!isKept) lay(card, before);
    else if (!isSame && mode === "move") moveTo(card, { x: Number(x), y: Number(y) }, before);
    else if (!isSame) pullTo(card, { w: Number(w), h: Number(h) || card.offsetHeight }, before);
    letGo(card);
  };
  const onBlur = () => end(true);
  const onKey = (event) => {
    event.stopPropagation();
    if (event.key === "Tab") return;
    event.preventDefault();
    if (event.key === "Enter") return end(true);
    if (event.key === "Escape") return end(false);
    const [dx, dy] = (STEPS[event.key] ?? [0, 0]).map((by) => by * (event.shiftKey ? LEAP_PX : STEP_PX));
    if (mode === "move") lay(card, { x: Number(card.dataset.x) + dx, y: Number(card.dataset.y) + dy });
    else lay(card, pulled(card, dx, dy));
    reveal(card);
  };
  card.addEventListener("keydown", onKey);
  card.addEventListener("blur", onBlur);
}

function pulled(card, dx, dy) {
  const side = (px) => Math.max(SIDE_MIN_PX, Math.round(px / STEP_PX) * STEP_PX);
  return { w: side(card.offsetWidth + dx), h: side((Number(card.dataset.h) || card.offsetHeight) + dy) };
}
