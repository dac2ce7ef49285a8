// Beside the text: the tree, what is changed, and whatever else is shown there, one at a time. On a phone it is a drawer.

import { icon, make } from "../../lib/dom.js";
import { keep, kept } from "../../lib/kept.js";
import { say } from "../../lib/words.js";
import { quickOpen } from "./quick.js";

const CLOSED = "code-side-closed";
const isNarrow = () => matchMedia("(max-width: 760px)").matches;

export class Side {
  element = make("aside", { class: "code-side", "aria-label": say("ed-side") });
  toggle = make("button", { class: "icon-button code-toggle", type: "button", "aria-label": say("ed-side"), title: say("ed-side") }, icon("panel-left"));
  #buttons = new Map();
  #panels = new Map();
  #choices = make("div", { class: "segments", role: "group", "aria-label": say("ed-side") });
  #count = make("span", { class: "code-count" });

  constructor(room) {
    this.room = room;
    const { files, site, tree, search, changes } = room;
    const button = (name, label, run, keys) => {
      const made = make("button", { class: "icon-button", type: "button", "aria-label": label, title: label, "data-command": true, "aria-keyshortcuts": keys }, icon(name));
      made.addEventListener("click", run);
      return made;
    };
    const tools = make("div", { class: "code-tools" }, site.canWrite ? button("plus", say("ed-new"), () => room.verbs.newFile(this.#folder()), "N") : null, button("search", say("ed-quick"), () => quickOpen(room), "Control+P"), button("rotate-ccw", say("ed-refresh"), () => tree.refresh()));
    const close = button("x", say("js-close"), () => this.#close(true));
    close.classList.add("code-side-close");
    this.element.append(make("div", { class: "code-side-head" }, this.#choices, close));
    this.add("files", say("ed-files"), make("div", { class: "code-panel" }, tools, tree.element));
    this.add("search", say("ed-search"), search.element, null, "Control+Shift+F");
    this.add("changes", say("ed-changes"), changes.element, this.#count, "Control+S");
    this.show("files");
    for (const type of ["added", "changed", "removed"]) files.on(type, () => this.draw());
    this.toggle.addEventListener("click", () => this.#toggled());
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && isNarrow() && this.leaveDrawer());
    const isClosed = isNarrow() || kept(CLOSED, false);
    room.root.classList.toggle("is-closed", isClosed);
    this.toggle.setAttribute("aria-expanded", String(!isClosed));
    this.draw();
  }

  /** Adds a panel, shown by a button that says `label`. */
  add(name, label, panel, extra = null, keys = null) {
    const button = make("button", { class: "choice", type: "button", "data-command": label, "aria-keyshortcuts": keys }, label, extra);
    button.addEventListener("click", () => this.open(name));
    this.#buttons.set(name, button);
    this.#panels.set(name, panel);
    this.#choices.append(button);
    this.element.append(panel);
    panel.hidden = true;
  }

  show(name) {
    for (const [each, panel] of this.#panels) panel.hidden = each !== name;
    for (const [each, button] of this.#buttons) button.setAttribute("aria-pressed", String(each === name));
    if (name === "search") this.room.search.element.querySelector("input").focus();
    if (name === "changes") this.room.changes.drawOthers();
  }

  /** The same, also when everything beside the text is hidden. */
  open(name) {
    this.#close(false);
    this.show(name);
  }

  leaveDrawer() {
    if (isNarrow()) this.#close(true);
  }

  draw() {
    const { count } = this.room.changes;
    this.#count.textContent = count > 0 ? String(count) : "";
  }

  #folder() {
    const path = this.room.verbs.shownPath() ?? `${this.room.site.path}/`;
    const at = path.lastIndexOf("/");
    return at > 0 ? path.slice(0, at + 1) : "";
  }

  #toggled() {
    const isClosed = !this.room.root.classList.contains("is-closed");
    this.#close(isClosed);
    if (!isNarrow()) keep(CLOSED, isClosed);
    if (!isClosed) this.#buttons.get("files").focus();
  }

  #close(isClosed) {
    // What lies below the drawer is out of reach until it is closed.
    this.room.main.inert = isNarrow() && !isClosed;
    if (isClosed && this.element.contains(document.activeElement)) this.toggle.focus();
    this.room.root.classList.toggle("is-closed", isClosed);
    this.toggle.setAttribute("aria-expanded", String(!isClosed));
  }
}
