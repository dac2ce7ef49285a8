// Tiles: makes the cells of their packed form, changes those that changed, and lets the arrows walk over them.

import { make } from "../lib/dom.js";
import { say } from "../lib/words.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [-Infinity, 0], End: [Infinity, 0] };

export function live(grid) {
  const { palette, cells, columns } = grid.dataset;
  const all = [palette, cells, columns].join();
  if (grid.shown === all) return;
  grid.shown = all;
  const kinds = JSON.parse(palette);
  const isClickable = "clickable" in grid.dataset;
  const tag = isClickable ? "button" : "i";
  const numbers = JSON.parse(cells);
  grid.style.setProperty("--columns", columns);
  if (grid.firstElementChild && grid.firstElementChild.localName !== tag) grid.replaceChildren();
  while (grid.children.length > numbers.length) grid.lastElementChild.remove();
  while (grid.children.length < numbers.length) grid.append(make(tag, { type: isClickable && "button", class: "app-tile" }));
  numbers.forEach((number, at) => put(grid.children[at], kinds[number], at, Number(columns), isClickable));
  if (isClickable && numbers.length > 0 && !grid.querySelector('[tabindex="0"]')) grid.firstElementChild.tabIndex = 0;
}

function put(tile, kind, at, columns, isClickable) {
  const key = JSON.stringify(kind) + columns;
  if (tile.kind === key && tile.dataset.value === String(at)) return;
  tile.kind = key;
  tile.textContent = kind.text;
  tile.className = kind.tone ? `app-tile tone-${kind.tone}` : "app-tile";
  if (kind.color) tile.dataset.color = kind.color;
  else delete tile.dataset.color;
  if (!isClickable) return;
  tile.dataset.value = at;
  tile.tabIndex = tile.tabIndex === 0 && tile.hasAttribute("tabindex") ? 0 : -1;
  // What can't be chosen can still be walked over.
  tile.setAttribute("aria-disabled", String(Boolean(kind.disabled)));
  const place = { row: Math.floor(at / columns) + 1, column: (at % columns) + 1, what: kind.label || kind.text || say("js-app-blank") };
  tile.setAttribute("aria-label", say("js-app-tile", place));
}

export function start() {
  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const grid = step && event.target.matches(".app-tile") && event.target.closest(".app-tiles");
    if (!grid) return;
    const columns = Number(grid.dataset.columns);
    const at = Number(event.target.dataset.value);
    const start = at - (at % columns);
    const along = Math.min(Math.max((at % columns) + step[0], 0), columns - 1);
    const next = grid.children[start + along + step[1] * columns];
    event.preventDefault();
    if (!next) return;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}
