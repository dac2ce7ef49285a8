// What components need beside their HTML: sizes, open dialogs, the first focus, and the helpers of those that live.

import { all } from "../lib/dom.js";
import { live as audio } from "./audio.js";
import { live as clock } from "./clock.js";
import { live as canvas } from "./draw.js";
import { live as tiles } from "./tiles.js";

const LIVES = { audio, calendar, canvas, clock, tiles };
const greeted = new WeakSet();

/** Brings to life what a patch has put into an app; `hadFocus` says whether its reader was in it. */
export function enliven(app, hadFocus) {
  for (const element of all("[data-w], [data-h], [data-node][style]", app)) size(element);
  for (const dialog of all("dialog", app)) open(dialog);
  for (const element of all("[data-live]", app)) LIVES[element.dataset.live](element);
  for (const field of all("[data-focus]", app)) greet(field, app, hadFocus);
}

function size({ style, dataset: { w, h } }) {
  style.width = w ? `${w}px` : "";
  style.height = h ? `${h}px` : "";
}

function open(dialog) {
  const isMeant = "open" in dialog.dataset && !document.hidden;
  if (isMeant && !dialog.open) dialog.showModal();
  else if (!isMeant && dialog.open) dialog.close();
}

/** A field that wants the focus gets it once, from its own app or card: on a desk, keys belong to the desk. */
function greet(field, app, hadFocus) {
  if (greeted.has(field)) return;
  greeted.add(field);
  const isAlone = !document.getElementById("canvas");
  if (hadFocus || isAlone || app.closest("article")?.contains(document.activeElement)) field.focus({ preventScroll: true });
}

/** Marks today, which only the reader's clock knows. */
function calendar(element) {
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  for (const day of all("[data-day]", element)) day.toggleAttribute("data-today", day.dataset.day === today);
}
