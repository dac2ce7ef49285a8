// One connection to the desk: opens it, keeps it open, and says what comes over it. Knows frames, not cards.

import { newId } from "./ids.js";

const PING_MS = 20_000;
const SILENCE_MS = 45_000;
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 30_000;
// The sign-in is gone: only signing in again helps.
const FINAL_CODES = [4001, 4003, 4401];

const listeners = new Map();
let address = () => "/ws";
let socket;
let retryMs = RETRY_FIRST_MS;
let retryTimer;
let heardAt = 0;

/** Calls `handler` with each frame of `type`; also for `open`, `closed` and `signed-out`. */
export function on(type, handler) {
  listeners.set(type, [...(listeners.get(type) ?? []), handler]);
}

/** Connects, now and after every break. `url` is asked for the address each time. */
export function connect(url) {
  address = url;
  open();
  setInterval(beat, PING_MS);
  addEventListener("online", retryNow);
  document.addEventListener("visibilitychange", () => document.hidden || retryNow());
}

/** Sends a frame and answers its id; `null` when there is no connection. */
export function send(type, payload, id = newId()) {
  if (socket?.readyState !== WebSocket.OPEN) return null;
  socket.send(JSON.stringify({ type, id, timestamp: Date.now(), ...(payload && { payload }) }));
  return id;
}

/** Takes a frame as if it had come over the connection. */
export const deliver = (type, frame) => tell(type, frame);

function open() {
  clearTimeout(retryTimer);
  const url = new URL(address(), location.href);
  url.protocol = url.protocol.replace("http", "ws");
  socket = new WebSocket(url);
  socket.addEventListener("open", () => {
    heardAt = Date.now();
    tell("open");
  });
  socket.addEventListener("message", ({ data }) => {
    heardAt = Date.now();
    retryMs = RETRY_FIRST_MS;
    const frame = JSON.parse(data);
    tell(frame.type, frame);
  });
  socket.addEventListener("close", ({ code, target }) => target === socket && closed(code));
}

function closed(code) {
  socket = undefined;
  tell("closed", { code });
  if (FINAL_CODES.includes(code)) return tell("signed-out", { code });
  // Jitter keeps a restarted server from being met by all tabs at once.
  retryTimer = setTimeout(open, retryMs * (0.75 + Math.random() / 2));
  retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
}

function retryNow() {
  if (socket) return beat();
  retryMs = RETRY_FIRST_MS;
  open();
}

function beat() {
  if (socket?.readyState !== WebSocket.OPEN) return;
  if (Date.now() - heardAt > SILENCE_MS) socket.close();
  else send("ping");
}

function tell(type, frame = {}) {
  for (const handler of listeners.get(type) ?? []) handler(frame);
}
