// What can be dragged in an app can be moved with keys and by a menu, too.

import { all, one } from "../lib/dom.js";
import { openMenu } from "../lib/menu.js";
import { HOMES, placeOf, tellMove } from "./place.js";
import { appOf, nodeOf, tells } from "./tell.js";

const STEPS = { ArrowUp: -1, ArrowDown: 1 };
const DAYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export function start() {
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (!appOf(target)) return;
    if (target.matches(".app-grab") && STEPS[key]) shift(target.closest("[data-item]"), STEPS[key]);
    else if (target.matches(".app-happens[data-grab]") && event.altKey && DAYS[key]) toDay(target, DAYS[key]);
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-move]");
    if (button && appOf(button)) openMenu(choices(button.closest("[data-item]")), button, {});
  });
}

function choices(card) {
  const lanes = all(".app-lane-cards", nodeOf(card));
  const others = lanes.filter((lane) => lane !== card.parentElement).map((lane) => ({
    value: lane, label: one(".app-lane-title > span", lane.closest("section")).textContent,
  }));
  return [
    { label: "js-app-up", icon: "arrow-up", run: () => shift(card, -1) },
    { label: "js-app-down", icon: "arrow-down", run: () => shift(card, 1) },
    { label: "js-app-to", as: "choices", choices: () => others, run: ({ value: lane }) => put(card, lane, null) },
  ];
}

function shift(item, by) {
  const items = all(":scope > [data-item]", item.parentElement);
  const other = items[items.indexOf(item) + by];
  if (other) put(item, item.parentElement, by < 0 ? other : other.nextElementSibling);
}

function toDay(entry, by) {
  const days = all("td[data-day]", nodeOf(entry));
  const day = days[days.indexOf(entry.parentElement) + by];
  if (day) put(entry, day, null);
}

function put(item, home, before) {
  const node = nodeOf(item.closest(HOMES));
  if (!tells(node, "move")) return;
  const [from, back] = [placeOf(item), { parent: item.parentElement, next: item.nextSibling }];
  const hadFocus = item.contains(document.activeElement) && document.activeElement;
  home.insertBefore(item, before);
  if (hadFocus) hadFocus.focus({ preventScroll: true });
  tellMove(node, item, from, () => item.isConnected && back.parent.insertBefore(item, back.next));
}
