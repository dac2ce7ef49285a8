// Dragging one thing of a row to another place of the row.

const STILL_PX = 6;

/**
 * Follows the pointer that went down on `item`, one of those that `list` answers, until it is let go. `moved` is called
 * with their order before that when it is another one now. Nothing moves while `isStuck` says so.
 */
export function dragAlong(item, down, { list, moved, isStuck = () => false }) {
  const before = list();
  let isMoving = false;
  const move = (event) => {
    if (!isMoving && Math.abs(event.clientX - down.clientX) < STILL_PX) return;
    if (isStuck()) return end();
    isMoving = true;
    item.classList.add("is-dragged");
    const [previous, next] = [item.previousElementSibling, item.nextElementSibling];
    if (next && event.clientX > middle(next)) next.after(item);
    else if (previous && event.clientX < middle(previous)) previous.before(item);
  };
  const end = () => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
    item.classList.remove("is-dragged");
    if (!isMoving) return;
    // The click that follows a drag is no click.
    addEventListener("click", (event) => (event.preventDefault(), event.stopPropagation()), { capture: true, once: true });
    setTimeout(() => dispatchEvent(new Event("click")));
    if (list().some((candidate, at) => candidate !== before[at])) moved(before);
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
}

/** Where a thing that is dragged over another one changes places with it. */
function middle(thing) {
  const { left, width } = thing.getBoundingClientRect();
  return left + width / 2;
}
