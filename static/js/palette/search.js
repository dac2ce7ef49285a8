// What the server finds for the palette: contents, the conversation and the Drawer.

import { say } from "../lib/words.js";
import { entryOf } from "./box.js";

const PAUSE_MS = 120;
const WANTED = 12;
const LABEL_CHARS_MAX = 80;

let timer = 0;
let asked = 0;

/** Asks the server what it finds for `text` once the typing pauses, and calls `tell` unless more has been typed. */
export function searched(text, tell) {
  clearTimeout(timer);
  const number = (asked += 1);
  if (text.trim().length < 2) return;
  timer = setTimeout(async () => {
    const results = await ask(text.trim());
    if (results && number === asked) tell(results.map(row));
  }, PAUSE_MS);
}

/** The way to everything that the search page finds. */
export function all(text) {
  const href = `/search?q=${encodeURIComponent(text.trim())}`;
  return entryOf("search", say("js-search-all", { text: text.trim() }), say("js-search"), () => location.assign(href), null, href);
}

/** Nothing when the server can't be asked: the palette goes on with what the page knows. */
async function ask(text) {
  const query = new URLSearchParams({ q: text, limit: WANTED });
  const answer = await fetch(`/api/search?${query}`).catch(() => null);
  return answer?.ok ? (await answer.json()).results : null;
}

function row(result) {
  const { card_id: card, stack_id: stack, message_id: message, document_id: document } = result;
  const place = result.archived ? say("js-in-drawer") : null;
  if (card) return { sign: "square", id: card, label: text(result.title), kind: place ?? result.stack_name, href: `/cards/${card}` };
  if (message) return { sign: "message-square", label: text(result.snippet), kind: say("js-kind-message"), href: `/chat?upto=${message}#message-${message}` };
  if (document) return { sign: "file-text", label: text(result.title), kind: say(result.archived ? "js-put-away" : "js-kind-document"), href: `/documents/${document}${part(result)}` };
  const href = result.archived ? `/search?q=${encodeURIComponent(text(result.title))}&type=stack` : `/stacks/${stack}`;
  return { sign: "layers", label: text(result.title), kind: place ?? say("js-kind-stack"), href };
}

/** The part of a document's page that shows what was found. */
function part({ page, sheet, row }) {
  if (page) return `?page=${page}`;
  return sheet ? `?sheet=${sheet}&row=${row}` : "";
}

const text = (pieces) => pieces.map((piece) => piece.text).join("").slice(0, LABEL_CHARS_MAX);
