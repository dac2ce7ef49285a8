// The files of the branch as a tree, its folders fetched when they are opened, with what is new, gone and moved here.

import { all, icon, make } from "../../lib/dom.js";
import { keep, kept } from "../../lib/kept.js";
import { complain } from "../../lib/toast.js";
import { say } from "../../lib/words.js";

const folderOf = (path) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const nameOf = (path) => path.slice(path.lastIndexOf("/") + 1);

export class Tree {
  element = make("ul", { class: "code-tree", role: "tree", "aria-label": say("ed-files") });
  #folders = new Map();
  #open;
  #key;
  #at = null;
  #typed = { text: "", at: 0 };

  constructor(room) {
    const { files, site } = room;
    this.room = room;
    this.#key = `code-tree:${site.repositoryId}:${site.branch}`;
    this.#open = new Set(kept(this.#key, []));
    for (const type of ["added", "changed", "removed", "shown"]) files.on(type, () => this.#soon());
    this.element.addEventListener("click", ({ target }) => this.#choose(target.closest("[role=treeitem]"), { focus: false }));
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** Fetches a folder, and those in it that were open. */
  async load(path) {
    const { entries } = await this.room.site.tree(path);
    this.#folders.set(path, entries);
    const inside = entries.filter((entry) => entry.kind === "folder" && this.#open.has(entry.path));
    await Promise.all(inside.map((entry) => this.load(entry.path).catch(() => this.#open.delete(entry.path))));
    this.draw();
  }

  /** Fetches again what is shown, because the branch has moved. */
  async refresh() {
    this.#folders = new Map([...this.#folders].filter(([path]) => path === ""));
    await this.load("").catch(complain);
  }

  /** Opens the folders above a path. */
  async reveal(path) {
    const parts = path.split("/").slice(0, -1);
    for (let count = 1; count <= parts.length; count++) await this.#unfold(parts.slice(0, count).join("/"));
    this.draw();
  }

  draw() {
    const hadFocus = this.element.contains(document.activeElement);
    const shown = this.room.verbs?.shownPath();
    const rows = this.#rows("", 1);
    if (!rows.some((row) => row.path === this.#at)) this.#at = rows.some((row) => row.path === shown) ? shown : rows[0]?.path;
    this.#put(rows.map((row) => this.#item(row, shown)));
    if (hadFocus && !this.element.contains(document.activeElement)) this.#focus(this.#at);
  }

  /** Renews what is another one. What stays is not touched: somebody may be about to click it. */
  #put(items) {
    const before = new Map(all("[role=treeitem]", this.element).map((item) => [item.dataset.path, item]));
    const isSame = (was, item) => was?.dataset.kind === item.dataset.kind && was.outerHTML === item.outerHTML;
    const kept = items.map((item) => (isSame(before.get(item.dataset.path), item) ? before.get(item.dataset.path) : item));
    for (const item of before.values()) if (!kept.includes(item)) item.remove();
    kept.forEach((item, at) => this.element.children[at] !== item && this.element.insertBefore(item, this.element.children[at] ?? null));
  }

  #soon() {
    this.waiting ??= requestAnimationFrame(() => ((this.waiting = null), this.draw()));
  }

  /** What stands in a folder and in the open ones below it, with what is not saved yet. */
  #rows(folder, level) {
    const entries = new Map((this.#folders.get(folder) ?? []).map((entry) => [entry.path, { ...entry, mark: "" }]));
    for (const buffer of this.room.files.buffers) {
      const from = buffer.base?.path;
      if (from && entries.has(from) && buffer.isDeleted) entries.get(from).mark = "deleted";
      else if (from && entries.has(from) && buffer.isRenamed) entries.delete(from);
      if (buffer.isDeleted) continue;
      if (entries.has(buffer.path)) entries.get(buffer.path).mark = buffer.isChanged ? "changed" : "";
      else if ((buffer.isNew || buffer.isRenamed) && this.#isWithin(buffer.path, folder)) this.#addPending(entries, buffer, folder);
    }
    const order = (one, other) => (other.kind === "folder") - (one.kind === "folder") || (one.path < other.path ? -1 : 1);
    return [...entries.values()].sort(order).flatMap((entry) => {
      const isOpen = entry.kind === "folder" && this.#open.has(entry.path);
      return [{ ...entry, level, isOpen }, ...(isOpen ? this.#rows(entry.path, level + 1) : [])];
    });
  }

  #isWithin(path, folder) {
    return folder === "" || path.startsWith(`${folder}/`);
  }

  #addPending(entries, buffer, folder) {
    const rest = folder === "" ? buffer.path : buffer.path.slice(folder.length + 1);
    const first = rest.split("/")[0];
    const path = folder === "" ? first : `${folder}/${first}`;
    if (rest.includes("/")) entries.has(path) || entries.set(path, { path, kind: "folder", mark: "new" });
    else entries.set(path, { path, kind: "file", mark: "new" });
  }

  #item({ path, kind, level, isOpen, mark }, shown) {
    const isFolder = kind === "folder";
    const arrow = isFolder ? icon(isOpen ? "chevron-down" : "chevron-right") : make("span", { class: "icon" });
    const drawing = isFolder ? "folder" : kind === "link" || kind === "submodule" ? "link" : "file-text";
    const note = mark && make("span", { class: "code-mark", title: say(`ed-mark-${mark}`) }, make("span", { class: "hidden" }, say(`ed-mark-${mark}`)));
    const item = make("li", {
      role: "treeitem", "aria-level": String(level), "aria-expanded": isFolder ? String(isOpen) : null,
      "aria-selected": String(path === shown), "data-path": path, "data-kind": kind, "data-mark": mark || null,
      tabindex: path === this.#at ? "0" : "-1", title: path,
    }, arrow, icon(drawing), make("span", { class: "code-name" }, nameOf(path)), note || null);
    item.style.setProperty("--level", level);
    return item;
  }

  async #choose(item, { focus }) {
    if (!item) return;
    const { path, kind } = item.dataset;
    this.#at = path;
    if (kind === "folder") return this.#toggle(path);
    if (kind === "link" || kind === "submodule") return location.assign(this.room.site.codeAt(path));
    if (item.dataset.mark !== "deleted") await this.room.verbs.open(path, { focus });
    this.room.side.leaveDrawer();
  }

  async #toggle(path) {
    if (this.#open.delete(path)) this.#kept();
    else await this.#unfold(path).catch(complain);
    this.draw();
  }

  async #unfold(path) {
    this.#open.add(path);
    this.#kept();
    // A folder that is only here yet has nothing to be fetched.
    const known = this.#folders.get(folderOf(path))?.some((entry) => entry.path === path);
    if (known && !this.#folders.has(path)) await this.load(path);
  }

  #kept() {
    keep(this.#key, [...this.#open].slice(-500));
  }

  #focus(path) {
    const item = all("[role=treeitem]", this.element).find((each) => each.dataset.path === path);
    if (!item) return;
    this.#at = path;
    for (const each of all("[tabindex='0']", this.element)) each.tabIndex = -1;
    item.tabIndex = 0;
    item.focus();
  }

  #pressed(event) {
    const item = event.target.closest("[role=treeitem]");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const items = all("[role=treeitem]", this.element);
    const at = items.indexOf(item);
    const { path, kind } = item.dataset;
    const isOpen = item.getAttribute("aria-expanded") === "true";
    const go = (to) => items[to] && this.#focus(items[to].dataset.path);
    const act = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(items.length - 1),
      ArrowRight: () => (kind !== "folder" ? null : isOpen ? go(at + 1) : this.#toggle(path)),
      ArrowLeft: () => (isOpen ? this.#toggle(path) : this.#focus(folderOf(path))),
      Enter: () => this.#choose(item, { focus: true }),
      " ": () => this.#choose(item, { focus: false }),
      F2: () => kind !== "folder" && this.room.verbs.rename(path),
      Delete: () => kind !== "folder" && this.room.verbs.remove(path),
    }[event.key];
    if (act) (event.preventDefault(), act());
    else if (event.key.length === 1) this.#type(event.key, items, at);
  }

  /** Goes to the next name that begins with what is typed. */
  #type(key, items, at) {
    const now = performance.now();
    this.#typed = { text: now - this.#typed.at < 700 ? this.#typed.text + key : key, at: now };
    const wanted = this.#typed.text.toLowerCase();
    const from = wanted.length > 1 ? at : at + 1;
    const found = [...items.slice(from), ...items.slice(0, from)].find((item) => nameOf(item.dataset.path).toLowerCase().startsWith(wanted));
    if (found) this.#focus(found.dataset.path);
  }
}
