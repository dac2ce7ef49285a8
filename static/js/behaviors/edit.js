// A double click edits what it hits; arrows go from cell to cell; Enter edits the part that has the focus.

import { one } from "../lib/dom.js";
import { cardMenu } from "../verbs/menus.js";
import { rename } from "../verbs/cards.js";
import { editPart } from "../verbs/edit.js";

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function start() {
  const canvas = one("#canvas");
  canvas.addEventListener("dblclick", (event) => {
    const card = event.target.closest("article[data-card]");
    if (!card || event.target.closest("a, button, input, textarea, summary")) return;
    if (event.target.closest("[data-handle]")) rename(card);
    else editPart(event.target);
  });
  canvas.addEventListener("contextmenu", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle) return;
    event.preventDefault();
    cardMenu({ card: handle.closest("article[data-card]"), point: { x: event.clientX, y: event.clientY } });
  });
  canvas.addEventListener("focusin", ({ target }) => target.closest("article[data-card]")?.classList.add("has-focus"));
  canvas.addEventListener("focusout", ({ target }) => target.closest("article[data-card]")?.classList.remove("has-focus"));
  canvas.addEventListener("keydown", (event) => {
    if (event.target.matches('[data-kind="text"], td[data-row]') && event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      editPart(event.target);
    } else if (event.target.matches("td[data-row]") && STEPS[event.key]) step(event);
  });
}

function step(event) {
  const [down, aside] = STEPS[event.key];
  const row = event.target.parentElement;
  const rows = [...row.parentElement.children];
  const next = rows[rows.indexOf(row) + down]?.children[[...row.children].indexOf(event.target) + aside];
  if (!next?.matches("td[data-row]")) return;
  event.preventDefault();
  event.stopPropagation();
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
