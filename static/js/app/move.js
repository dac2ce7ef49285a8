// Items of lists, cards of boards and entries of calendars are dragged to another place of theirs.

import { nodeOf, tell, tells } from "./tell.js";
import { placeOf, HOMES, tellMove } from "./place.js";

const STILL_PX = 4;

export function start() {
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.("[data-grab]");
    const control = event.target.closest?.("button, a, input, select, textarea, label");
    const isOwn = !control || control === grip || control.matches(".app-lane-open");
    if (!grip || !isOwn || event.button !== 0 || !tells(nodeOf(grip.closest(HOMES)), "move")) return;
    follow(grip.closest("[data-item]"), event);
  });
}

function follow(item, down) {
  const node = nodeOf(item.closest(HOMES));
  const from = placeOf(item);
  const back = { parent: item.parentElement, before: item.nextSibling };
  let isMoving = false;
  const move = (event) => {
    if (!isMoving && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < STILL_PX) return;
    isMoving = true;
    item.dataset.held = "";
    event.preventDefault();
    lay(item, event, node);
  };
  const end = (event) => {
    for (const [type, handler] of steps) removeEventListener(type, handler, true);
    delete item.dataset.held;
    if (!isMoving) return;
    // The click that ends a drag is no click.
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, true));
    const undo = () => item.isConnected && back.parent.insertBefore(item, back.before?.parentNode === back.parent ? back.before : null);
    if (event.type === "pointerup") tellMove(node, item, from, undo);
    else undo();
  };
  const escape = (event) => event.key === "Escape" && (event.stopPropagation(), end(event));
  // A finger that drags must not scroll.
  const still = (event) => isMoving && event.preventDefault();
  const steps = [["pointermove", move], ["pointerup", end], ["pointercancel", end], ["keydown", escape], ["touchmove", still]];
  for (const [type, handler] of steps) addEventListener(type, handler, { capture: true, passive: false });
}

const swallow = (event) => (event.preventDefault(), event.stopPropagation());

/** Lays the item into the home under the pointer, before the first neighbour whose middle is further down. */
function lay(item, { clientX, clientY }, node) {
  const home = document.elementsFromPoint(clientX, clientY).find((each) => each.matches(HOMES) && nodeOf(each) === node);
  if (!home) return;
  const others = [...home.children].filter((each) => each !== item && each.matches("[data-item]"));
  const next = others.find((each) => clientY < each.getBoundingClientRect().top + each.offsetHeight / 2) ?? null;
  if (item.parentElement !== home || item.nextElementSibling !== next) home.insertBefore(item, next);
}
