// Who else is on this branch and what happens there. The page says where it is in an element with `data-live`.
//
// clientId                  this tab, as others see it
// on("event", fn)           {seq, kind, branch, path, old_path, old_head, head, blob, by, by_name}
// on("presence", fn)        [{client, user, name, colour, page, path, cursor, idle}], without this tab
// on("state", fn)           "live", "polling" or "offline"
// on("resync", fn)          events are missing: look at the branch itself
// on("chat", fn)            {turn?, status?}: one's own chat of the branch has something new
// on("gone", fn)            {reason: "branch", "access" or "signed_out"}
// share({page, path, cursor}) where one is; the cursor is any JSON of at most 2 KiB
// Each `on` answers what ends it, and says at once what is known.

import { follow } from "./link.js";

const SHARE_MS = 100;
const BEAT_MS = 10_000;
const AWAY_MS = 240_000;

const here = document.querySelector("[data-live]");
export const place = here && { provider: here.dataset.base.split("/")[1], owner: here.dataset.owner, repository: here.dataset.repository, ...(here.dataset.branch && { branch: here.dataset.branch }) };
export const clientId = remembered();

const listeners = Object.fromEntries(["event", "presence", "state", "resync", "chat", "gone", "head"].map((name) => [name, new Set()]));
const last = {};
let people = new Map();

export function on(name, listener) {
  listeners[name].add(listener);
  if (name in last) listener(last[name]);
  return () => listeners[name].delete(listener);
}

function tell(name, value, isKept = false) {
  if (isKept) last[name] = value;
  for (const listener of [...listeners[name]]) {
    try {
      listener(value);
    } catch (error) {
      console.error(error);
    }
  }
}

let spot = { page: here?.dataset.page || "code", ...(here?.dataset.path && { path: here.dataset.path }) };
let isActive = true;
let told = 0;
let timer;
let isSending = false;

export function share(next) {
  const fresh = { ...next };
  for (const name of Object.keys(fresh)) if (fresh[name] === null || fresh[name] === "") delete fresh[name];
  if (JSON.stringify(fresh) === JSON.stringify(spot)) return;
  spot = { page: spot.page, ...fresh };
  isActive = true;
  soon();
}

function soon() {
  if (!place?.branch || isSending) return;
  clearTimeout(timer);
  timer = setTimeout(send, Math.max(0, told + SHARE_MS - Date.now()));
}

async function send() {
  clearTimeout(timer);
  if (!place?.branch || last.gone || isSending) return;
  const sent = JSON.stringify(spot);
  [isSending, told] = [true, Date.now()];
  const body = JSON.stringify({ ...place, client: clientId, ...spot, active: isActive });
  isActive = false;
  const headers = { accept: "application/json", "content-type": "application/json" };
  await fetch("/api/workspace/presence", { method: "PUT", headers, body }).catch(() => null);
  isSending = false;
  if (sent !== JSON.stringify(spot)) soon();
  else timer = setTimeout(send, BEAT_MS);
}

function leave() {
  clearTimeout(timer);
  if (!place?.branch) return;
  const body = JSON.stringify({ ...place, kind: "presence.left", client: clientId });
  navigator.sendBeacon("/api/workspace/events", new Blob([body], { type: "application/json" }));
}

const hears = {
  connected: ({ head }) => tell("head", head, true),
  presence_update: ({ people: all }) => ((people = new Map(all.map((one) => [one.client, one]))), present()),
  presence_diff({ put, gone }) {
    for (const client of gone) people.delete(client);
    for (const one of put) people.set(one.client, one);
    present();
  },
  workspace_event(event) {
    tell("event", event);
    if (event.kind === "branch.deleted" && event.branch === place.branch) tell("gone", { reason: "branch" });
  },
  resync: () => tell("resync", {}),
  chat_message: (news) => tell("chat", news),
  gone: (why) => (tell("gone", why, true), clearTimeout(timer)),
};

const present = () => tell("presence", [...people.values()].filter(({ client }) => client !== clientId), true);

function remembered() {
  // A tab that is loaded again is the same one; one that was copied is not, because its original has taken the name.
  const known = sessionStorage.getItem("tab");
  sessionStorage.removeItem("tab");
  return known ?? [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

if (place) {
  const link = follow({ place, client: clientId, hears, state: (state) => last.state !== state && tell("state", state, true) });
  let away;
  const begin = () => (clearTimeout(away), link.open(), send());
  for (const sign of ["pointerdown", "keydown", "wheel"]) addEventListener(sign, () => (isActive = true), { passive: true, capture: true });
  addEventListener("pagehide", () => (sessionStorage.setItem("tab", clientId), link.close(), leave()));
  addEventListener("pageshow", ({ persisted }) => persisted && (sessionStorage.removeItem("tab"), begin()));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return begin();
    // Browsers keep few connections to a server: a tab that nobody sees gives its own back.
    link.rest();
    away = setTimeout(leave, AWAY_MS);
  });
  if (!document.hidden) begin();
}
