// Beside the editors of pictures and sounds: who else has the same file open, and that somebody has just saved it.

import { make } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { on } from "./live.js";

/** How long a save of one's own may still be under way when its event comes. */
const SETTLE_MS = 400;

/** `state` is {base: {path, blob}, isBusy}, which the editor keeps up to date. */
export function start(form, state) {
  const line = make("p", { class: "hint", role: "status", hidden: true });
  const notice = make("p", { class: "notice warn", role: "status", hidden: true });
  form.prepend(notice, line);
  on("presence", (people) => {
    const names = [...new Set(people.filter(({ path }) => path && path === state.base.path).map(({ name }) => name))];
    line.hidden = names.length === 0;
    line.textContent = say("js-media-beside", { names: names.join(", ") });
  });
  on("event", (event) => event.kind.startsWith("file.") && [event.path, event.old_path].includes(state.base.path) && look(event));

  /** Says it unless it was this tab, whose own save knows the blob a moment later. */
  function look(event) {
    if (state.isBusy) return setTimeout(() => look(event), SETTLE_MS);
    if (event.blob && event.blob === state.base.blob) return void (notice.hidden = true);
    notice.hidden = false;
    notice.textContent = say(event.by_name ? "js-media-elsewhere" : "js-media-changed", { name: event.by_name });
  }
}
