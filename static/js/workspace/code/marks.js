// What two people have made of the same lines: both stand between marks, with buttons that choose.

import { Decoration, EditorView, StateField, WidgetType } from "../../../vendor/codemirror.min.js";
import { make } from "../../lib/dom.js";
import { say } from "../../lib/words.js";

/** The conflicts of a text: where each begins, parts and ends. */
function conflicts(doc) {
  const found = [];
  let open = null;
  for (let at = 1; at <= doc.lines; at++) {
    const line = doc.line(at);
    if (line.text.startsWith("<<<<<<< ")) open = { start: line };
    else if (open && !open.middle && line.text === "=======") open.middle = line;
    else if (open?.middle && line.text.startsWith(">>>>>>> ")) (found.push({ ...open, end: line }), (open = null));
  }
  return found;
}

class Choice extends WidgetType {
  constructor(at) {
    super();
    this.at = at;
  }

  eq(other) {
    return other.at === this.at;
  }

  toDOM(view) {
    const button = (label, keeps) => {
      const made = make("button", { class: "button", type: "button" }, label);
      made.addEventListener("click", () => resolve(view, this.at, keeps));
      return made;
    };
    return make("div", { class: "code-choice" }, button(say("ed-keep-mine"), "mine"), button(say("ed-keep-theirs"), "theirs"), button(say("ed-keep-both"), "both"));
  }

  ignoreEvent() {
    return true;
  }
}

function resolve(view, from, keeps) {
  const { doc } = view.state;
  const found = conflicts(doc).find(({ start }) => start.from === from);
  if (!found) return;
  const inside = (after, before) => doc.sliceString(Math.min(after.to + 1, before.from), before.from);
  const [mine, theirs] = [inside(found.start, found.middle), inside(found.middle, found.end)];
  const insert = { mine, theirs, both: mine + theirs }[keeps];
  view.dispatch({ changes: { from, to: Math.min(found.end.to + 1, doc.length), insert }, selection: { anchor: from } });
  view.focus();
}

function decorate(doc) {
  const marks = conflicts(doc).flatMap(({ start, middle, end }) => {
    const lines = (from, to, name) => {
      const all = [];
      for (let at = from; at <= to; at++) all.push(Decoration.line({ class: name }).range(doc.line(at).from));
      return all;
    };
    const choice = Decoration.widget({ widget: new Choice(start.from), side: -1, block: true }).range(start.from);
    return [choice, ...lines(start.number, middle.number - 1, "code-mine"), ...lines(middle.number, end.number, "code-theirs")];
  });
  return Decoration.set(marks, true);
}

/** Shows the marks of a text that has some. */
export const marks = (buffer) => StateField.define({
  create: ({ doc }) => (buffer.hasMarks ? decorate(doc) : Decoration.none),
  update(shown, { docChanged, state, changes }) {
    // Marks come with a change of the text, which is noted before it is made.
    if (!buffer.hasMarks) return Decoration.none;
    return docChanged || shown.size === 0 ? decorate(state.doc) : shown.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});
