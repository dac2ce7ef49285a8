// The conversation's panel is as wide as its reader pulls it.

import { one } from "../lib/dom.js";
import { keep, kept } from "../lib/kept.js";

const WIDTH_MIN_PX = 380;
const WIDTH_MAX_PX = 520;
const STEP_PX = 20;
const clamp = (px) => Math.min(Math.max(px, WIDTH_MIN_PX), WIDTH_MAX_PX);

export function start() {
  const grip = one("[data-chat-grip]");
  let width = clamp(kept("chat.width", WIDTH_MIN_PX));
  const pull = (px) => {
    width = clamp(px);
    document.body.style.setProperty("--chat-width", `${width}px`);
    grip.setAttribute("aria-valuenow", String(width));
  };
  pull(width);
  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    const move = ({ clientX }) => pull(innerWidth - clientX);
    grip.addEventListener("pointermove", move);
    grip.addEventListener("lostpointercapture", () => {
      grip.removeEventListener("pointermove", move);
      keep("chat.width", width);
    }, { once: true });
  });
  grip.addEventListener("keydown", ({ key }) => {
    const by = { ArrowLeft: STEP_PX, ArrowRight: -STEP_PX }[key];
    if (by) (pull(width + by), keep("chat.width", width));
  });
}
