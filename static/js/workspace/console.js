// What goes wrong in the page of a preview, below its frame. Whatever the frame says is somebody's text: it is taken
// apart, cut, counted and shown as text, and nothing is done because of it.

import { make, one } from "../lib/dom.js";
import { say } from "../lib/words.js";

const LINES_MAX = 100;
const TEXT_MAX = 2000;
const KINDS = ["error", "warn", "missing"];
/** Messages that are taken in a second; a page that says more is only counted. */
const PACE = 200;

export function start(frame) {
  const strip = one("[data-console]");
  const [list, count] = [one("ol", strip), one("[data-count]", strip)];
  let [all, errors, taken] = [0, 0, 0];
  const draw = () => {
    strip.hidden = false;
    strip.classList.toggle("has-errors", errors > 0);
    count.textContent = all === 0 ? say("js-preview-quiet") : say("js-preview-said", { errors, count: all });
  };
  const clear = () => {
    [all, errors] = [0, 0];
    list.replaceChildren();
    draw();
  };
  setInterval(() => (taken = 0), 1000);
  addEventListener("message", ({ source, data }) => {
    if (source !== frame.contentWindow || data?.said !== "preview" || (taken += 1) > PACE) return;
    if (data.kind === "begin") return clear();
    if (!KINDS.includes(data.kind) || typeof data.text !== "string") return;
    all += 1;
    if (data.kind !== "warn") errors += 1;
    list.append(line(data));
    if (list.children.length > LINES_MAX) list.firstElementChild.remove();
    draw();
  });
  draw();
  // A page may have been there before this script was.
  frame.contentWindow.postMessage("preview: say it again", "*");
}

function line({ kind, text, at }) {
  const words = (kind === "missing" ? say("js-preview-missing", { path: shown(text) }) : text).slice(0, TEXT_MAX);
  const place = typeof at === "string" && at !== "" ? make("span", { class: "hint" }, shown(at).slice(0, TEXT_MAX)) : null;
  return make("li", { class: `preview-${kind === "warn" ? "warn" : "error"}` }, make("span", {}, words), place);
}

/** Addresses of the preview, without the pass that they hold. */
const shown = (text) => text.replace(/https?:\/\/[^/\s]+\/preview\/[^/\s]+\//g, "").replace(/(^|\/)(?=:\d)/, "$1index.html");
