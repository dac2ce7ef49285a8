// The app beside its text, at work: the server takes each step and keeps nothing, the state stays in this tab.

import { keep } from "../app/ask.js";
import { start as startApps } from "../app/main.js";
import { one } from "../lib/dom.js";
import { deliver } from "../lib/socket.js";
import { complain } from "../lib/toast.js";
import { perform, run } from "./effects.js";
import { mark } from "./editor.js";

const HEADERS = { "content-type": "application/json", accept: "application/json" };
let form, app, state, text;
let [rev, tail] = [0, Promise.resolve()];
let isPeeking = false;

export function start(creator) {
  form = creator;
  app = one("[data-preview]", form);
  app.dataset.instance = app.dataset.preview;
  keep(app.dataset.instance, (event) => (event.node ? step({ event }) : again()));
  one("[data-again]", form).addEventListener("click", again);
  startApps(() => false);
  look();
}
/** Looks at the text as it stands now. */
export const look = () => queue(() => ask({ package: one("textarea", form).value, look: true }));

/** Shows what there is of a text that is still being written. Nothing can be done with it yet. */
export function peek(written) {
  if (isPeeking) return;
  isPeeking = true;
  text = state = undefined;
  queue(() => ask({ package: written, partial: true })).finally(() => (isPeeking = false));
}

const again = () => ((state = undefined), look());
const step = (what) => text !== undefined && queue(() => ask({ package: text, ...what }));
const queue = (work) => (tail = tail.then(work).catch(complain));

async function ask(what) {
  const body = JSON.stringify({ ...what, instance_id: app.dataset.instance, ...(state && { state }) });
  const answer = await fetch("/apps/new/preview", { method: "POST", headers: HEADERS, body });
  const said = await answer.json();
  if (!answer.ok) throw said.error;
  if (said.lines) (mark(form, said.lines), (one("#findings", form).innerHTML = said.findings));
  app.parentElement.classList.toggle("is-stale", !said.shown && !what.partial);
  if (said.shown) show(said.shown, what);
}

function show({ root, html, crashed, failure, effects, timers: running, ...shown }, { package: of, partial }) {
  text = partial ? undefined : of;
  state = crashed || partial ? undefined : shown.state;
  const payload = { instance_id: app.dataset.instance, rev: ++rev, full: true, nodes: [{ id: root, html }], crashed };
  deliver("app_patch", { payload, timestamp: Date.now() });
  for (const effect of partial ? [] : effects) perform(app.dataset.instance, effect);
  Object.assign(one("[data-failure]", form), { hidden: !failure, textContent: failure ?? "" });
  run(new Map(partial ? [] : running), step);
}
