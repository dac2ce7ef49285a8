// How large a picture is shown: fitted into its frame, or at so many screen pixels for one of its own.

import { all, one } from "../lib/dom.js";

const STEP = 1.5;
const [SCALE_MIN, SCALE_MAX] = [0.02, 32];

let scale = null;

const subject = () => one("[data-zoomed] > img, [data-zoomed] > canvas");
const own = (what) => [what.naturalWidth ?? what.width, what.naturalHeight ?? what.height];

export function start() {
  for (const button of all("[data-zoom]")) button.addEventListener("click", () => zoom(button.dataset.zoom));
  subject().addEventListener("load", show);
  addEventListener("resize", show);
  one("[data-zoomed]").addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? "in" : "out");
  }, { passive: false });
  show();
}

function zoom(how) {
  const now = scale ?? shownScale();
  if (how === "fit") scale = null;
  else if (how === "whole") scale = 1;
  else scale = Math.min(SCALE_MAX, Math.max(SCALE_MIN, how === "in" ? now * STEP : now / STEP));
  show();
}

function shownScale() {
  const what = subject();
  return what.getBoundingClientRect().width / (own(what)[0] || 1);
}

/** Shows the picture as large as was asked for; called again when it has become another size. */
export function show() {
  const what = subject();
  if (!what) return;
  const [width, height] = own(what);
  what.classList.toggle("is-fitted", scale === null);
  what.classList.toggle("is-sharp", scale !== null && scale >= 2);
  what.style.width = scale === null ? "" : `${width * scale}px`;
  what.style.height = scale === null ? "" : `${height * scale}px`;
  const shown = one("[data-zoom-shown]");
  if (shown) shown.textContent = width ? `${Math.round(shownScale() * 100)} %` : "";
}
