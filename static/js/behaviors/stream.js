// What the assistant is saying appears as it is said.

import { on } from "../lib/socket.js";
import { turnEvent } from "../verbs/stream.js";

export function start() {
  on("agent_event", ({ payload }) => turnEvent(payload));
}
