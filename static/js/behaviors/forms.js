// Buttons, links and forms that name an action do it here, without leaving the page.

import { actionOf, contextOf } from "../actions.js";

export function start() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-do]");
    const action = form && actionOf(form.dataset.do);
    if (!action) return;
    event.preventDefault();
    action.run({ ...contextOf(form), form, value: event.submitter?.value });
  });
  document.addEventListener("click", (event) => {
    const source = event.target.closest("[data-do]:not(form)");
    const action = source && actionOf(source.dataset.do);
    // A link opened in another tab is a link.
    if (!action || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    action.run(contextOf(source));
  });
}
