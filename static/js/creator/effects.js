// What an app that is only tried wants: what the page can do is done, the rest is named.

import { deliver } from "../lib/socket.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";

const timers = new Map();

export function perform(instance, { not_done: kind, what, ...effect }) {
  if (kind) toast(say("js-creator-not-done", { what: `${kind} ${what}`.trim() }));
  else deliver("app_effect", { payload: { instance_id: instance, ...effect } });
}

/** Lets these timers run, and no others. */
export function run(wanted, step) {
  for (const [id, timer] of timers) if (!wanted.has(id)) (clearInterval(timer), timers.delete(id));
  for (const [id, ms] of wanted) if (!timers.has(id)) timers.set(id, setInterval(() => document.hidden || step({ timer: id }), ms));
}
