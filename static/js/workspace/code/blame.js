// Beside each line: who has written it, and when; and below the text the commit of the line where the cursor is.

import { Compartment, diff, EditorState, gutter, GutterMarker, RangeSetBuilder, StateField } from "../../../vendor/codemirror.min.js";
import { call } from "../../lib/api.js";
import { make } from "../../lib/dom.js";
import { complain } from "../../lib/toast.js";
import { say } from "../../lib/words.js";
import { addExtra } from "./editor.js";
import { when } from "./status.js";

const slots = new WeakMap();
const fields = new WeakMap();

addExtra((buffer) => {
  const slot = new Compartment();
  slots.set(buffer, slot);
  return slot.of([]);
});

class Origin extends GutterMarker {
  constructor(id, commit, isFirst) {
    super();
    Object.assign(this, { id, commit, isFirst });
  }

  eq(other) {
    return other.id === this.id && other.isFirst === this.isFirst;
  }

  toDOM() {
    const { author, at, summary } = this.commit;
    const day = new Date(at).toLocaleDateString(document.documentElement.lang, { dateStyle: "short" });
    return make("span", { class: "code-origin", title: `${summary}\n${author}, ${when(at)}` }, this.isFirst ? `${day} ${author}` : "");
  }
}

/** Shows where the lines of a file come from, or hides it; answers whether it is shown. */
export async function toggle(room, buffer) {
  const slot = slots.get(buffer);
  if (fields.has(buffer)) {
    fields.delete(buffer);
    room.pane.apply(buffer, { effects: slot.reconfigure([]) });
    return false;
  }
  const { api, branch } = room.site;
  const query = new URLSearchParams({ at: branch, path: buffer.base.path });
  const told = await call("GET", `${api}/blame?${query}`).catch((error) => (complain(error), null));
  if (!told) return false;
  const field = StateField.define({
    create: () => placed(buffer, told),
    update: (set, { changes }) => set.map(changes),
  });
  fields.set(buffer, field);
  const column = gutter({ class: "code-blame", markers: (view) => view.state.field(field) });
  room.pane.apply(buffer, { effects: slot.reconfigure([field, column]) });
  if (told.is_cut) room.bars.tell("blame", say("ed-blame-cut"));
  return true;
}

/** The commit of the line where the cursor is, while this is shown. */
export function originAt(buffer) {
  const field = fields.get(buffer);
  if (!field) return null;
  const { from } = buffer.state.doc.lineAt(buffer.state.selection.main.head);
  let found = null;
  buffer.state.field(field, false)?.between(from, from, (at, _to, marker) => void (at === from && (found = marker)));
  return found;
}

/** The marks of the lines that the branch has, moved to where these lines are here. */
function placed({ base, doc }, { lines, commits }) {
  const builder = new RangeSetBuilder();
  for (const { from, count, commit } of lines) {
    for (let at = from; at < from + count && at <= base.doc.lines; at++) {
      const start = base.doc.line(at).from;
      builder.add(start, start, new Origin(commit, commits[commit], at === from));
    }
  }
  const [before, after] = [base.doc.toString(), doc.toString()];
  const changes = diff(before, after, { scanLimit: 500 }).map(({ fromA, toA, fromB, toB }) => ({ from: fromA, to: toA, insert: after.slice(fromB, toB) }));
  return builder.finish().map(EditorState.create({ doc: base.doc }).changes(changes));
}
