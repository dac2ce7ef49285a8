// Every action of the desk, once: menus, keys, palette and the sheet of keys all read this table.
//
// `keys` are written as in lib/keys.js. `scope` says when they count: `page` always, `canvas` only while the canvas
// has the focus and nothing is typed. `needs: "card"` wants a focused or chosen card. `choices` make a menu row.

import { activeStack, tabs } from "./lib/desk.js";
import { all, one } from "./lib/dom.js";
import { focusCard, focusedCard, towards } from "./lib/focus.js";
import { refused } from "./lib/errors.js";
import { toast } from "./lib/toast.js";
import { fit, reset, zoomBy } from "./lib/view.js";
import { act } from "./lib/wire.js";
import { say } from "./lib/words.js";
import * as cards from "./verbs/cards.js";
import * as chat from "./verbs/chat.js";
import { openParts } from "./verbs/edit.js";
import { cardMenu, stackMenu } from "./verbs/menus.js";
import { nudge } from "./verbs/nudge.js";
import * as page from "./verbs/page.js";
import * as sessions from "./verbs/sessions.js";
import * as stacks from "./verbs/stacks.js";

const COLORS = ["", "gray", "red", "orange", "amber", "green", "teal", "blue", "violet", "pink"];
const SIZES = ["small", "medium", "large", "full"];
const ZOOM_STEP = 1.25;

const colors = (chosen) =>
  COLORS.map((value) => ({ value, color: value, label: say(`js-color-${value || "none"}`), isChosen: value === chosen }));
const sizes = (chosen) => SIZES.map((value) => ({ value, label: say(`js-size-${value}`), isChosen: value === chosen }));
const otherStacks = (card) =>
  tabs().filter((tab) => tab.dataset.tab !== card.dataset.stack)
    .map((tab) => ({ value: tab.dataset.tab, label: `${one(".tab-icon", tab)?.textContent ?? ""} ${tab.dataset.name}`.trim(), color: tab.dataset.color }));
const exports = (card) =>
  ["csv", "json", "md"].map((value) => ({ value, label: say(`js-export-${value}`) }))
    .filter(({ value }) => value !== "csv" || one('[data-kind="table"]', card));
const download = (card, format) => page.go(`/api/cards/${card.dataset.card}/export?format=${format}`);
const undo = () => act("undo").then(() => toast(say("js-undone"))).catch(refused());
const stackOf = (ctx) => ctx.stack ?? activeStack();

