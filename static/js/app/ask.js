// Events on the socket, and what becomes of them: done, refused, or to be said again.

import { all } from "../lib/dom.js";
import { refused } from "../lib/errors.js";
import { on, send } from "../lib/socket.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";
import { gone } from "./gone.js";

const BUSY_MS = 500;
const ASKED_MAX = 100;

const asked = new Map();
const kept = new Map();

export function start() {
  on("ack", ({ request_id: id }) => over(id, ({ event, ...payload }) => {
    // Who saw that it had stopped sees it begin.
    if (event === "restart" || event === "reset") ask({ ...payload, event: "show" });
  }));
  on("system", ({ request_id: id, payload: said }) => {
    if (said?.event === "error") over(id, (payload) => complain(said, payload));
  });
}

/** What happens in this instance is for `take`, and not for the server. */
export const keep = (instance, take) => kept.set(instance, take);

/** Sends an event; `done` is called once it is answered. What nobody hears is said. */
export function ask(payload, done) {
  const take = kept.get(payload.instance_id);
  if (take) return void Promise.resolve(take(payload)).then(done);
  const id = send("app_event", payload);
  if (!id) return void (payload.node && toast(say("js-app-offline")));
  asked.set(id, { payload, done });
  if (asked.size > ASKED_MAX) asked.delete(asked.keys().next().value);
}

function over(id, then) {
  const { payload, done } = asked.get(id) ?? {};
  if (!payload || !asked.delete(id)) return;
  then(payload);
  if (done) done();
}

function complain(said, payload) {
  if (said.code === "busy") return void setTimeout(ask, said.retry_after_ms ?? BUSY_MS, payload);
  if (said.code === "app_archived") return gone(payload.instance_id);
  if (payload.event !== "show") return refused()(said);
  const waiting = all(`.app[data-instance="${CSS.escape(payload.instance_id)}"] > .app-waiting`);
  for (const place of waiting) place.textContent = said.message;
}
