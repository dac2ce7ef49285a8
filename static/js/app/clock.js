// Clocks count by themselves, to or from a moment of the server's clock.

import { all } from "../lib/dom.js";
import { nodeOf, tell, tells } from "./tell.js";

const TICK_MS = 100;
// Another tab may show the same clock: the one in front tells that it is over, the others only if nobody did.
const BEHIND_MS = 1_500;

/** How far the server's clock is ahead. The fastest frame knows it best. */
let ahead = -Infinity;
let timer;

const two = (number) => String(number).padStart(2, "0");

/** Learns the time from a frame. */
export const heard = (timestamp) => (ahead = Math.max(ahead, timestamp - Date.now()));

export function live(clock) {
  timer ??= setInterval(() => all('[data-live="clock"]').forEach(tick), TICK_MS);
  tick(clock);
}

function tick(clock) {
  const { mode, format, deadline, value } = clock.dataset;
  const now = Date.now() + (Number.isFinite(ahead) ? ahead : 0);
  const isRunning = "running" in clock.dataset && deadline !== "";
  let text;
  if (mode === "time") text = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: format === "hms" ? "medium" : "short" });
  else if (!isRunning) text = face(Number(value), format);
  else if (mode === "up") text = face(now - Number(deadline), format);
  // A second that has begun counts, so that the clock shows nought when it is over.
  else text = face(Number(deadline) - now + (format === "tenths" ? 99 : 999), format);
  if (clock.textContent !== text) clock.textContent = text;
  if (isRunning && mode === "down" && now >= Number(deadline)) over(clock, deadline);
}

function over(clock, deadline) {
  if (clock.over === deadline || !tells(nodeOf(clock), "done")) return;
  clock.over = deadline;
  const isStill = () => clock.isConnected && clock.dataset.deadline === deadline && "running" in clock.dataset;
  setTimeout(() => isStill() && tell(nodeOf(clock), "done"), document.hasFocus() ? 0 : BEHIND_MS);
}

/** `1:02:03`, `02:03` or `02:03.4`, as the server writes it. */
function face(ms, format) {
  const left = Math.max(0, ms);
  const [hours, minutes, seconds] = [left / 3_600_000, left / 60_000, (left / 1_000) % 60].map(Math.floor);
  if (format === "hms") return `${hours}:${two(minutes % 60)}:${two(seconds)}`;
  return `${two(minutes)}:${two(seconds)}${format === "tenths" ? `.${Math.floor(left / 100) % 10}` : ""}`;
}
