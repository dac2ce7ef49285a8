// The canvas moves under wheel, drag and space-drag, and scales under ctrl-wheel and pinch.

import { one } from "../lib/dom.js";
import { panBy, showScale, zoomBy } from "../lib/view.js";

const ZOOM_PER_PX = 0.0025;
const LINE_PX = 16;
// A wheel that pans goes on panning when a scrolling card comes under it.
const GESTURE_MS = 250;

let isSpaceDown = false;
let pannedAt = 0;

export function start() {
  const canvas = one("#canvas");
  showScale();
  canvas.addEventListener("wheel", onWheel, { passive: false });
  canvas.addEventListener("pointerdown", onDown);
  // A focus or a search may scroll what must not scroll: that becomes panning.
  canvas.addEventListener("scroll", () => {
    panBy(-canvas.scrollLeft, -canvas.scrollTop);
    canvas.scrollTo(0, 0);
  });
  addEventListener("keydown", (event) => event.code === "Space" && event.target === canvas && hold(event, true));
  addEventListener("keyup", (event) => event.code === "Space" && hold(event, false));
}

function hold(event, isDown) {
  if (isDown) event.preventDefault();
  isSpaceDown = isDown;
  one("#canvas").classList.toggle("is-grabbable", isDown);
}

function onWheel(event) {
  if (!isWide()) return;
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
  const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const box = one("#canvas").getBoundingClientRect();
    return zoomBy(Math.exp(-dy * ZOOM_PER_PX), { px: event.clientX - box.left, py: event.clientY - box.top });
  }
  const isPanning = event.timeStamp - pannedAt < GESTURE_MS;
  if (!isPanning && canScroll(event.target, dx, dy)) return;
  event.preventDefault();
  pannedAt = event.timeStamp;
  if (event.shiftKey && !dx) panBy(-dy, 0);
  else panBy(-dx, -dy);
}

function onDown(event) {
  const onGround = !event.target.closest("article[data-card], button, a, input");
  if (!isWide() || !(event.button === 1 || (event.button === 0 && (onGround || isSpaceDown)))) return;
  event.preventDefault();
  const canvas = one("#canvas");
  canvas.focus({ preventScroll: true });
  canvas.setPointerCapture(event.pointerId);
  canvas.classList.add("is-grabbed");
  const move = ({ movementX, movementY }) => panBy(movementX, movementY);
  const end = () => {
    canvas.classList.remove("is-grabbed");
    canvas.removeEventListener("pointermove", move);
  };
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("lostpointercapture", end, { once: true });
}

function canScroll(target, dx, dy) {
  for (let box = target; box && !box.matches(".canvas"); box = box.parentElement) {
    const style = getComputedStyle(box);
    const goes = (overflow, size, inner, at, by) =>
      /auto|scroll/.test(overflow) && inner > size + 1 && (by > 0 ? at + size < inner - 1 : by < 0 && at > 0);
    if (goes(style.overflowY, box.clientHeight, box.scrollHeight, box.scrollTop, dy)) return true;
    if (goes(style.overflowX, box.clientWidth, box.scrollWidth, box.scrollLeft, dx)) return true;
  }
  return false;
}

/** On a phone the cards are a list, which scrolls by itself. */
const isWide = () => matchMedia("(min-width: 768px)").matches;
