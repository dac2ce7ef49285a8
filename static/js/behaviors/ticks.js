// Ticking an item of a checklist shows at once and tells the server.

import { all, one } from "../lib/dom.js";
import { refused } from "../lib/errors.js";
import { act } from "../lib/wire.js";

export function start() {
  one("#canvas").addEventListener("submit", (event) => {
    const box = event.target.matches("li[data-item] > form") && one("[role=checkbox]", event.target);
    if (!box) return;
    event.preventDefault();
    const turn = () => box.setAttribute("aria-checked", String(box.getAttribute("aria-checked") !== "true"));
    turn();
    const list = box.closest("div[data-block]");
    const items = all("li[data-item]", list).map((item) => ({
      id: item.dataset.item,
      text: one(".task-text", item).textContent,
      done: one("[role=checkbox]", item).getAttribute("aria-checked") === "true",
    }));
    const card = box.closest("article[data-card]").dataset.card;
    act("update_card", { patch: { [list.dataset.block]: { items } } }, { card }).catch(refused(turn));
  });
}
