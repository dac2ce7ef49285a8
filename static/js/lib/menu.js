// Menus, made from the registry of actions.

import { icon, make } from "./dom.js";
import { keysText } from "./keys.js";
import { say } from "./words.js";

const GAP_PX = 4;

/** Opens a menu of `actions` beside `anchor`, which is an element or a point {x, y}. */
export function openMenu(actions, anchor, ctx) {
  const back = document.activeElement;
  const menu = make("div", { class: "menu", popover: "auto" });
  for (const action of actions) menu.append(action.choices ? choiceGroup(action, ctx, menu) : item(action, ctx, menu));
  menu.addEventListener("keydown", walk);
  menu.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed") return;
    const hadFocus = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (hadFocus && back?.isConnected) back.focus({ preventScroll: true });
  });
  document.body.append(menu);
  menu.showPopover();
  lay(menu, anchor);
  menu.querySelector("button, a")?.focus();
}

function item(action, ctx, menu) {
  const keys = action.keys?.[0];
  const button = make("button", { class: "menu-item", type: "button" }, icon(action.icon), say(action.label),
    keys ? make("kbd", {}, keysText(keys)) : null);
  button.addEventListener("click", () => (menu.hidePopover(), action.run(ctx)));
  return button;
}

function choiceGroup(action, ctx, menu) {
  const box = make("div", { class: action.as, role: "group", "aria-label": say(action.label) });
  for (const choice of action.choices(ctx)) box.append(choiceItem(action, choice, ctx, menu));
  return make("div", { class: "menu-group" }, make("p", { class: "menu-title" }, say(action.label)), box);
}

function choiceItem(action, choice, ctx, menu) {
  const props = { type: "button", "data-color": choice.color, "aria-pressed": choice.isChosen ? "true" : "false" };
  const name = action.as === "swatches" ? { "aria-label": choice.label, title: choice.label } : {};
  const button = make("button", { ...props, ...name, class: "choice" });
  if (choice.color !== undefined) button.append(make("span", { class: "dot" }));
  if (action.as !== "swatches") button.append(choice.label);
  button.addEventListener("click", () => (menu.hidePopover(), action.run({ ...ctx, value: choice.value })));
  return button;
}

function walk(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll("button, a")];
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length].focus();
}

function lay(menu, anchor) {
  const box = anchor.getBoundingClientRect?.() ?? { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y };
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.max(8, Math.min(box.left, innerWidth - width - 8));
  const fits = box.bottom + GAP_PX + height <= innerHeight - 8;
  const top = fits ? box.bottom + GAP_PX : Math.max(8, Math.min(box.top - GAP_PX - height, innerHeight - height - 8));
  menu.style.setProperty("left", `${left}px`);
  menu.style.setProperty("top", `${top}px`);
}
