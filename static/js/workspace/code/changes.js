// What is changed and not saved yet: each file with what was done to it, a message, and one commit of it all.

import { icon, make } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import { proposal } from "./saving.js";
import { when } from "./status.js";

const kindOf = (buffer) => (buffer.isDeleted ? "deleted" : buffer.isNew ? "new" : buffer.isRenamed ? "renamed" : "changed");

export class Changes {
  element = make("form", { class: "code-changes" });
  #list = make("ul", { class: "code-change-list", "aria-label": say("ed-changes") });
  #none = make("p", { class: "hint" }, say("ed-changes-none"));
  #message = make("textarea", { id: "code-message", name: "message", rows: "3", maxlength: "10000" });
  #save = make("button", { class: "button primary" });
  #foot;
  #others = make("div", { class: "code-others" });

  constructor(room) {
    this.room = room;
    const label = make("label", { for: "code-message" }, say("ed-message"));
    this.#foot = make("div", { class: "code-commit" }, make("div", { class: "field" }, label, this.#message), this.#save);
    this.element.append(this.#none, this.#list, this.#foot, this.#others);
    this.element.addEventListener("submit", (event) => (event.preventDefault(), this.save()));
    this.#message.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) (event.preventDefault(), this.save());
    });
    for (const type of ["added", "changed", "removed", "saving"]) room.files.on(type, () => this.draw());
    this.draw();
  }

  get count() {
    return this.room.files.changed().length;
  }

  /** Leads to the message; whoever is there already saves. */
  ask() {
    if (document.activeElement === this.#message) return this.save();
    this.draw();
    this.#message.focus();
    this.#message.select();
  }

  async save() {
    if (await this.room.saving.save(this.#message.value.trim())) {
      this.#message.value = "";
      if (this.element.contains(document.activeElement)) this.room.pane.view?.focus();
      this.room.side.leaveDrawer();
    }
    this.draw();
  }

  draw() {
    const { files, saving, site } = this.room;
    const buffers = files.changed();
    this.#none.hidden = buffers.length > 0;
    this.#foot.hidden = buffers.length === 0 || !site.canWrite;
    this.#message.placeholder = buffers.length > 0 ? proposal(buffers) : "";
    this.#save.disabled = Boolean(saving?.isSaving);
    this.#save.textContent = saving?.isSaving ? say("ed-saving") : say("ed-save", { count: buffers.length });
    const key = buffers.map((buffer) => `${kindOf(buffer)} ${buffer.path}`).join("\n");
    if (this.#list.dataset.key === key) return;
    this.#list.dataset.key = key;
    this.#list.replaceChildren(...buffers.map((buffer) => this.#line(buffer)));
  }

  /** Shows what waits on other branches of this repository. */
  async drawOthers() {
    const { drafts, site } = this.room;
    const others = (await drafts.mine()).filter((draft) => draft.branch !== site.branch);
    const lines = others.map((draft) => {
      const link = make("a", { href: `${site.base}/${encodeURIComponent(draft.branch)}/code` }, `${draft.branch}: ${draft.path}`);
      const drop = make("button", { class: "icon-button", type: "button", "aria-label": say("ed-draft-drop", { path: draft.path }) }, icon("trash-2"));
      drop.addEventListener("click", async () => (await drafts.dropKey(draft.key), this.drawOthers()));
      return make("li", {}, make("span", { class: "code-change-name" }, link, make("span", { class: "hint" }, when(draft.at))), drop);
    });
    this.#others.replaceChildren(...(lines.length > 0 ? [make("h3", {}, say("ed-drafts-others")), make("ul", { class: "code-change-list" }, ...lines)] : []));
  }

  #line(buffer) {
    const { verbs, compare } = this.room;
    const kind = kindOf(buffer);
    const open = make("button", { class: "code-change-name", type: "button", title: say("ed-look") }, make("span", {}, buffer.path), make("span", { class: "hint" }, say(`ed-mark-${kind}`)));
    open.addEventListener("click", () => (buffer.isOther ? verbs.open(buffer.path) : compare.show(buffer)));
    const drop = make("button", { class: "icon-button", type: "button", "aria-label": say("ed-discard", { path: buffer.path }), title: say("ed-discard", { path: buffer.path }) }, icon("undo-2"));
    drop.addEventListener("click", () => verbs.discard(buffer));
    return make("li", { "data-path": buffer.path, "data-mark": kind }, open, drop);
  }
}
