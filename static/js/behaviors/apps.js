// Running apps. What they need is fetched when the page shows the first one.

import { one } from "../lib/dom.js";
import { on } from "../lib/socket.js";

let isSynced = false;
let parts;

export function start() {
  on("state_sync", ({ payload: { part, parts: count } }) => (isSynced = part >= count));
  on("closed", () => (isSynced = false));
  new MutationObserver(look).observe(document.getElementById("content"), { childList: true, subtree: true });
  look();
}

async function look() {
  if (parts || !one(".app[data-instance]")) return;
  parts = import("../app/main.js");
  (await parts).start(() => isSynced);
}
