// The open files, as a row of tabs: chosen, closed, put into another order, and there again after a reload.

import { all, icon, make } from "../../lib/dom.js";
import { keep, kept } from "../../lib/kept.js";
import { say } from "../../lib/words.js";

export class Tabs {
  element = make("nav", { class: "code-tabs", "aria-label": say("ed-tabs") });
  paths = [];
  #list = make("ol");
  #key;

  constructor(room) {
    const { files, site } = room;
    this.room = room;
    this.#key = `code:${site.repositoryId}:${site.branch}`;
    this.element.append(this.#list);
    files.on("changed", (buffer) => (buffer.isChanged && !buffer.isDeleted ? this.add(buffer.path) : null, this.draw()));
    this.#list.addEventListener("click", ({ target }) => this.#clicked(target));
    this.#list.addEventListener("auxclick", (event) => {
      const path = event.button === 1 && event.target.closest("li")?.dataset.path;
      if (path) (event.preventDefault(), this.close(path));
    });
    this.#list.addEventListener("keydown", (event) => this.#moved(event));
    this.#drag();
  }

  /** Opens what was open here before. */
  async restore() {
    const { files } = this.room;
    const before = kept(this.#key, []).filter((path) => typeof path === "string");
    const unsaved = files.changed().filter((buffer) => !buffer.isDeleted).map((buffer) => buffer.path);
    this.paths = [...new Set([...before, ...unsaved])].slice(0, 50);
    this.draw();
  }

  add(path) {
    if (this.paths.includes(path)) return;
    this.paths.push(path);
    this.#changed();
  }

  rename(from, to) {
    this.paths = this.paths.map((path) => (path === from ? to : path));
    this.#changed();
  }

  /** Takes a tab away. What is not saved stays among the changes. */
  close(path) {
    const at = this.paths.indexOf(path);
    if (at < 0) return;
    this.paths.splice(at, 1);
    this.#changed();
    this.room.verbs.closed(path, this.paths[Math.min(at, this.paths.length - 1)]);
  }

  drop(path) {
    this.paths = this.paths.filter((each) => each !== path);
    this.#changed();
  }

  move(path, to) {
    this.paths = this.paths.filter((each) => each !== path);
    this.paths.splice(Math.max(0, to), 0, path);
    this.#changed();
  }

  draw() {
    const { files, verbs } = this.room;
    const active = verbs?.shownPath() ?? null;
    const focused = document.activeElement?.closest(".code-tabs li")?.dataset.path;
    this.#list.replaceChildren(...this.paths.map((path) => this.#tab(path, path === active, files.find(path)?.isChanged)));
    this.element.hidden = this.paths.length === 0;
    this.#list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focused) all("li", this.#list).find((tab) => tab.dataset.path === focused)?.firstElementChild.focus({ preventScroll: true });
  }

  #tab(path, isActive, isDirty) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const dot = isDirty && make("span", { class: "code-dot", role: "img", "aria-label": say("ed-unsaved"), title: say("ed-unsaved") });
    const open = make("button", { class: "code-tab-open", type: "button", title: path, "aria-current": isActive ? "page" : null }, name, dot || null);
    const close = make("button", { class: "code-tab-close", type: "button", "aria-label": say("ed-close", { name }) }, icon("x"));
    return make("li", { class: `code-tab${isActive ? " is-active" : ""}`, "data-path": path, draggable: "true" }, open, close);
  }

  #clicked(target) {
    const path = target.closest("li")?.dataset.path;
    if (!path) return;
    if (target.closest(".code-tab-close")) this.close(path);
    else this.room.verbs.open(path);
  }

  #moved(event) {
    const path = event.target.closest("li")?.dataset.path;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (path && event.key === "Delete") return this.close(path);
    if (!path || !step) return;
    event.preventDefault();
    if (event.altKey && event.shiftKey) return this.move(path, this.paths.indexOf(path) + step);
    const next = all("li", this.#list)[this.paths.indexOf(path) + step];
    next?.firstElementChild.focus();
  }

  #drag() {
    let path = null;
    this.#list.addEventListener("dragstart", ({ target, dataTransfer }) => {
      path = target.closest("li")?.dataset.path;
      dataTransfer.setData("text/plain", path);
    });
    this.#list.addEventListener("dragover", (event) => path && event.preventDefault());
    this.#list.addEventListener("drop", (event) => {
      const over = event.target.closest("li")?.dataset.path;
      if (path && over && over !== path) (event.preventDefault(), this.move(path, this.paths.indexOf(over)));
      path = null;
    });
  }

  #changed() {
    keep(this.#key, this.paths);
    this.draw();
  }
}
