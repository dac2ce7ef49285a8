// Reading and saving: a save names what it started from, and brings in what others have saved meanwhile.

import { one } from "../../lib/dom.js";
import { keep, kept } from "../../lib/kept.js";
import { toast } from "../../lib/toast.js";
import { merge } from "./merge.js";
import { nameOf } from "./model.js";
import { putStill, still } from "./play.js";
import { listen, show, state } from "./state.js";
import { words } from "./words.js";

const DRAFT_MS = 300;
const NAMED_MAX = 3;
let place;
let base;
let saving = null;
let isAgain = false;
let isStale = false;
let draftTimer;

const draftKey = () => `scene ${one("[data-live]").dataset.user} ${place.api} ${place.branch}`;
const isDirty = () => still() !== base.scene;
const put = (scene) => (state.isPlayed ? putStill(scene) : show(scene));

const keepDraft = () => keep(draftKey(), isDirty() ? { base: base.scene, scene: still() } : null);

/** Reads the scene, and what was left unsaved here. */
export async function start(dataset) {
  place = dataset;
  const { blob, scene } = await ask("GET", `${place.api}?at=${encodeURIComponent(place.branch)}`);
  base = { blob, scene };
  const draft = state.canWrite ? kept(draftKey(), null) : null;
  show(draft?.scene ? merge(draft.base, draft.scene, scene) : scene);
  if (isDirty()) toast(words("draft"), { action: { label: words("draft-drop"), run: () => put(base.scene) } });
  listen((what) => what === "scene" && !state.isPlayed && changed());
  addEventListener("online", () => isDirty() && save());
  // Whoever leaves at once loses nothing either.
  addEventListener("pagehide", () => state.canWrite && keepDraft());
  changed();
}

/** Saves now; what is changed while it is under way is saved after it. */
export async function save() {
  if (!state.canWrite || !base) return;
  if (saving) return void (isAgain = true);
  if (!isDirty()) return status("saved");
  const sent = still();
  status("saving");
  const field = one("#scene-message");
  const message = field.value.trim() || proposal(base.scene, sent);
  const body = { branch: place.branch, scene: sent, base_blob: base.blob, message };
  saving = ask("PUT", place.api, body).then((answer) => done(sent, answer, field), failed);
  const isSaved = await saving;
  saving = null;
  if (isSaved) changed();
  if (isAgain) {
    isAgain = false;
    await save();
  } else if (isStale) {
    isStale = false;
    await refresh();
  }
}

function done(sent, answer, field) {
  base = { blob: answer.blob, scene: answer.scene };
  const now = still();
  field.value = "";
  one("#scene-lost").hidden = true;
  put(now === sent ? answer.scene : merge(sent, now, answer.scene));
  const clashes = answer.clashes.map((clash) => clashName(clash));
  if (clashes.length) toast(words("clash", { what: [...new Set(clashes)].slice(0, 5).join(", ") }));
  else if (answer.was_merged) toast(words("merged"));
  return true;
}

function clashName({ entity, property }) {
  const thing = entity && still().entities[entity];
  return [thing && nameOf(thing, words), property].filter(Boolean).join(": ");
}

function failed(error) {
  if (!error.code) status("offline");
  else if (error.code !== "stale" && error.status !== 404 && error.status !== 410) status("failed", { problem: error.message });
  else gone(error.code === "stale" && error.details?.head ? "stale" : "gone");
}

/** The branch, or the file, is not there any more: what was made is shown, to be taken along. */
export function gone(why = "gone") {
  const box = one("#scene-lost");
  box.hidden = false;
  one("p", box).textContent = words(why);
  one("textarea", box).value = JSON.stringify(still(), null, 2);
  status("unsaved");
}

/** Brings in what others have saved, with what is not saved here on top. */
export async function refresh() {
  if (!base) return;
  if (saving) return void (isStale = true);
  let answer;
  try {
    answer = await ask("GET", `${place.api}?at=${encodeURIComponent(place.branch)}`);
  } catch (error) {
    if (error.status === 404) gone();
    return;
  }
  if (answer.blob === base.blob || saving) return;
  const now = still();
  const next = now === base.scene ? answer.scene : merge(base.scene, now, answer.scene);
  base = { blob: answer.blob, scene: answer.scene };
  put(next);
  changed();
}

export const isAt = (blob) => base?.blob === blob;

function changed() {
  clearTimeout(draftTimer);
  if (!state.canWrite) return status("read-only");
  const dirty = isDirty();
  document.documentElement.classList.toggle("has-unsaved-scene", dirty);
  if (!saving) status(dirty ? "unsaved" : "saved");
  draftTimer = setTimeout(keepDraft, dirty ? DRAFT_MS : 0);
}

const status = (key, args) => (one("#scene-state").textContent = words(key, args));

/** What a commit says when nobody says anything: the things that have changed. */
function proposal(was, now) {
  const ids = new Set([...Object.keys(was.entities), ...Object.keys(now.entities)]);
  const touched = [...ids].filter((id) => was.entities[id] !== now.entities[id]).map((id) => nameOf(now.entities[id] ?? was.entities[id], words));
  const named = [...new Set(touched)];
  const what = named.length > NAMED_MAX ? `${named.slice(0, NAMED_MAX).join(", ")} …` : named.join(", ");
  const scene = place.path.split("/").pop().replace(".scene.json", "");
  return (what ? words("message", { what, scene }) : words("message-canvas", { scene })).slice(0, 500);
}

async function ask(method, address, body) {
  const headers = { accept: "application/json", "content-type": "application/json" };
  const answer = await fetch(address, { method, headers, body: body && JSON.stringify(body) });
  const said = await answer.json();
  if (answer.ok) return said;
  throw Object.assign(new Error(said.error.message), { ...said.error, status: answer.status });
}
