// Asks again for the parts with `data-fresh` when something has happened. Who types a text is told; it is never touched.

import { morph } from "../app/morph.js";
import { all, one } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { on, place } from "./live.js";

const GATHER_MS = 60;

let timer;
let isAsking = false;
let isWanted = false;
let wasAway = false;

export function start() {
  const box = one("[data-live]");
  on("event", (event) => {
    if (event.kind.startsWith("repository.")) return import("./fate.js").then((fate) => fate.met(event, notice));
    if (concerns(event)) (told(event), soon());
  });
  // What was not written when the server went away is not told when it is back.
  on("state", (state) => ((wasAway && state === "live" && soon()), (wasAway = state === "offline")));
  on("resync", soon);
  // A page that knows no commit can't tell whether something has happened since it was made.
  on("head", (head) => (place.branch ? head && box.dataset.head && head !== box.dataset.head : true) && soon());
  on("gone", ({ reason }) => notice(say(`js-live-gone-${reason.replace("_", "-")}`), "danger"));
}

/** On a page of a branch what happens there; on others, where all branches have got to, and what is asked for. */
const concerns = ({ branch }) => !place.branch || branch === place.branch;

/** Says on a form that its file was saved elsewhere. */
function told({ kind, path, old_path, by_name }) {
  const form = one("form[data-editing]");
  if (!form || !kind.startsWith("file.") || ![path, old_path].includes(form.dataset.editing)) return;
  notice(say(by_name ? "js-live-saved" : "js-live-pushed", { name: by_name ?? "" }), "warn");
}

function notice(text, tone) {
  const box = one("[data-live]");
  const line = one(".live-notice") ?? document.createElement("p");
  line.className = `notice live-notice ${tone}`;
  line.setAttribute("role", tone === "danger" ? "alert" : "status");
  line.textContent = text;
  if (!line.isConnected) box.closest("header, section").after(line);
}

/** Asks again in a moment. */
export function soon() {
  isWanted = true;
  clearTimeout(timer);
  timer = setTimeout(refresh, GATHER_MS);
}

async function refresh() {
  if (isAsking || !isWanted || all("[data-fresh]").length === 0) return;
  [isAsking, isWanted] = [true, false];
  try {
    const address = new URL(location.href);
    address.searchParams.delete("done");
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    if (answer.ok && !answer.redirected) put(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    isWanted = true;
  }
  isAsking = false;
  if (isWanted) soon();
}

function put(page) {
  for (const old of all("[data-fresh]")) {
    const fresh = one(`[data-fresh="${old.dataset.fresh}"]`, page);
    if (fresh) morph(old, fresh);
  }
  const head = one("[data-live]", page)?.dataset.head;
  if (head) one("[data-live]").dataset.head = head;
  document.dispatchEvent(new CustomEvent("fresh"));
}
