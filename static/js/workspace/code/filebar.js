// Above the text: which file it is, and what can be done with it as a whole.

import { icon, make } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import * as blame from "./blame.js";

export class FileBar {
  element = make("div", { class: "code-file" });
  #path = make("span", { class: "code-path" });
  #tools = make("div", { class: "code-file-tools" });
  #links = [];
  #blame;

  constructor(room) {
    this.room = room;
    const { site, verbs } = room;
    const shown = () => verbs.shownPath();
    const baseOf = (path) => room.files.find(path)?.base?.path ?? path;
    this.element.append(room.side.toggle, this.#path, this.#tools);
    this.link("history", say("ed-history"), () => site.historyAt(baseOf(shown())));
    this.link("download", say("ed-download"), () => site.rawAt(baseOf(shown())));
    this.#blame = this.button("user", say("ed-blame"), () => this.#toggle());
    if (site.canWrite) {
      this.button("pencil", say("ed-rename"), () => verbs.rename(shown()));
      this.button("trash-2", say("ed-delete"), () => verbs.remove(shown()));
    }
    room.files.on("any", () => this.draw());
    this.draw();
  }

  button(name, label, run) {
    const made = make("button", { class: "icon-button", type: "button", "aria-label": label, title: label, "data-command": true }, icon(name));
    made.addEventListener("click", () => run(made));
    this.#tools.append(made);
    return made;
  }

  link(name, label, href) {
    const made = make("a", { class: "icon-button", "aria-label": label, title: label, "data-command": true }, icon(name));
    this.#links.push([made, href]);
    this.#tools.append(made);
  }

  async #toggle() {
    const { active } = this.room.files;
    if (active?.base) this.#blame.setAttribute("aria-pressed", String(await blame.toggle(this.room, active)));
    this.room.status.draw();
  }

  draw() {
    const { verbs, files, site } = this.room;
    const path = verbs.shownPath();
    const isNew = path !== null && files.find(path)?.isNew;
    this.#tools.hidden = path === null;
    this.#blame.hidden = !files.active?.base;
    this.#blame.setAttribute("aria-pressed", String(Boolean(files.active && blame.originAt(files.active))));
    this.#path.textContent = path ?? site.path;
    for (const [link, href] of this.#links) {
      link.hidden = path === null || Boolean(isNew);
      if (!link.hidden) link.href = href();
    }
  }
}
