// The hierarchy: a tree for mouse, keys and screen readers. What lies in front stands first.

import { all, icon, make, one } from "../../lib/dom.js";
import { hang, set } from "./commands.js";
import { above, isLocked, nameOf, within } from "./model.js";
import { choose, state } from "./state.js";
import { words } from "./words.js";

const folded = new Set();
let tree;
let current;
let dragged = [];

export function start(element) {
  tree = element;
  tree.addEventListener("click", click);
  tree.addEventListener("keydown", key);
  tree.addEventListener("dblclick", ({ target }) => rename(target.closest("[data-id]")));
  for (const name of ["dragstart", "dragover", "dragleave", "drop"]) tree.addEventListener(name, drag);
}

export function show() {
  const had = tree.contains(document.activeElement) && !one("input", tree);
  if (one("input", tree)) return;
  tree.replaceChildren(...branch(null, 1));
  tree.hidden = !tree.children.length;
  one("#scene-tree-empty").hidden = !tree.hidden;
  const items = all("[role=treeitem]", tree);
  const focus = items.find(({ dataset }) => dataset.id === current) ?? items.find(({ dataset }) => state.chosen.includes(dataset.id)) ?? items[0];
  if (focus) focus.tabIndex = 0;
  if (had) focus?.focus({ preventScroll: true });
}

function branch(parent, level) {
  return within(state.scene, parent).toReversed().map((id) => item(id, level));
}

function item(id, level) {
  const thing = state.scene.entities[id];
  const inside = thing.kind === "group" ? branch(id, level + 1) : [];
  const name = nameOf(thing, words);
  const row = make("span", { class: "scene-item", draggable: state.canWrite ? "true" : null },
    icon(thing.kind === "group" ? "layers" : `shape-${thing.kind}`), make("span", { class: "scene-item-name" }, name),
    state.canWrite ? flag(name, "visible", thing.visible, ["hide", "show"], ["scene-eye", "scene-eye-off"]) : null,
    state.canWrite ? flag(name, "locked", !thing.locked, ["lock", "unlock"], ["scene-unlock", "scene-lock"]) : null);
  const made = make("li", { role: "treeitem", "data-id": id, "aria-level": String(level), "aria-selected": String(state.chosen.includes(id)), "aria-label": name, tabindex: "-1" }, row);
  made.classList.toggle("is-hidden", !thing.visible);
  if (inside.length) {
    made.setAttribute("aria-expanded", String(!folded.has(id)));
    if (!folded.has(id)) made.append(make("ul", { role: "group" }, ...inside));
  }
  return made;
}

function flag(name, property, isOn, [off, on], icons) {
  const label = words(isOn ? off : on, { name });
  return make("button", { type: "button", class: `icon-button${isOn ? " is-quiet" : ""}`, tabindex: "-1", "data-flag": property, "aria-label": label, title: label }, icon(icons[isOn ? 0 : 1]));
}

function click(event) {
  const item = event.target.closest("[data-id]");
  if (!item) return;
  const { id } = item.dataset;
  const flagged = event.target.closest("[data-flag]")?.dataset.flag;
  current = id;
  if (flagged) return set([id], { [flagged]: !state.scene.entities[id][flagged] });
  pick(id, event.shiftKey || event.ctrlKey || event.metaKey);
  one(`[data-id="${id}"]`, tree)?.focus({ preventScroll: true });
}

function pick(id, isMore) {
  if (!isMore) choose([id]);
  else choose(state.chosen.includes(id) ? state.chosen.filter((each) => each !== id) : [...state.chosen, id]);
}

