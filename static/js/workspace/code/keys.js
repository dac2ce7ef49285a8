// Keys of the Code tab, and the last word before the page is left with something that is kept nowhere.

import { toast } from "../../lib/toast.js";
import { say } from "../../lib/words.js";

export function listen(room, keys) {
  const acts = {
    s: () => save(room),
    ...keys,
  };
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const act = acts[`${event.shiftKey ? "shift+" : ""}${event.key.toLowerCase()}`];
    if (!act || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }, true);
  addEventListener("beforeunload", (event) => {
    const { drafts, files } = room;
    drafts.flush();
    if (!drafts.isKept && files.changed().length > 0) event.preventDefault();
  });
}

function save({ site, files, side, changes }) {
  if (!site.canWrite) return;
  if (files.changed().length === 0) return toast(say("ed-nothing"));
  side.open("changes");
  changes.ask();
}
