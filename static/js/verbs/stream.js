// The conversation as it comes in: whole messages, and the turn that is being said right now.

import { all, fromServer, one } from "../lib/dom.js";
import { announce } from "../lib/voice.js";
import { say } from "../lib/words.js";

const NEAR_PX = 80;
const SENTENCE = /[^.!?…\n]+[.!?…\n]+(?=\s|$)/g;

/** Puts in a stored message; what was streamed of it makes room. */
export function putMessage(html) {
  if (!html) return;
  const message = fromServer(html);
  const { turn, role } = message.dataset;
  following(() => {
    document.getElementById(message.id)?.remove();
    // Whoever speaks on has no wish to go back.
    if (role === "user") for (const form of all("[data-retry]", one("#chat-log"))) form.remove();
    if (turn && role === "agent") document.getElementById(`turn-${turn}`)?.remove();
    one("#chat-log").insertBefore(message, one("#turns"));
  });
}

/** Shows exactly these open turns, with what they have said so far. */
export function resetTurns(turns) {
  const open = turns.filter(({ status }) => ["queued", "running", "interrupted"].includes(status));
  for (const element of all("[data-turn-open]", one("#turns"))) {
    if (!open.some(({ mission_id: id }) => element.dataset.turnOpen === id)) element.remove();
  }
  for (const { mission_id: id, status, content } of open) {
    setStatus(turnOf(id), status);
    one("[data-turn-text]", turnOf(id)).textContent = content ?? "";
  }
}

/** Takes in one event of a turn. */
export function turnEvent({ mission_id: id, event_type: type, content = "", meta = {} }) {
  if (["complete", "cancelled", "error"].includes(type)) return endTurn(id, type, content);
  following(() => {
    const turn = turnOf(id);
    if (type === "queued") place(turn, meta.position);
    else if (type === "tool") note(turn, meta);
    else if (type === "waiting") wait(turn, meta);
    else if (type === "text") add(turn, content);
  });
}

/** Shows how many turns come first; with none it begins, and what it says begins with it. */
function place(turn, position) {
  setStatus(turn, position > 0 ? "queued" : "running", position);
  if (position === 0) one("[data-turn-text]", turn).textContent = "";
}

function add(turn, delta) {
  setStatus(turn, "running");
  const text = one("[data-turn-text]", turn);
  const before = text.textContent;
  text.append(delta);
  const spoken = (before + delta).match(SENTENCE) ?? [];
  if (spoken.length > (before.match(SENTENCE) ?? []).length) announce(spoken.at(-1).trim());
}

function note(turn, { tool, name = tool }) {
  setStatus(turn, "running");
  one("[data-turn-state]", turn).textContent = say("js-turn-tool", { tool: name ?? "" });
}

function wait(turn, { retry_after_ms: pause = 0 }) {
  one("[data-turn-state]", turn).textContent = say("js-turn-waiting", { seconds: Math.ceil(pause / 1000) });
}

function endTurn(id, type, content) {
  const turn = document.getElementById(`turn-${id}`);
  if (turn) {
    const text = one("[data-turn-text]", turn).textContent;
    // The stored message comes with its own frame; until then the streamed text stays readable.
    if (!text || one(`[data-turn="${id}"][data-role="agent"]`)) turn.remove();
    else turn.dataset.status = "ended";
  }
  if (type === "error") offerRetry(id);
  if (type === "cancelled") announce(say("js-turn-cancelled"));
  if (type === "error" && content) announce(content);
}

/** Offers to try the turn again, below what is stored of it. */
function offerRetry(id) {
  const message = one(`[data-turn="${id}"][data-role="agent"]`);
  if (!message || one(`[data-retry="${id}"]`)) return;
  const form = one("#retry-blank").content.firstElementChild.cloneNode(true);
  form.setAttribute("action", `/turns/${id}/retry`);
  form.dataset.retry = id;
  following(() => message.after(form));
}

function turnOf(id) {
  const there = document.getElementById(`turn-${id}`);
  if (there) return there;
  const turn = one("#turn-blank").content.firstElementChild.cloneNode(true);
  turn.id = `turn-${id}`;
  turn.dataset.turnOpen = id;
  for (const form of all("form", turn)) form.setAttribute("action", `/turns/${id}/cancel`);
  one("#turns").append(turn);
  return turn;
}

function setStatus(turn, status, position) {
  turn.dataset.status = status;
  one("[data-turn-state]", turn).textContent =
    status === "queued" ? say("js-turn-queued", { position: position ?? 1 }) : say(`js-turn-${status}`);
}

/** Changes the log; a reader who was at its end stays there. */
function following(change) {
  const log = one("#chat-log");
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
  change();
  if (isAtEnd) log.scrollTo(0, log.scrollHeight);
}
