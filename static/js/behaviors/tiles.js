// The launcher is one stop of the Tab key: arrow keys, Home and End go from app to app, and letters search.

import { all, one } from "../lib/dom.js";

const WAYS = { ArrowUp: -1, ArrowDown: 1 };

const tiles = () => all("#apps-results .tile");
const field = () => one(".apps-bar input");

export function start() {
  const results = one("#apps-results");
  rove();
  // Whoever searches gets other tiles.
  new MutationObserver(() => rove()).observe(results, { childList: true });
  results.addEventListener("focusin", ({ target }) => rove(target.closest(".tile")));
  results.addEventListener("keydown", go);
  field().addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && tiles().length) (event.preventDefault(), focus(tiles()[0]));
  });
}

/** Lets the Tab key stop at one tile, the one that had the focus last. */
function rove(chosen) {
  const current = chosen ?? tiles()[0];
  for (const tile of tiles()) for (const control of all("button, a", tile)) control.tabIndex = tile === current ? 0 : -1;
}

function go(event) {
  const { key, target, altKey, ctrlKey, metaKey } = event;
  const tile = target.closest(".tile");
  if (!tile || altKey || ctrlKey || metaKey) return;
  if (key.length === 1 && key !== " ") return field().focus();
  const next = nextOf(tile, key);
  if (!next) return;
  event.preventDefault();
  if (next === field()) next.focus();
  else focus(next);
}

function nextOf(tile, key) {
  const list = tiles();
  const at = list.indexOf(tile);
  const places = { ArrowLeft: list[at - 1], ArrowRight: list[at + 1], Home: list[0], End: list.at(-1) };
  return places[key] ?? (WAYS[key] && (beyond(tile, list, WAYS[key]) ?? (key === "ArrowUp" ? field() : null)));
}

/** The tile of the next row that is nearest. */
function beyond(tile, list, way) {
  const here = tile.getBoundingClientRect();
  const further = list.map((each) => [each, each.getBoundingClientRect()]).filter(([, { top }]) => (top - here.top) * way > 1);
  const away = ({ top, left }) => Math.abs(top - here.top) * 1_000 + Math.abs(left - here.left);
  return further.sort(([, one], [, other]) => away(one) - away(other))[0]?.[0];
}

const focus = (tile) => one(".tile-open", tile).focus();
