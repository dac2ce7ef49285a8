// Where an item is: in which home, at which number. And telling that it is elsewhere now.

import { all, one } from "../lib/dom.js";
import { on } from "../lib/socket.js";
import { appOf, nodeOf, tell } from "./tell.js";

export const HOMES = "ul[data-sortable], .app-lane-cards, td[data-day]";
const PATIENCE_MS = 2_000;

/** Moves that the app has not confirmed, by instance: what is put back unless the next patch shows the component anew. */
const open = new Map();

export function start() {
  on("app_patch", ({ payload: { instance_id: instance, nodes } }) => {
    const { node } = open.get(instance) ?? {};
    if (node) close(instance, !nodes.some(({ id }) => document.getElementById(id)?.contains(node)));
  });
}

export function placeOf(item) {
  const home = item.closest(HOMES);
  return { home, index: all(":scope > [data-item]", home).indexOf(item) };
}

/** Tells where an item lies now. An app that will have none of it gets it back where it was. */
export function tellMove(node, item, from, undo) {
  const to = placeOf(item);
  if (to.home === from.home && to.index === from.index) return;
  const nameOf = ({ home, index }) => (home.dataset.lane ? JSON.parse(home.dataset.lane) : home.dataset.day ?? index);
  const instance = appOf(node).dataset.instance;
  if (open.has(instance)) close(instance, false);
  const again = { id: item.dataset.item, hadFocus: item.contains(document.activeElement) };
  open.set(instance, { node, undo, again, timer: setTimeout(close, PATIENCE_MS, instance, true) });
  tell(node, "move", { id: JSON.parse(item.dataset.item), from: nameOf(from), to: nameOf(to), index: to.index });
}

function close(instance, isRefused) {
  const { undo, timer, node, again } = open.get(instance);
  clearTimeout(timer);
  open.delete(instance);
  if (isRefused) undo();
  const item = again.hadFocus && one(`[data-item="${CSS.escape(again.id)}"]`, node);
  if (item) (item.matches("button") ? item : one("button", item))?.focus({ preventScroll: true });
}
