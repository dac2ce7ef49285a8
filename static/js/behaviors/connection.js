// The pill that says when the desk can't be reached, and how many changes wait. A short break stays invisible.

import { one } from "../lib/dom.js";
import { on } from "../lib/socket.js";
import { onWaiting } from "../lib/wire.js";
import { say } from "../lib/words.js";

const INVISIBLE_MS = 5_000;

export function start() {
  const pill = one("#connection");
  let timer;
  let changes = 0;
  const show = () => {
    pill.hidden = false;
    pill.textContent = changes === 0 ? say("js-offline") : say(changes === 1 ? "js-offline-change" : "js-offline-changes", { count: changes });
  };
  on("closed", () => (timer ??= setTimeout(show, INVISIBLE_MS)));
  on("open", () => {
    clearTimeout(timer);
    timer = undefined;
    pill.hidden = true;
  });
  onWaiting((count) => {
    changes = count;
    if (!pill.hidden) show();
  });
  on("signed-out", () => location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`));
}
