// The chat of a branch: what is said is answered without leaving the page, and appears as it is said.

import { all, make, one } from "../lib/dom.js";
import { soon } from "./fresh.js";
import { on } from "./live.js";

const AGAIN_MS = 2_000;
const NEAR_PX = 60;

const { api, query } = one("[data-branch-chat]").dataset;
const log = one("[data-branch-chat] .chat-log");
/** What turns that go on have said and done, as far as it was heard here. */
const heard = new Map();
let isAtEnd = !new URLSearchParams(location.search).has("before");

export function start() {
  const form = one("form[data-say]");
  const text = one("textarea", form);
  form.addEventListener("submit", (event) => (event.preventDefault(), say(form, text)));
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  log.addEventListener("submit", quick);
  document.addEventListener("fresh", () => (look(), toEnd()));
  addEventListener("scroll", () => (isAtEnd = one("#end").getBoundingClientRect().top < innerHeight + NEAR_PX), { capture: true, passive: true });
  on("chat", soon);
  if (text.value) text.focus();
  look();
  toEnd();
}

/** Keeps what is said last in sight of whoever has not scrolled away from it. */
function toEnd() {
  if (isAtEnd && one("[data-turn]", log)) one("#end").scrollIntoView({ block: "end" });
}

async function say(form, field) {
  const text = field.value;
  if (!text.trim()) return;
  refused("");
  isAtEnd = true;
  const id = crypto.randomUUID?.() ?? uuid();
  field.value = "";
  try {
    await listen({ text, id }, id);
  } catch (error) {
    refused(error.message);
    if (!field.value) field.value = text;
  }
}

function refused(message) {
  const line = one("[data-refused]");
  line.textContent = message;
  line.hidden = !message;
}

/** Stops a turn or has it go on, and stays here. */
async function quick(event) {
  if (!event.target.matches("form[data-quick]")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target, event.submitter));
  await fetch(event.target.action, { method: "POST", body }).catch(() => null);
  soon();
}

/** Follows what goes on and is not followed yet. */
function look() {
  for (const turn of all('[data-turn][data-status="running"], [data-turn][data-status="queued"]', log)) {
    const id = turn.dataset.turn;
    if (heard.has(id)) paint(id);
    else follow(id);
  }
}

async function follow(id) {
  try {
    await listen({ turn: id }, id);
  } catch {
    setTimeout(soon, AGAIN_MS);
  }
}

/** Sends what is asked and hears the answer to its end. */
async function listen(asked, id) {
  const turn = { said: "", steps: [] };
  heard.set(id, turn);
  try {
    const headers = { accept: "text/event-stream", "content-type": "application/json" };
    const answer = await fetch(`${api}/execute${query}`, { method: "POST", headers, body: JSON.stringify(asked) });
    if (!answer.ok) throw new Error((await answer.json()).error.message);
    soon();
    for await (const { event, data } of events(answer.body)) {
      if (event === "text") turn.said += data.delta;
      else if (event === "tool") turn.steps.push(data);
      else if (event === "done") break;
      paint(id);
    }
  } finally {
    heard.delete(id);
    soon();
  }
}

function paint(id) {
  const { said, steps } = heard.get(id) ?? {};
  const turn = document.getElementById(`turn-${id}`);
  const field = turn && one("[data-said]", turn);
  if (!field || said === undefined) return;
  field.textContent = said;
  one("[data-steps]", turn).replaceChildren(...steps.map(({ text, is_error }) => make("p", { class: is_error ? "hint is-error" : "hint" }, text)));
  toEnd();
}

/** The events of a stream (WHATWG HTML, section 9.2), as far as this server sends them. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; ; ) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (text + value).split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const field = (name) => part.split("\n").find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      if (field("event")) yield { event: field("event"), data: JSON.parse(field("data")) };
    }
  }
}

/** Pages that were not fetched over TLS have no `randomUUID`. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
