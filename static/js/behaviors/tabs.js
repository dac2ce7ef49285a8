// Tabs are renamed with a double click or F2, and put in another order by dragging.

import { activeStack, tabs } from "../lib/desk.js";
import { one } from "../lib/dom.js";
import { reorder, rename, showStack } from "../verbs/stacks.js";
import { stackMenu } from "../verbs/menus.js";

const STILL_PX = 6;

export function start() {
  const list = one("#tabs");
  one(".tab.is-active")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  const tabIn = (event) => event.target.closest("[data-tab]");
  list.addEventListener("dblclick", (event) => tabIn(event) && !event.target.closest("form") && rename(tabIn(event).dataset.tab));
  list.addEventListener("keydown", (event) => {
    if (event.key !== "F2" || !tabIn(event)) return;
    event.preventDefault();
    rename(tabIn(event).dataset.tab);
  });
  list.addEventListener("contextmenu", (event) => {
    if (!tabIn(event)) return;
    event.preventDefault();
    stackMenu({ stack: tabIn(event).dataset.tab, point: { x: event.clientX, y: event.clientY } });
  });
  list.addEventListener("pointerdown", (event) => event.button === 0 && tabIn(event) && follow(tabIn(event), event));
  addEventListener("popstate", ({ state }) => showStack(state?.stack ?? first, { isBack: true }));
  const first = activeStack();
}

function follow(tab, down) {
  const before = tabs();
  let isMoving = false;
  const move = (event) => {
    if (!isMoving && Math.abs(event.clientX - down.clientX) < STILL_PX) return;
    if (one("[data-editing]", tab)) return end();
    isMoving = true;
    tab.classList.add("is-dragged");
    const [previous, next] = [tab.previousElementSibling, tab.nextElementSibling];
    if (next && event.clientX > middle(next)) next.after(tab);
    else if (previous && event.clientX < middle(previous)) previous.before(tab);
  };
  const end = () => {
    removeEventListener("pointermove", move);
    tab.classList.remove("is-dragged");
    if (!isMoving) return;
    // The click that follows a drag is no click.
    addEventListener("click", (event) => (event.preventDefault(), event.stopPropagation()), { capture: true, once: true });
    setTimeout(() => dispatchEvent(new Event("click")));
    if (tabs().some((candidate, at) => candidate !== before[at])) reorder(before);
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end, { once: true });
}

/** Where a tab that is dragged over another one changes places with it. */
function middle(tab) {
  const { left, width } = tab.getBoundingClientRect();
  return left + width / 2;
}
