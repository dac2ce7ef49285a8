// Two texts of one file: what the branch has, and what it would become.

import { EditorState, EditorView, unifiedMergeView } from "../../../vendor/codemirror.min.js";
import { make } from "../../lib/dom.js";
import { complain } from "../../lib/toast.js";
import { say } from "../../lib/words.js";
import { ask } from "./ask.js";
import { shown } from "./editor.js";

export function of(room) {
  /** Shows what was changed of a file. */
  async function show(buffer) {
    await room.saving.settle(buffer).catch(complain);
    texts(buffer.path, buffer.base?.doc ?? "", buffer.isDeleted ? "" : buffer.doc, buffer.isRenamed ? say("ed-renamed-from", { path: buffer.base.path }) : "");
  }

  function texts(path, before, after, note = "") {
    const box = make("div", { class: "code-diff" });
    const body = [note ? make("p", { class: "hint" }, note) : "", box];
    const dialog = ask({ title: path, body, wide: true });
    const extensions = [
      shown(path), EditorState.readOnly.of(true), EditorView.lineWrapping,
      unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: { margin: 3, minSize: 6 }, diffConfig: { scanLimit: 2000 } }),
    ];
    const view = new EditorView({ state: EditorState.create({ doc: after, extensions }), parent: box });
    dialog.addEventListener("close", () => view.destroy());
  }

  return { show, texts };
}
