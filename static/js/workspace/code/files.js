// The files that are open or changed here: their texts, what they began from, and whether both differ. Knows no element.

import { Text } from "../../../vendor/codemirror.min.js";
import { stateOf } from "./editor.js";

let last = 0;

/**
 * One file. `base` is what the branch has of it: {path, blob, doc, eol, kind, isOther}, or null for a file that is new;
 * without `doc` what the branch has must be asked for first. `isOther` is a file that is no text, or too long a one.
 */
class Buffer {
  constructor(path, base, text, options) {
    this.id = ++last;
    this.path = path;
    this.base = base;
    this.eol = base?.eol ?? "\n";
    this.isDeleted = false;
    this.hasMarks = Boolean(options.hasMarks);
    this.state = stateOf(text, { ...options, path, buffer: this });
  }

  get doc() {
    return this.state.doc;
  }

  get name() {
    return this.path.slice(this.path.lastIndexOf("/") + 1);
  }

  get isNew() {
    return !this.base;
  }

  get isRenamed() {
    return Boolean(this.base) && this.base.path !== this.path;
  }

  get isOther() {
    return Boolean(this.base?.isOther);
  }

  get isEdited() {
    if (this.isOther) return false;
    return !this.base || !this.base.doc || !this.base.doc.eq(this.doc);
  }

  get isChanged() {
    return this.isDeleted || this.isRenamed || this.isEdited;
  }

  /** The text as it is saved, with the line ends that the file has. */
  get text() {
    return this.doc.sliceString(0, this.doc.length, this.eol);
  }
}

export class Files extends EventTarget {
  buffers = [];
  active = null;

  constructor({ site, drafts }) {
    super();
    this.site = site;
    this.drafts = drafts;
  }

  /** What stands at a path here. */
  find(path) {
    return this.buffers.find((buffer) => buffer.path === path && !buffer.isDeleted);
  }

  /** What stood at a path and has another one here. */
  moved(path) {
    return this.buffers.find((buffer) => buffer.base?.path === path && buffer.isRenamed && !buffer.isDeleted);
  }

  changed() {
    return this.buffers.filter((buffer) => buffer.isChanged);
  }

  /** A file as the server has just told it. */
  add(file) {
    return this.#keep(new Buffer(file.path, baseOf(file), file.content, this.#options(file.content)));
  }

  /** A file that is no text: it can be renamed and deleted. */
  addOther({ path, blob, kind }) {
    const base = { path, blob, kind, eol: "\n", doc: Text.empty, isOther: true };
    return this.#keep(new Buffer(path, base, "", this.#options("")));
  }

  addNew(path, text = "") {
    const buffer = this.#keep(new Buffer(path, null, text, this.#options(text)));
    this.touch(buffer);
    return buffer;
  }

  /** What was typed before and not saved. What the branch has of it is asked for when it is needed. */
  bringBack({ path, text, base, isDeleted, hasMarks = false }) {
    const known = base && { ...base, doc: base.isOther ? Text.empty : null };
    const buffer = new Buffer(path, known, text, { ...this.#options(text), hasMarks });
    if (base) buffer.eol = base.eol;
    buffer.isDeleted = isDeleted;
    return this.#keep(buffer);
  }

  /** Makes what the server has the beginning of what is here. */
  rebase(buffer, file) {
    buffer.base = file && baseOf(file);
    this.touch(buffer);
  }

  /** Called after each change: keeps the text, and tells everybody. */
  touch(buffer) {
    if (buffer.isChanged) this.drafts.put(buffer);
    else this.drafts.drop(buffer);
    this.tell("changed", buffer);
  }

  /** Forgets a text that nobody needs any more. */
  remove(buffer) {
    this.buffers = this.buffers.filter((each) => each !== buffer);
    if (this.active === buffer) this.active = null;
    this.drafts.drop(buffer);
    this.tell("removed", buffer);
  }

  tell(type, buffer) {
    this.dispatchEvent(new CustomEvent(type, { detail: buffer }));
    this.dispatchEvent(new CustomEvent("any", { detail: buffer }));
  }

  on(type, heard) {
    this.addEventListener(type, ({ detail }) => heard(detail));
  }

  #keep(buffer) {
    this.buffers.push(buffer);
    this.tell("added", buffer);
    return buffer;
  }

  #options(text) {
    return { files: this, isReadOnly: !this.site.canWrite, isMixed: isMixed(text) };
  }
}

/** What a file holds, split into lines as the editor splits it. */
export function baseOf({ path, blob, content, kind }) {
  const eol = eolOf(content);
  return { path, blob, kind, eol, doc: Text.of(linesOf(content)) };
}

/** A text as the lines that the editor makes of it. */
export const linesOf = (text) => text.split(isMixed(text) ? "\n" : /\r\n?|\n/);

function eolOf(text) {
  return text.includes("\r\n") && !isMixed(text) ? "\r\n" : "\n";
}

/** Whether line ends of several kinds stand in a text: they are kept where they are. */
function isMixed(text) {
  if (!text.includes("\r")) return false;
  return text.replaceAll("\r\n", "").search(/[\r\n]/) >= 0;
}
