// Puts what the server sends of an app into the page.

import { all, fromServer, one } from "../lib/dom.js";
import { on } from "../lib/socket.js";
import { heard } from "./clock.js";
import { enliven } from "./live.js";
import { morph } from "./morph.js";
import { tellWhole } from "./tell.js";

export function start() {
  on("app_patch", ({ payload, timestamp }) => {
    heard(timestamp);
    const apps = all(`.app[data-instance="${CSS.escape(payload.instance_id)}"]`).filter(isMeant);
    for (const app of apps) keepingFocus(app, (hadFocus) => patch(app, payload, hadFocus));
  });
}

/** Earlier versions of a card name its app and do not run it. */
export const isMeant = (app) => !app.closest("fieldset[disabled]");

function patch(app, { instance_id: instance, rev, full, nodes, crashed }, hadFocus) {
  if (!full && app.dataset.rev === undefined) return;
  app.dataset.rev = rev;
  app.toggleAttribute("data-crashed", Boolean(crashed));
  for (const { id, html } of nodes) {
    const old = full ? app.firstElementChild : one(`#${CSS.escape(id)}`, app);
    // What a patch is for is always there, unless one before it was missed.
    if (!old) return tellWhole(instance, "show");
    const fresh = fromServer(html);
    if (old.matches(".app-waiting")) old.replaceWith(fresh);
    else morph(old, fresh);
  }
  enliven(app, hadFocus);
}

/** What had the focus keeps it; when it is gone, the card around it gets it. */
function keepingFocus(app, change) {
  const focused = app.contains(document.activeElement) ? document.activeElement : null;
  change(focused !== null);
  if (!focused || app.contains(document.activeElement)) return;
  const to = focused.isConnected ? focused : app.closest("article") ?? app;
  to.focus({ preventScroll: true });
}
