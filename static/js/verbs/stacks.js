// What can be done to a stack.

import { activeStack, markTab, planeOf, tabOf, tabs } from "../lib/desk.js";
import { all, make, one } from "../lib/dom.js";
import { refused } from "../lib/errors.js";
import { rove } from "../lib/focus.js";
import { editInline } from "../lib/inline.js";
import { toast } from "../lib/toast.js";
import { showScale } from "../lib/view.js";
import { act } from "../lib/wire.js";
import { say } from "../lib/words.js";

const coming = new Map();

/** Shows a stack: at once when the page holds it, else as soon as it is fetched. */
export async function showStack(id, { isBack = false } = {}) {
  if (id === activeStack() && planeOf(id)) return;
  const forward = order(id) >= order(activeStack());
  if (!planeOf(id)) await fetchPlane(id);
  const plane = planeOf(id);
  if (!plane) return;
  document.body.dataset.active = id;
  for (const other of all("[data-plane]")) other.hidden = other !== plane;
  plane.dataset.from = forward ? "right" : "left";
  tabs().forEach(markTab);
  name(id);
  paper();
  tabOf(id)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  const first = one("article[data-card]", plane);
  if (first) rove(first);
  showScale();
  if (!isBack) history.pushState({ stack: id }, "", `/stacks/${id}`);
  act("activate_stack", { stack_id: id }).catch(() => {});
}

/** Says in title, heading and composer which stack is shown. */
export function name(id) {
  const text = tabOf(id)?.dataset.name ?? "";
  document.title = `${text} · ${document.title.split(" · ").at(-1)}`;
  one("#stack-name").textContent = text;
  for (const field of all('[name="stack_id"]', one("#composer"))) field.value = id;
}

/** Lays behind the cards what the shown stack has there. */
export function paper() {
  const box = one("#wallpaper");
  const wallpaper = tabOf(activeStack())?.dataset.wallpaper ?? "";
  if (box.dataset.wallpaper === wallpaper) return;
  box.dataset.wallpaper = wallpaper;
  const picture = wallpaper.startsWith("picture:") && wallpaper.slice("picture:".length);
  box.replaceChildren(...(picture ? [make("img", { src: `/documents/${picture}/content`, alt: "" })] : []));
}

export function step(by) {
  const list = tabs();
  const at = list.findIndex((tab) => tab.dataset.tab === activeStack());
  showStack(list[(at + by + list.length) % list.length].dataset.tab);
}

export const goTo = (number) => tabs()[number - 1] && showStack(tabs()[number - 1].dataset.tab);

export async function newStack() {
  try {
    const { stack_id: id } = await act("create_stack", { name: say("js-stack-new-name") });
    await showStack(id);
    if (tabOf(id)) rename(id);
  } catch (error) {
    refused()(error);
  }
}

export function rename(id) {
  const tab = tabOf(id);
  const label = one(".tab-name", tab);
  const before = tab.dataset.name;
  const put = (text) => {
    tab.dataset.name = label.textContent = text;
    if (id === activeStack()) name(id);
  };
  editInline(label, {
    label: say("js-stack-rename"),
    max: 80,
    save(text) {
      put(text);
      act("rename_stack", { stack_id: id, name: text }).catch(refused(() => put(before)));
    },
    done: (hadFocus) => hadFocus && one(".tab-link", tab).focus(),
  });
}

export function recolor(id, color) {
  const tab = tabOf(id);
  const before = tab.dataset.color;
  tab.dataset.color = color;
  act("recolor_stack", { stack_id: id, color: color || null }).catch(refused(() => (tab.dataset.color = before)));
}

/** Puts the tabs in the order in which they stand now; `before` is the order to go back to. */
export function reorder(before) {
  const list = tabs();
  list.forEach((tab, at) => (tab.dataset.order = String(at + 1)));
  const back = () => before.forEach((tab) => one("#tabs").append(tab));
  act("reorder_stacks", { stack_ids: list.map((tab) => tab.dataset.tab) }).catch(refused(back));
}

export function shift(id, by) {
  const before = tabs();
  const at = before.findIndex((tab) => tab.dataset.tab === id);
  const other = before[at + by];
  if (!other) return;
  if (by < 0) other.before(before[at]);
  else other.after(before[at]);
  reorder(before);
}

export function archive(id) {
  const tab = tabOf(id);
  const title = tab.dataset.name;
  tab.classList.add("is-leaving");
  const undo = { label: say("js-undo"), run: () => restore(id) };
  act("archive_stack", { stack_id: id })
    .then(() => toast(say("js-stack-archived", { title }), { action: undo }))
    .catch(refused(() => tab.classList.remove("is-leaving")));
}

function restore(id) {
  act("restore_stack", { stack_id: id }).then(() => showStack(id)).catch(refused());
}

const order = (id) => tabs().findIndex((tab) => tab.dataset.tab === id);

/** Fetches a stack's cards as the server renders them; who asks meanwhile waits for the same answer. */
function fetchPlane(id) {
  if (!coming.has(id)) coming.set(id, loadPlane(id).finally(() => coming.delete(id)));
  return coming.get(id);
}

async function loadPlane(id) {
  await window.htmx.ajax("GET", `/stacks/${id}`, { target: "#planes", swap: "beforeend" });
  const plane = planeOf(id);
  if (plane) window.desk.placePlane(plane);
}
