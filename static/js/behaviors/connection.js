// The pills that say when the desk can't be reached, how many changes wait, and when nothing can be changed. A short
// break stays invisible.

import { one } from "../lib/dom.js";
import { refused } from "../lib/errors.js";
import { on } from "../lib/socket.js";
import { onWaiting } from "../lib/wire.js";
import { say } from "../lib/words.js";

const INVISIBLE_MS = 5_000;

export function start() {
  const pill = one("#connection");
  const readOnly = one("#read-only");
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
    readOnly.hidden = true;
  });
  // Said to every tab when it begins, and to those that come later.
  on("system", ({ request_id: asked, payload }) => {
    if (payload?.code !== "read_only" || asked || !readOnly.hidden) return;
    readOnly.hidden = false;
    refused()(payload);
  });
  onWaiting((count) => {
    changes = count;
    if (!pill.hidden) show();
  });
  on("signed-out", () => location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`));
}
