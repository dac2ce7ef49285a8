// The menus of cards and stacks: which actions they hold, and where they open.

import { actions } from "../actions.js";
import { activeStack, tabOf } from "../lib/desk.js";
import { one } from "../lib/dom.js";
import { rove } from "../lib/focus.js";
import { openMenu } from "../lib/menu.js";

const of = (name, ctx) =>
  actions.filter((action) => action.menu === name && (!action.choices || action.choices(ctx).length > 0));

/** The menu of a card: at its button, or at the point of a right click. */
export function cardMenu({ card, point }) {
  rove(card);
  const ctx = { card };
  openMenu(of("card", ctx), point ?? one(".card-more", card), ctx);
}

export function stackMenu({ stack = activeStack(), point }) {
  const ctx = { stack };
  openMenu(of("stack", ctx), point ?? one(".tab-more", tabOf(stack)), ctx);
}
