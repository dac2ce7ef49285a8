// The apps of the dock are put in another order by dragging, or with Alt and the arrow keys.

import { dragAlong } from "../lib/along.js";
import { call } from "../lib/api.js";
import { all, one } from "../lib/dom.js";
import { refused } from "../lib/errors.js";
import { announce } from "../lib/voice.js";
import { say } from "../lib/words.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

const apps = () => all(".dock > [data-app]");

export function start() {
  const dock = one(".dock");
  const appOf = (event) => event.target.closest("[data-app]");
  dock?.addEventListener("keydown", (event) => {
    if (!event.altKey || !STEPS[event.key] || !appOf(event)) return;
    event.preventDefault();
    shift(appOf(event), STEPS[event.key]);
  });
  dock?.addEventListener("pointerdown", (event) => {
    // A finger pushes the dock to see the rest of it.
    if (event.button !== 0 || event.pointerType === "touch" || !appOf(event)) return;
    dragAlong(appOf(event), event, { list: apps, moved: (before) => keep(appOf(event), before) });
  });
}

function shift(app, by) {
  const before = apps();
  const next = before[before.indexOf(app) + by];
  if (!next) return;
  const focused = document.activeElement;
  if (by < 0) next.before(app);
  else next.after(app);
  focused.focus();
  keep(app, before);
}

/** Tells the server where the app is now; the dock is as it was when it refuses. */
function keep(app, before) {
  const place = apps().indexOf(app);
  announce(say("js-dock-moved", { name: one("button", app).dataset.name, place: place + 1, count: before.length }));
  const undo = () => one(".dock").append(...before);
  call("PUT", `/api/apps/${app.dataset.app}`, { dock_place: place }).catch(refused(undo));
}
