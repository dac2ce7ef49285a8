// What an app asks of the browser: a note, a file to keep, a text to copy, a notice, another card.

import { cardOf } from "../lib/desk.js";
import { make } from "../lib/dom.js";
import { on } from "../lib/socket.js";
import { toast } from "../lib/toast.js";
import { say } from "../lib/words.js";

export function start() {
  on("app_effect", ({ payload: { effect, ...what } }) => EFFECTS[effect]?.(what));
}

const EFFECTS = {
  toast: ({ text, tone }) => toast(text, { tone }),
  save_file: ({ name, mime, content }) => {
    const href = URL.createObjectURL(new Blob([content], { type: mime }));
    make("a", { href, download: name }).click();
    // The browser takes its copy while the link is followed.
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  },
  copy: ({ text }) => copy(text),
  notify: ({ title, text }) => notify(title, text),
  open: ({ card_id: card }) => open(card),
};

/** Copies a text; where the browser refuses, it is shown, ready to be copied by hand. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(say("js-app-copied"));
  } catch {
    const field = make("textarea", { readonly: true, rows: "6", "aria-label": say("js-app-copy") });
    const dialog = make("dialog", { class: "app-copy-by-hand" }, make("p", {}, say("js-app-copy")), field,
      make("form", { method: "dialog" }, make("button", { class: "button" }, say("js-close"))));
    field.value = text;
    document.body.append(dialog);
    dialog.showModal();
    field.select();
    dialog.addEventListener("close", () => dialog.remove());
  }
}

function notify(title, text) {
  const { permission } = window.Notification ?? {};
  const ask = { label: say("js-app-notify"), run: () => Notification.requestPermission() };
  toast(text ? `${title}: ${text}` : title, permission === "default" ? { action: ask } : {});
  if (permission === "granted") new Notification(title, { body: text });
}

async function open(card) {
  if (!cardOf(card)) return location.assign(`/cards/${card}`);
  const { show } = await import("../verbs/cards.js");
  show(card, `/cards/${card}`);
}
