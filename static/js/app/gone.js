// A window whose app is not installed any more says so, and offers to install it again or to put its card away.

import { all, one } from "../lib/dom.js";

/** Shows it in the place of the app. */
export function gone(instance) {
  for (const app of all(`.app[data-instance="${CSS.escape(instance)}"]`)) {
    const notice = one("#app-gone")?.content.firstElementChild.cloneNode(true);
    if (!notice) return;
    one("[data-reinstall]", notice).action = `/apps/run/${instance}/reinstall`;
    const card = app.closest("article[data-card]")?.dataset.card;
    if (card) one("[data-remove]", notice).action = `/cards/${card}/archive`;
    else one("[data-remove]", notice).remove();
    app.removeAttribute("data-rev");
    app.replaceChildren(notice);
  }
}
