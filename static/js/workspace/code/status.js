// The line below the text: where the cursor is, what the file is, and who has saved it last.

import { make } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import { originAt } from "./blame.js";
import { languageOf } from "./language.js";

const UNITS = ["B", "KiB", "MiB"];

/** A number of bytes for people. */
export function size(bytes) {
  let at = 0;
  let value = bytes;
  while (value >= 1024 && at < UNITS.length - 1) (value /= 1024, at++);
  return `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} ${UNITS[at]}`;
}

/** A moment for people. */
export const when = (at) => new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

export class Status {
  element = make("div", { class: "code-status" });
  #by = make("a", { class: "code-by" });
  #place = make("button", { class: "code-place", type: "button", title: say("ed-go-line") });
  #about = make("span");
  #kept = make("span", { class: "code-kept", role: "status" });
  #asked = null;

  constructor(room) {
    this.room = room;
    this.element.append(this.#place, this.#about, this.#kept, this.#by);
    this.#place.addEventListener("click", () => room.verbs.goToLine());
    room.files.on("any", () => this.draw());
  }

  draw() {
    const { files, drafts } = this.room;
    const buffer = files.active;
    this.element.hidden = !buffer;
    if (!buffer) return;
    const { state } = buffer;
    const { head, from, to } = state.selection.main;
    const line = state.doc.lineAt(head);
    const chosen = to > from ? ` (${to - from})` : "";
    this.#place.textContent = say("ed-place", { line: line.number, column: head - line.from + 1 }) + chosen;
    const facts = [languageOf(buffer.path) ?? say("ed-text"), size(state.doc.length + state.doc.lines * (buffer.eol.length - 1))];
    facts.push(buffer.eol === "\r\n" ? "CRLF" : "LF", buffer.base?.kind === "executable" ? say("ed-executable") : null);
    this.#about.textContent = facts.filter(Boolean).join(" · ");
    this.#kept.textContent = !buffer.isChanged ? "" : drafts.isKept ? say("ed-unsaved") : say("ed-unsaved-unkept");
    this.#author(buffer);
  }

  async #author(buffer) {
    const origin = originAt(buffer);
    if (origin) {
      this.#asked = null;
      this.#by.href = `${this.room.site.base}/-/commit/${origin.id}`;
      this.#by.textContent = `${origin.commit.author}: ${origin.commit.summary}`;
      this.#by.title = when(origin.commit.at);
      return;
    }
    const key = `${buffer.base?.path}@${buffer.base?.blob}`;
    if (this.#asked === key) return;
    this.#asked = key;
    this.#by.textContent = "";
    if (!buffer.base) return;
    const { site } = this.room;
    this.#by.href = site.historyAt(buffer.base.path);
    const { commits } = await site.history(buffer.base.path).catch(() => ({ commits: [] }));
    if (this.#asked !== key || commits.length === 0) return;
    this.#by.textContent = say("ed-saved-by", { name: commits[0].author, when: when(commits[0].at) });
    this.#by.title = commits[0].summary;
  }
}
