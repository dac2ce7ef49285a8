// Short notes at the bottom left: what happened, and the way to take it back.

import { icon, make, one } from "./dom.js";
import { say } from "./words.js";

const SHOWN_MS = 8000;
const TOASTS_MAX = 4;

/** Shows `text` with up to one `action` ({label, run}). */
export function toast(text, { action, tone = "plain" } = {}) {
  const box = one("#toasts");
  if (!box) return;
  const button = action && make("button", { class: "toast-action", type: "button" }, action.label);
  const close = make("button", { class: "toast-close", type: "button", "aria-label": say("js-close") }, icon("x"));
  const note = make("div", { class: `toast is-${tone}` }, make("p", {}, text), button, close);
  let timer;
  const leave = () => {
    clearTimeout(timer);
    note.remove();
  };
  const wait = () => (timer = setTimeout(leave, SHOWN_MS));
  const stay = () => clearTimeout(timer);
  button?.addEventListener("click", () => (leave(), action.run()));
  close.addEventListener("click", leave);
  note.addEventListener("pointerenter", stay);
  note.addEventListener("pointerleave", wait);
  note.addEventListener("focusin", stay);
  note.addEventListener("focusout", wait);
  while (box.children.length >= TOASTS_MAX) box.firstElementChild.remove();
  box.append(note);
  wait();
}

/** Says what went wrong. */
export const complain = (error) => toast(error?.message || say("js-failed"), { tone: "danger" });
