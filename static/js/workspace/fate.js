// What becomes of the repository itself while its pages are open: it is put away, brought back, or called something else.

import { all, make, one } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { place } from "./live.js";

/** What would change something, where there is no script that knows better. */
const WRITES = "main form[method=post] button, main form[data-save] button, main form[data-send] :is(button, input)";

const acts = {
  "repository.archived": ({ by_name: name }) => (hold(true), [say(name ? "js-live-archived-by" : "js-live-archived", { name }), "warn"]),
  "repository.restored": () => (hold(false), [say("js-live-restored"), "ok"]),
  "repository.renamed": ({ name }) => [say("js-live-renamed", { name }), "warn", called(name)],
};

export function met(event, notice) {
  const [text, tone, link] = acts[event.kind](event);
  notice(text, tone);
  if (link) one(".live-notice").append(" ", link);
}

/** Nothing can be saved while it is put away; what is typed stays. Settings stay open: that is where it is brought back. */
function hold(isHeld) {
  document.dispatchEvent(new CustomEvent("held", { detail: isHeld }));
  if (!place.branch) return;
  for (const control of all(isHeld ? WRITES : "[data-held-back]")) {
    if (isHeld && control.disabled) continue;
    control.disabled = isHeld;
    control.toggleAttribute("data-held-back", isHeld);
  }
}

/** The way to the same page under the new name; what is asked from here on asks for that, too. */
function called(name) {
  const [, local, owner, , ...rest] = location.pathname.split("/");
  place.repository = name;
  return make("a", { href: `/${[local, owner, encodeURIComponent(name), ...rest].join("/")}` }, say("js-live-renamed-go"));
}
