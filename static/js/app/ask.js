// Events on the socket, and what is said when the server will have none of one.

import { refused } from "../lib/errors.js";
import { on, send } from "../lib/socket.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";

const BUSY_MS = 500;
const ASKED_MAX = 100;

const asked = new Map();

export function start() {
  on("system", ({ request_id: id, payload }) => {
    if (payload?.event !== "error" || !asked.has(id)) return;
    if (payload.code !== "busy") return refused()(payload);
    setTimeout(ask, payload.retry_after_ms ?? BUSY_MS, asked.get(id));
  });
}

/** Sends an event. What nobody hears is said; that an app is shown is told again with the next connection. */
export function ask(payload) {
  const id = send("app_event", payload);
  if (!id) return void (payload.node && toast(say("js-app-offline")));
  asked.set(id, payload);
  if (asked.size > ASKED_MAX) asked.delete(asked.keys().next().value);
}
