// Where the text stands: the editor of the active file, or what stands there for a file that is no text.

import { EditorView } from "../../../vendor/codemirror.min.js";
import { icon, make } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import { size } from "./status.js";

const IMAGES = new Set(["png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "ico"]);

export class Pane {
  element = make("div", { class: "code-pane" });
  view = null;
  #scrolls = new WeakMap();
  #shown = null;

  constructor({ plain, site, files }) {
    this.plain = plain;
    this.site = site;
    files.on("removed", (buffer) => buffer === this.#shown && (this.#shown = null));
  }

  /** Shows the text of `buffer`. */
  show(buffer, { focus = true } = {}) {
    if (this.#shown && this.view) this.#scrolls.set(this.#shown, this.view.scrollSnapshot());
    if (this.#shown !== buffer || !this.view?.dom.isConnected) {
      this.view ??= new EditorView({ state: buffer.state });
      this.view.setState(buffer.state);
      this.element.replaceChildren(this.view.dom);
      const scroll = this.#scrolls.get(buffer);
      if (scroll) this.view.dispatch({ effects: scroll });
    }
    this.#shown = buffer;
    if (focus) this.view.focus();
  }

  /** Shows the page of a folder. */
  showPlain() {
    this.#leave();
    this.element.replaceChildren(this.plain);
  }

  /** Shows that nothing is open. */
  showEmpty() {
    this.#leave();
    this.element.replaceChildren(make("div", { class: "code-other" }, make("p", {}, say("ed-empty"))));
  }

  /** Shows that a file is no text, or too long a one, and the way to it. */
  showOther({ path, bytes, is_cut: isCut, content }) {
    this.#leave();
    const raw = this.site.rawAt(path);
    const isImage = IMAGES.has(path.slice(path.lastIndexOf(".") + 1).toLowerCase());
    const why = content !== undefined && isCut ? say("ed-large", { size: size(bytes) }) : say("ed-binary", { size: size(bytes) });
    const link = make("a", { class: "button", href: raw, download: true }, icon("download"), say("ed-download"));
    const image = isImage && make("img", { class: "code-image", src: raw, alt: path });
    this.element.replaceChildren(make("div", { class: "code-other" }, image || null, make("p", {}, why), link));
  }

  /** Changes a text, shown or not. */
  apply(buffer, spec) {
    if (buffer === this.#shown && this.view) return this.view.dispatch(spec);
    buffer.state = buffer.state.update(spec).state;
  }

  /** Goes to a place of the shown text. */
  goTo(line, column = 1, length = 0) {
    const { doc } = this.view.state;
    const found = doc.line(Math.min(Math.max(1, line), doc.lines));
    const anchor = Math.min(found.from + column - 1, found.to);
    const head = Math.min(anchor + length, doc.length);
    this.view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    this.view.focus();
  }

  #leave() {
    if (this.#shown && this.view) this.#scrolls.set(this.#shown, this.view.scrollSnapshot());
    this.#shown = null;
  }
}
