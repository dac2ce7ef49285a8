// How many tasks of agents want their reader: the rail keeps up with it while somebody looks at the page.

import { all } from "../lib/dom.js";
import { say } from "../lib/words.js";

/** A page that is looked away from for less than this keeps its connection: browsers have few of them for one server. */
const REST_MS = 3_000;
const SHOWN_MAX = 99;

let source;
let resting;

export function start() {
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : follow()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", ({ persisted }) => persisted && follow());
  if (!document.hidden) follow();
}

function follow() {
  clearTimeout(resting);
  if (source && source.readyState !== EventSource.CLOSED) return;
  source = new EventSource("/api/agents/news");
  source.addEventListener("news", ({ data }) => paint(JSON.parse(data).count));
}

function rest() {
  resting = setTimeout(close, REST_MS);
}

function close() {
  source?.close();
  source = undefined;
}

function paint(count) {
  for (const badge of all("[data-news]")) {
    const [number, words] = badge.children;
    number.textContent = count > SHOWN_MAX ? `${SHOWN_MAX}+` : count;
    words.textContent = say("js-agents-news", { count });
    badge.hidden = count === 0;
  }
}
