// From changes to one commit: sent at once, and only what the server has acknowledged counts as saved. Whoever comes too
// late gets both texts made one.

import { diff } from "../../../vendor/codemirror.min.js";
import { toast } from "../../lib/toast.js";
import { say } from "../../lib/words.js";
import { offerOther } from "./elsewhere.js";
import { baseOf, linesOf } from "./files.js";

const MARKS = /^(<{7} |>{7} )/m;

/** What is sent of a changed file. */
export function changesOf(buffer) {
  const { base, path, isDeleted, isEdited, isRenamed, text } = buffer;
  if (!base) return [{ path, content: text, expect_blob: null }];
  const expect_blob = base.blob;
  const gone = { path: base.path, delete: true, expect_blob };
  if (isDeleted) return [gone];
  if (!isEdited) return [{ path, move_from: base.path, expect_blob }];
  if (!isRenamed) return [{ path, content: text, expect_blob }];
  return [{ path, content: text, expect_blob: null, is_executable: base.kind === "executable" }, gone];
}

/** What a commit of these changes could be called. */
export function proposal(buffers) {
  const [first] = buffers;
  const names = buffers.map(({ path }) => path);
  if (buffers.length > 3) return say("ed-message-many", { count: buffers.length });
  if (buffers.length !== 1) return say("ed-message-change", { path: names.join(", ") });
  if (first.isDeleted) return say("ed-message-delete", { path: first.path });
  if (first.isNew) return say("ed-message-create", { path: first.path });
  if (first.isRenamed) return say("ed-message-rename", { from: first.base.path, to: first.path });
  return say("ed-message-change", { path: first.path });
}

