// The frame of the preview: how wide it is, and that it shows the branch as it is now.

import { all, one } from "../lib/dom.js";
import * as strip from "./console.js";
import { on } from "./live.js";

/** How long a branch must rest before its preview is loaded again: a push moves it once, a hurried writer often. */
const REST_MS = 300;

export function start() {
  document.documentElement.classList.add("has-tools");
  const frame = one("[data-preview] iframe");
  // The page within has no origin, so that it can't be told to reload; its frame can.
  const reload = () => frame.setAttribute("src", frame.getAttribute("src"));
  one("[data-reload]").addEventListener("click", reload);
  for (const button of all("[data-width]")) {
    button.addEventListener("click", () => {
      frame.style.maxWidth = button.dataset.width ? `${button.dataset.width}px` : "";
      for (const each of all("[data-width]")) each.setAttribute("aria-pressed", String(each === button));
    });
  }
  strip.start(frame);
  follow(one("[data-preview]").dataset.branch, reload);
}

function follow(branch, reload) {
  let timer;
  on("event", (event) => {
    if (event.branch !== branch || event.kind.startsWith("pull.")) return;
    clearTimeout(timer);
    timer = setTimeout(reload, REST_MS);
  });
}
