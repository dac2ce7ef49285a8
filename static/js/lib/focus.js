// Which card has the focus, and which one lies in a direction.

import { all } from "./dom.js";
import { activePlane, cards } from "./desk.js";
import { reveal } from "./view.js";

export const focusedCard = () => document.activeElement?.closest?.("article[data-card]") ?? null;

/** Gives the focus to a card and makes it the one that Tab comes back to. */
export function focusCard(card) {
  rove(card);
  card.focus({ preventScroll: true });
  reveal(card);
}

/** One card of a plane can be reached with Tab; the arrows reach the others. */
export function rove(card) {
  for (const other of all('article[data-card][tabindex="0"]', activePlane())) other.tabIndex = -1;
  card.tabIndex = 0;
}

/** The nearest card from `card` in the direction (`dx`, `dy`), straight ahead before aside. */
export function towards(card, dx, dy) {
  const from = centre(card);
  const ahead = cards().filter((other) => other !== card).map((other) => {
    const to = centre(other);
    const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
    const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
    return { other, along, cost: along + 2 * aside };
  });
  const best = ahead.filter(({ along }) => along > 4).sort((a, b) => a.cost - b.cost)[0];
  return best?.other ?? null;
}

function centre(card) {
  const box = card.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + Math.min(box.height, 80) / 2 };
}
