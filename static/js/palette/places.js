// Where one can go from everywhere, and what was open lately: told by the server, once for a page.

import { all, fromServer } from "../lib/dom.js";
import { entryOf } from "./box.js";

let told;

/** {entries, hasSingleKeys}. Without the server there is nowhere to go, and the keys of the page go on working. */
export function places() {
  told ??= ask().catch(() => ((told = null), { entries: [], hasSingleKeys: true }));
  return told;
}

async function ask() {
  const answer = await fetch("/palette", { headers: { accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.statusText);
  const list = fromServer(await answer.text());
  document.body.dataset.singleKeys ??= list.dataset.singleKeys;
  return { entries: all("a", list).map(entry), hasSingleKeys: list.dataset.singleKeys !== "off" };
}

function entry(link) {
  const { sign, kind } = link.dataset;
  const href = link.getAttribute("href");
  return { ...entryOf(sign, link.textContent, kind, () => location.assign(href), null, href), isRecent: "recent" in link.dataset };
}