function key(event) {
  const item = event.target.closest("[role=treeitem]");
  if (!item || event.target.tagName === "INPUT" || event.ctrlKey || event.metaKey) return;
  const { id } = item.dataset;
  const items = all("[role=treeitem]", tree);
  const go = (by) => focus(items[items.indexOf(item) + by]);
  const parent = state.scene.entities[id].parent;
  const isOpen = item.getAttribute("aria-expanded");
  const acts = {
    ArrowDown: () => (event.altKey ? shift(id, -1) : go(1)),
    ArrowUp: () => (event.altKey ? shift(id, 1) : go(-1)),
    ArrowRight: () => (event.altKey ? into(id) : isOpen === "false" ? fold(id) : go(1)),
    ArrowLeft: () => (event.altKey ? outOf(id) : isOpen === "true" ? fold(id) : parent && focus(one(`[data-id="${parent}"]`, tree))),
    Home: () => focus(items[0]),
    End: () => focus(items.at(-1)),
    Enter: () => pick(id, event.shiftKey),
    " ": () => pick(id, true),
    F2: () => rename(item),
    h: () => state.canWrite && set([id], { visible: !state.scene.entities[id].visible }),
    l: () => state.canWrite && set([id], { locked: !state.scene.entities[id].locked }),
  };
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
}

function focus(item) {
  if (!item) return;
  current = item.dataset.id;
  for (const each of all("[role=treeitem]", tree)) each.tabIndex = each === item ? 0 : -1;
  item.focus();
}

function fold(id) {
  if (!folded.delete(id)) folded.add(id);
  current = id;
  show();
}

/** Alt and arrows: before and behind, into the group beside it, out of its own. */
function shift(id, by) {
  const { parent } = state.scene.entities[id];
  const beside = within(state.scene, parent);
  const to = beside.indexOf(id) + by;
  if (state.canWrite && to >= 0 && to < beside.length) hang([id], parent, to);
}

function into(id) {
  const { parent } = state.scene.entities[id];
  const group = within(state.scene, parent).find((each) => each !== id && state.scene.entities[each].kind === "group");
  if (state.canWrite && group) hang([id], group, Infinity);
}

function outOf(id) {
  const { parent } = state.scene.entities[id];
  if (!state.canWrite || !parent) return;
  const over = state.scene.entities[parent].parent;
  hang([id], over, within(state.scene, over).indexOf(parent) + 1);
}

function rename(item) {
  if (!item || !state.canWrite) return;
  const { id } = item.dataset;
  const label = one(".scene-item-name", item);
  const field = make("input", { value: state.scene.entities[id].name, maxlength: "200", "aria-label": label.textContent });
  label.replaceWith(field);
  field.select();
  let isDone = false;
  const done = (isTaken) => {
    if (isDone) return;
    isDone = true;
    const name = field.value.trim();
    field.remove();
    current = id;
    if (isTaken && state.scene.entities[id] && name !== state.scene.entities[id].name) set([id], { name });
    else show();
    one(`[data-id="${id}"]`, tree)?.focus();
  };
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" || event.key === "Escape") event.preventDefault(), done(event.key === "Enter");
  });
  field.addEventListener("blur", () => done(true));
}

/** Dragging: onto the middle of a group puts into it, onto an edge puts beside it. */
function drag(event) {
  const item = event.target.closest("[data-id]");
  if (event.type === "dragstart") {
    const { id } = item.dataset;
    dragged = state.chosen.includes(id) ? state.chosen : [id];
    event.dataTransfer.setData("text/plain", id);
    event.dataTransfer.effectAllowed = "move";
    return;
  }
  for (const each of all("[data-drop]", tree)) delete each.dataset.drop;
  if (!dragged.length || event.type === "dragleave") return;
  event.preventDefault();
  const where = item && place(item, event.clientY);
  if (item && event.type === "dragover") item.dataset.drop = where;
  if (event.type !== "drop") return;
  drop(item?.dataset.id, where);
  dragged = [];
}

function place(item, y) {
  const { top, height } = item.firstElementChild.getBoundingClientRect();
  const part = (y - top) / height;
  if (state.scene.entities[item.dataset.id].kind === "group" && part > 0.25 && part < 0.75) return "into";
  return part < 0.5 ? "before" : "behind";
}

function drop(id, where) {
  const ids = dragged.filter((each) => each !== id && !isLocked(state.scene, each) && !(id && above(state.scene, id).includes(each)));
  if (!id) return hang(ids, null, 0);
  if (where === "into") return hang(ids, id, Infinity);
  const { parent } = state.scene.entities[id];
  const others = within(state.scene, parent).filter((each) => !ids.includes(each));
  hang(ids, parent, others.indexOf(id) + (where === "before" ? 1 : 0));
}
