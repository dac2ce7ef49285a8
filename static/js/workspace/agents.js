// Tasks of agents: shows what is new in the log of one, and in the list of all, without loading the page again.

import { morph } from "../app/morph.js";
import { all, one } from "../lib/dom.js";

/** What happens within this time is shown together. */
const GATHER_MS = 150;
/** How often the list is looked at while something in it may change. */
const LOOK_MS = 3_000;

let timer;
let isWanted = false;

export function start() {
  const { log, again } = one("[data-agents]").dataset;
  // Whoever has the page before them has looked at what it shows: nobody does while it is hidden.
  document.addEventListener("visibilitychange", () => !document.hidden && isWanted && soon());
  if (log) follow(log);
  else if (again !== undefined) setInterval(() => document.hidden || refresh(), LOOK_MS);
}

function follow(address) {
  const source = new EventSource(address);
  for (const kind of ["step", "agent"]) source.addEventListener(kind, soon);
  source.addEventListener("gone", () => source.close());
}

function soon() {
  if ((isWanted = document.hidden)) return;
  timer ??= setTimeout(() => ((timer = undefined), refresh()), GATHER_MS);
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of all("[data-part]")) {
    const fresh = one(`[data-part="${old.dataset.part}"]`, page);
    if (fresh) morph(old, fresh);
  }
}
