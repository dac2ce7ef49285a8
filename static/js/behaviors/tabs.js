// Tabs are renamed with a double click or F2, and put in another order by dragging.

import { dragAlong } from "../lib/along.js";
import { activeStack, tabs } from "../lib/desk.js";
import { one } from "../lib/dom.js";
import { reorder, rename, showStack } from "../verbs/stacks.js";
import { stackMenu } from "../verbs/menus.js";

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

const follow = (tab, down) =>
  dragAlong(tab, down, { list: tabs, moved: reorder, isStuck: () => Boolean(one("[data-editing]", tab)) });
