// What is done with files here: opened, made, renamed, removed, and put back as they were.

import { complain, toast } from "../../lib/toast.js";
import { say } from "../../lib/words.js";
import { askPath } from "./ask.js";
import { language } from "./editor.js";
import { support } from "./language.js";

export function of(room) {
  const { files, site, pane } = room;
  let shown = null;
  let turn = 0;

  /** Opens a file and shows it; `at` is a place in it: {line, column, length}. */
  async function open(path, { push = true, focus = true, at } = {}) {
    const mine = ++turn;
    let buffer = files.find(path) ?? files.moved(path);
    let other = null;
    if (!buffer || buffer.isOther) {
      const file = await site.read(buffer?.base.path ?? path).catch((error) => (complain(error), null));
      if (!file || mine !== turn) return;
      if (file.content === undefined || file.is_cut) other = file;
      else buffer = files.find(path) ?? files.add(file);
    }
    shown = buffer?.path ?? path;
    files.active = other ? null : buffer;
    if (other) pane.showOther(other);
    else pane.show(buffer, { focus });
    room.tabs.add(shown);
    told(push);
    if (at && !other) pane.goTo(at.line, at.column, at.length);
    if (buffer && !buffer.base?.doc) await room.saving.settle(buffer);
  }

  /** Shows the page of the folder that the address names. */
  function showFolder({ push = true } = {}) {
    shown = null;
    files.active = null;
    if (room.root.dataset.kind === "folder") pane.showPlain();
    else pane.showEmpty();
    told(push);
  }

  function told(push) {
    const base = files.active ? (files.active.base?.path ?? "") : (shown ?? folderPath());
    if (push) history.pushState({ path: shown ?? "" }, "", site.codeAt(base));
    const [, rest] = document.title.split(/ · (?=[^·]*$)/);
    document.title = `${shown ?? `${site.owner}/${site.repository}`} · ${rest}`;
    files.tell("shown", files.active);
    room.tabs.draw();
  }

  const folderPath = () => (room.root.dataset.kind === "folder" ? site.path : "");

  /** A tab was closed: shows its neighbour. */
  function closed(path, next) {
    const buffer = files.find(path);
    if (buffer && !buffer.isChanged) files.remove(buffer);
    if (shown !== path) return room.tabs.draw();
    if (next) open(next);
    else showFolder();
  }

  function newFile(folder = "") {
    const answer = async (path) => {
      if (files.find(path) || (await there(path))) throw new Error(say("ed-exists"));
      files.addNew(path);
      return () => (open(path), room.tree.reveal(path));
    };
    askPath({ title: say("ed-new"), value: folder, confirm: say("ed-make"), answer });
  }

  /** Whether the branch has something at a path that does not go with the changes here. */
  async function there(path) {
    if (files.buffers.some(({ base, isDeleted, isRenamed }) => base?.path === path && (isDeleted || isRenamed))) return false;
    const { paths } = await site.files();
    return paths.some((each) => each === path || each.startsWith(`${path}/`));
  }

  /** The file at a path, open or not. */
  async function held(path) {
    const buffer = files.find(path);
    if (buffer) return buffer;
    const file = await site.read(path);
    return file.content === undefined || file.is_cut ? files.addOther(file) : files.add(file);
  }

  async function rename(path) {
    const buffer = await held(path).catch(complain);
    if (!buffer) return;
    const answer = async (to) => {
      if (to === buffer.path) return;
      if (files.find(to) || (await there(to))) throw new Error(say("ed-exists"));
      give(buffer, to);
      return () => room.tree.reveal(to);
    };
    askPath({ title: say("ed-rename"), value: buffer.path, confirm: say("ed-rename"), answer });
  }

  function give(buffer, path) {
    const from = buffer.path;
    room.drafts.drop(buffer);
    buffer.path = path;
    if (shown === from) shown = path;
    pane.apply(buffer, { effects: language.reconfigure(support(path)) });
    room.tabs.rename(from, path);
    files.touch(buffer);
  }

  async function remove(path) {
    const buffer = await held(path).catch(complain);
    if (!buffer) return;
    const { base, text } = buffer;
    room.drafts.drop(buffer);
    room.tabs.close(buffer.path);
    if (!base) {
      files.remove(buffer);
      return toast(say("ed-removed", { path }), { action: { label: say("js-undo"), run: () => open(files.addNew(path, text).path) } });
    }
    if (!files.buffers.includes(buffer)) files.buffers.push(buffer);
    buffer.isDeleted = true;
    files.touch(buffer);
    toast(say("ed-removed", { path }), { action: { label: say("js-undo"), run: () => discard(buffer, { isSilent: true, andOpen: true }) } });
  }

  /** Puts a file back as the branch has it; it can be undone. */
  async function discard(buffer, { isSilent = false, andOpen = false } = {}) {
    const { path, base, isDeleted, doc } = buffer;
    if (base && !base.doc) await room.saving.fetch(buffer).catch(complain);
    room.drafts.drop(buffer);
    if (!base) {
      room.tabs.close(path);
      files.remove(buffer);
    } else {
      buffer.isDeleted = false;
      buffer.hasMarks = false;
      if (buffer.isRenamed) give(buffer, base.path);
      if (buffer.base.doc) put(buffer, buffer.base.doc);
      files.touch(buffer);
    }
    if (andOpen) await open(base.path);
    if (isSilent) return;
    const undo = () => {
      const again = base ? (files.buffers.includes(buffer) ? buffer : files.bringBack({ path, text: doc.toString(), base, isDeleted })) : files.addNew(path, doc.toString());
      if (base && again.path !== path) give(again, path);
      put(again, doc);
      again.isDeleted = isDeleted;
      files.touch(again);
      if (!isDeleted) open(path);
    };
    toast(say("ed-discarded", { path }), { action: { label: say("js-undo"), run: undo } });
  }

  function put(buffer, doc) {
    if (!buffer.doc.eq(doc)) pane.apply(buffer, { changes: { from: 0, to: buffer.doc.length, insert: doc } });
  }

  async function goToLine() {
    if (!files.active) return;
    const { gotoLine } = await import("../../../vendor/codemirror.min.js");
    gotoLine(pane.view);
  }

  addEventListener("popstate", ({ state }) => {
    const path = state?.path;
    if (path) open(path, { push: false });
    else showFolder({ push: false });
  });

  return { open, showFolder, closed, newFile, rename, remove, discard, goToLine, shownPath: () => shown };
}