export const actions = [
  { id: "card.new", label: "js-card-new", group: "js-group-cards", icon: "plus", keys: ["N"], scope: "canvas", run: cards.newCard },
  { id: "card.open", label: "js-card-open", group: "js-group-cards", icon: "pencil", keys: ["Enter"], scope: "canvas", needs: "card", menu: "card", run: ({ card }) => openParts(card) },
  { id: "card.rename", label: "js-card-rename", group: "js-group-cards", icon: "pencil", keys: ["F2"], scope: "canvas", needs: "card", menu: "card", run: ({ card }) => cards.rename(card) },
  { id: "card.move", label: "js-card-move", group: "js-group-cards", icon: "move", keys: ["M"], scope: "canvas", needs: "card", menu: "card", run: ({ card }) => nudge(card, "move") },
  { id: "card.resize", label: "js-card-resize", group: "js-group-cards", icon: "maximize-2", keys: ["R"], scope: "canvas", needs: "card", menu: "card", run: ({ card }) => nudge(card, "resize") },
  { id: "card.color", label: "js-color", group: "js-group-cards", needs: "card", menu: "card", as: "swatches", choices: ({ card }) => colors(card.dataset.color), run: ({ card, value }) => cards.recolor(card, value) },
  { id: "card.size", label: "js-size", group: "js-group-cards", needs: "card", menu: "card", as: "segments", choices: ({ card }) => sizes(card.dataset.size), run: ({ card, value }) => cards.resizeTo(card, value) },
  { id: "card.moveTo", label: "js-card-move-to", group: "js-group-cards", needs: "card", menu: "card", as: "choices", choices: ({ card }) => otherStacks(card), run: ({ card, value }) => cards.moveToStack(card, value) },
  { id: "card.export", label: "js-export", group: "js-group-cards", needs: "card", menu: "card", as: "segments", choices: ({ card }) => exports(card), run: ({ card, value }) => download(card, value) },
  { id: "card.history", label: "js-history", group: "js-group-cards", icon: "history", needs: "card", menu: "card", run: ({ card }) => cards.history(card) },
  { id: "card.archive", label: "js-card-archive", group: "js-group-cards", icon: "archive", keys: ["E"], scope: "canvas", needs: "card", menu: "card", run: ({ card }) => cards.archive(card) },
  { id: "card.menu", label: "js-card-menu", group: "js-group-cards", icon: "ellipsis", keys: ["."], scope: "canvas", needs: "card", isQuiet: true, run: cardMenu },
  { id: "card.fold", isHidden: true, run: ({ card }) => cards.toggleFold(card) },
  { id: "card.show", isHidden: true, run: ({ source }) => cards.show(source.dataset.cardLink, source.href) },
  { id: "card.restoreVersion", isHidden: true, run: ({ form }) => cards.restoreVersion(form) },

  { id: "stack.new", label: "js-stack-new", group: "js-group-stacks", icon: "plus", keys: ["Shift+N"], scope: "canvas", run: stacks.newStack },
  { id: "stack.rename", label: "js-stack-rename", group: "js-group-stacks", icon: "pencil", menu: "stack", run: (ctx) => stacks.rename(stackOf(ctx)) },
  { id: "stack.left", label: "js-stack-left", group: "js-group-stacks", icon: "arrow-left", menu: "stack", run: (ctx) => stacks.shift(stackOf(ctx), -1) },
  { id: "stack.right", label: "js-stack-right", group: "js-group-stacks", icon: "arrow-right", menu: "stack", run: (ctx) => stacks.shift(stackOf(ctx), 1) },
  { id: "stack.color", label: "js-color", group: "js-group-stacks", menu: "stack", as: "swatches", choices: (ctx) => colors(document.getElementById(`tab-${stackOf(ctx)}`).dataset.color), run: (ctx) => stacks.recolor(stackOf(ctx), ctx.value) },
  { id: "stack.settings", label: "js-stack-settings", group: "js-group-stacks", icon: "settings", menu: "stack", run: (ctx) => page.go(`/stacks/${stackOf(ctx)}/edit`) },
  { id: "stack.archive", label: "js-stack-archive", group: "js-group-stacks", icon: "archive", menu: "stack", run: (ctx) => stacks.archive(stackOf(ctx)) },
  { id: "stack.previous", label: "js-stack-previous", group: "js-group-stacks", icon: "chevron-left", keys: ["["], scope: "canvas", run: () => stacks.step(-1) },
  { id: "stack.next", label: "js-stack-next", group: "js-group-stacks", icon: "chevron-right", keys: ["]"], scope: "canvas", run: () => stacks.step(1) },
  { id: "stack.menu", isHidden: true, run: stackMenu },
  { id: "stack.show", isHidden: true, run: (ctx) => stacks.showStack(stackOf(ctx)) },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => ({
    id: `stack.go${number}`, label: "js-stack-go", args: { number }, group: "js-group-stacks", icon: "layers",
    keys: [`Alt+${number}`], scope: "page", isQuiet: true, run: () => stacks.goTo(number),
  })),

  { id: "view.in", label: "js-zoom-in", group: "js-group-view", icon: "zoom-in", keys: ["+", "="], scope: "canvas", run: () => zoomBy(ZOOM_STEP) },
  { id: "view.out", label: "js-zoom-out", group: "js-group-view", icon: "zoom-out", keys: ["-"], scope: "canvas", run: () => zoomBy(1 / ZOOM_STEP) },
  { id: "view.reset", label: "js-zoom-reset", group: "js-group-view", icon: "scan", keys: ["0"], scope: "canvas", run: reset },
  { id: "view.fit", label: "js-zoom-fit", group: "js-group-view", icon: "scan", keys: ["F"], scope: "canvas", run: fit },
  ...[["Left", -1, 0], ["Right", 1, 0], ["Up", 0, -1], ["Down", 0, 1]].map(([name, dx, dy]) => ({
    id: `focus.${name}`, label: "js-focus-move", group: "js-group-view", keys: [`Arrow${name}`], scope: "canvas", isHidden: true,
    run: () => focusOn(dx, dy),
  })),

  { id: "chat.write", label: "js-chat-write", group: "js-group-chat", icon: "message-square", keys: ["/"], scope: "canvas", run: chat.write },
  { id: "chat.toggle", label: "js-chat-toggle", group: "js-group-chat", icon: "panel-right-open", keys: ["C"], scope: "canvas", run: () => chat.open() },
  { id: "chat.send", label: "js-chat-send", group: "js-group-chat", icon: "send", keys: ["Mod+Enter"], scope: "composer", isQuiet: true, run: chat.send },
  { id: "turn.stop", label: "js-turn-stop", group: "js-group-chat", icon: "square", keys: ["Escape"], scope: "composer", run: () => chat.stop() },
  { id: "turn.cancel", isHidden: true, run: ({ form }) => chat.stop(form.closest("[data-turn-open]").dataset.turnOpen) },
  { id: "turn.retry", isHidden: true, run: ({ form }) => chat.again(form.dataset.retry) },
  { id: "turn.continue", isHidden: true, run: ({ form }) => chat.goOn(form.closest("[data-turn-open]").dataset.turnOpen) },

  { id: "palette", label: "js-palette", group: "js-group-desk", icon: "search", keys: ["Mod+K"], scope: "page", isQuiet: true, run: () => page.reach("palette") },
  { id: "sheet", label: "js-sheet", group: "js-group-desk", icon: "keyboard", keys: ["?"], scope: "canvas", run: () => page.reach("sheet") },
  { id: "undo", label: "js-undo", group: "js-group-desk", icon: "undo-2", keys: ["Z", "Mod+Z"], scope: "canvas", run: undo },
  { id: "apps", label: "js-apps", group: "js-group-desk", icon: "layout-grid", keys: ["A"], scope: "canvas", run: () => page.go("/apps") },
  { id: "catalogue", label: "js-catalogue", group: "js-group-desk", icon: "layout-grid", run: () => page.go("/apps/catalogue") },
  { id: "drawer", label: "js-drawer", group: "js-group-desk", icon: "archive", run: () => page.go("/drawer") },
  { id: "session.new", label: "js-session-save", group: "js-group-desk", icon: "bookmark", keys: ["Shift+S"], scope: "canvas", run: sessions.ask },
  { id: "session.save", isHidden: true, run: ({ form }) => sessions.save(form) },
  { id: "sessions", label: "js-sessions", group: "js-group-desk", icon: "bookmark", keys: ["S"], scope: "canvas", run: () => page.go("/desk/sessions") },
  { id: "settings", label: "js-settings", group: "js-group-desk", icon: "settings", run: () => page.go("/settings") },
  { id: "theme.system", label: "js-theme-system", group: "js-group-desk", icon: "sun-moon", run: () => page.theme("system") },
  { id: "theme.light", label: "js-theme-light", group: "js-group-desk", icon: "sun-moon", run: () => page.theme("light") },
  { id: "theme.dark", label: "js-theme-dark", group: "js-group-desk", icon: "sun-moon", run: () => page.theme("dark") },
  { id: "theme.contrast", label: "js-theme-contrast", group: "js-group-desk", icon: "sun-moon", run: () => page.theme("contrast") },
  { id: "sign-out", label: "js-sign-out", group: "js-group-desk", icon: "log-out", run: page.signOut },
  { id: "theme", isHidden: true, run: ({ value }) => page.theme(value) },
];

export const actionOf = (id) => actions.find((action) => action.id === id);

/** What an action is about: the thing that its button stands in, else what has the focus. */
export function contextOf(source) {
  const card = source?.closest?.("article[data-card]") ?? focusedCard();
  const stack = source?.closest?.("[data-tab]")?.dataset.tab;
  return { source, card, stack };
}

export const canRun = (action, ctx) => !action.isHidden && (action.needs !== "card" || Boolean(ctx.card));

function focusOn(dx, dy) {
  const card = focusedCard();
  const next = card ? towards(card, dx, dy) : all("article[data-card]:not([hidden])", one(`[data-plane]:not([hidden])`))[0];
  if (next) focusCard(next);
}