export function of(room) {
  const { files, site, bars, pane } = room;
  let isSaving = false;

  /** Saves `buffers` as one commit; answers whether it stands. */
  async function save(message, buffers = files.changed()) {
    if (isSaving || buffers.length === 0) return false;
    const marked = buffers.find((buffer) => buffer.hasMarks && MARKS.test(buffer.text));
    if (marked) {
      await room.verbs.open(marked.path);
      bars.tell(`file:${marked.path}`, say("ed-marks-left", { path: marked.path }), [], "danger");
      return false;
    }
    isSaving = true;
    files.tell("saving", null);
    const sent = buffers.map((buffer) => ({ buffer, doc: buffer.doc, path: buffer.path, isDeleted: buffer.isDeleted }));
    try {
      const made = await site.commit(message || proposal(buffers), buffers.flatMap(changesOf));
      sent.forEach((each) => stands(each, made));
      bars.drop("saving");
      bars.drop("drafts");
      toast(say("ed-saved", { count: sent.length }));
      room.tree.refresh();
      return true;
    } catch (error) {
      await refused(error, buffers);
      return false;
    } finally {
      isSaving = false;
      files.tell("saving", null);
    }
  }

  function stands({ buffer, doc, path, isDeleted }, { blobs }) {
    bars.drop(`file:${path}`);
    room.drafts.drop(buffer);
    if (isDeleted) return files.remove(buffer);
    const blob = blobs.find((each) => each.path === path)?.blob ?? buffer.base?.blob;
    const { kind = "file", isOther } = buffer.base ?? {};
    buffer.base = { path, blob, kind, isOther, eol: buffer.eol, doc };
    buffer.hasMarks = false;
    if (files.active === buffer) history.replaceState({ path }, "", site.codeAt(path));
    files.touch(buffer);
  }

  async function refused(error, buffers) {
    const again = [{ label: say("ed-again"), run: () => room.changes.save() }];
    if (error.code === "stale" && !error.details?.head) return offerOther(room);
    if (error.code === "stale") return bringTogether(buffers);
    const text = error.code ? say("ed-refused", { why: error.message }) : say("ed-unreachable");
    bars.tell("saving", text, again, "danger");
  }

  async function bringTogether(buffers) {
    await Promise.all(buffers.map((buffer) => refresh(buffer).catch((why) => told(buffer, why.message))));
    const concerned = buffers.filter((buffer) => files.buffers.includes(buffer) && !buffer.isDeleted && bars.has(`file:${buffer.path}`));
    if (concerned.length > 0 && !concerned.includes(files.active)) await room.verbs.open(concerned[0].path);
  }

  const told = (buffer, text, actions = [], tone = "warn") => bars.tell(`file:${buffer.path}`, text, actions, tone);

  /** Looks at what the branch has of a file now, and brings it together with what is here. */
  async function refresh(buffer) {
    const now = await read(buffer.base?.path ?? buffer.path);
    const { base } = buffer;
    if (!now) return base ? gone(buffer) : null;
    if (base?.blob === now.blob) return known(buffer, now);
    if (now.content === undefined || now.is_cut || base?.isOther) return other(buffer, now);
    if (!base) return taken(buffer, now);
    if (buffer.isDeleted) return (files.rebase(buffer, now), told(buffer, say("ed-late-delete", { path: base.path })));
    if (base.doc && !buffer.isEdited) return update(buffer, now);
    return merge(buffer, now);
  }

  const read = (path) => site.read(path).catch((error) => (error.status === 404 ? null : Promise.reject(error)));

  function known(buffer, now) {
    if (buffer.base.doc) return;
    buffer.base = { ...baseOf(now), isOther: buffer.base.isOther };
    files.touch(buffer);
  }

  function gone(buffer) {
    if (buffer.isDeleted || !buffer.isEdited) {
      room.tabs.drop(buffer.path);
      if (files.active === buffer) room.verbs.showFolder();
      return files.remove(buffer);
    }
    files.rebase(buffer, null);
    told(buffer, say("ed-late-gone", { path: buffer.path }));
  }

  function other(buffer, now) {
    buffer.base = { ...buffer.base, path: now.path, blob: now.blob };
    files.touch(buffer);
    told(buffer, say("ed-late-other", { path: now.path }));
  }

  function taken(buffer, now) {
    files.rebase(buffer, now);
    told(buffer, say("ed-late-taken", { path: now.path }), [look(buffer)]);
  }

  /** Takes in a newer text where nothing was typed; the cursor stays where it was in the text. */
  function update(buffer, now) {
    buffer.base = baseOf(now);
    write(buffer, now.content);
    files.touch(buffer);
  }

  async function merge(buffer, now) {
    const labels = { mine_label: say("ed-mine"), theirs_label: say("ed-theirs") };
    const merged = await site.mergeText({ base: buffer.base.blob, content: buffer.text, theirs: now.blob, ...labels });
    buffer.base = baseOf(now);
    buffer.hasMarks = merged.has_conflicts;
    write(buffer, merged.content);
    files.touch(buffer);
    const text = merged.has_conflicts ? "ed-late-marks" : "ed-late-merged";
    told(buffer, say(text, { path: now.path }), [look(buffer)], merged.has_conflicts ? "danger" : "warn");
  }

  const look = (buffer) => ({ label: say("ed-compare"), run: () => room.compare.show(buffer) });

  /** Puts another text in the place of one, line by line, so that cursors and undoing stay. */
  function write(buffer, content) {
    const [before, after] = [buffer.doc.toString(), linesOf(content).join("\n")];
    const changes = diff(before, after, { scanLimit: 500 }).map(({ fromA, toA, fromB, toB }) => ({ from: fromA, to: toA, insert: after.slice(fromB, toB) }));
    if (changes.length > 0) pane.apply(buffer, { changes });
  }

  /** Asks for what a text that was brought back began from. */
  async function settle(buffer) {
    if (buffer.base && !buffer.base.doc) await refresh(buffer).catch((error) => told(buffer, error.message));
  }

  /** The same for one that is to be put back as it is on the branch. */
  async function fetch(buffer) {
    const now = await read(buffer.base.path);
    if (now && now.content !== undefined) buffer.base = baseOf(now);
  }

  return { save, refresh, settle, fetch, get isSaving() { return isSaving; } };
}
