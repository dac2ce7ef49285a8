// Others on the branch: where they are in the same file, and what becomes of a text here that they save.

import { Decoration, EditorView, StateEffect, StateField, WidgetType } from "../../../vendor/codemirror.min.js";
import { make, one } from "../../lib/dom.js";
import { complain } from "../../lib/toast.js";
import { say } from "../../lib/words.js";
import { addExtra } from "./editor.js";
import { offerOther } from "./elsewhere.js";
import { linesOf } from "./files.js";

/** Texts that are looked at again when news have been missed. */
const AGAIN_MAX = 50;

/** Who is where in a text: [{name, colour, anchor, head}]. */
const seen = StateEffect.define();

class Caret extends WidgetType {
  constructor({ name, colour }) {
    super();
    Object.assign(this, { name, colour });
  }

  eq({ name, colour }) {
    return name === this.name && colour === this.colour;
  }

  toDOM() {
    return make("span", { class: "code-caret", "data-color": this.colour }, make("span", { class: "code-caret-name" }, this.name));
  }
}

addExtra(() => StateField.define({
  create: () => Decoration.none,
  update(shown, { changes, effects, state }) {
    const news = effects.find((effect) => effect.is(seen));
    return news ? drawn(news.value, state.doc.length) : shown.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
}));

function drawn(people, length) {
  const marks = people.flatMap((person) => {
    const [anchor, head] = [person.anchor, person.head].map((at) => Math.min(Math.max(0, at), length));
    const caret = Decoration.widget({ widget: new Caret(person), side: 1 }).range(head);
    if (anchor === head) return [caret];
    const selected = Decoration.mark({ class: "code-selected", attributes: { "data-color": person.colour } });
    return [selected.range(Math.min(anchor, head), Math.max(anchor, head)), caret];
  });
  return Decoration.set(marks, true);
}

/** Shows others, and shows oneself to them. */
export async function follow(room) {
  if (!one("[data-live]")) return;
  const live = await import("../live.js");
  const { files } = room;
  let people = [];
  const draw = () => {
    const buffer = files.active;
    if (buffer) room.pane.apply(buffer, { effects: seen.of(inside(buffer, people)) });
  };
  const tell = () => live.share({ page: "code", ...spot(room) });
  live.on("presence", (all) => ((people = all), draw()));
  live.on("event", (event) => heard(room, event).catch(complain));
  live.on("resync", () => again(room).catch(complain));
  live.on("gone", ({ reason }) => reason === "branch" && files.changed().length > 0 && offerOther(room));
  files.on("cursor", tell);
  files.on("shown", () => (tell(), draw()));
  tell();
}

const pathOf = (buffer) => buffer.base?.path ?? buffer.path;

/** Those who have the same file before them. What they send is looked at before it counts. */
function inside(buffer, people) {
  const here = people.filter(({ page, path, cursor }) => page === "code" && path === pathOf(buffer) && cursor);
  return here.flatMap(({ name, colour, cursor: { anchor, head } }) => ([anchor, head].every(Number.isInteger) ? [{ name, colour, anchor, head }] : []));
}

function spot({ files, verbs }) {
  const { active } = files;
  if (!active) return { path: verbs.shownPath() };
  const { anchor, head } = active.state.selection.main;
  return { path: pathOf(active), cursor: { anchor, head } };
}

/** Something has happened on the branch. */
async function heard(room, { kind, branch, path, old_path: oldPath, blob, by_name: name }) {
  if (branch !== room.site.branch || !kind.startsWith("file.")) return;
  await settled(room);
  room.renew ??= setTimeout(() => ((room.renew = null), room.tree.refresh()), 300);
  const buffer = room.files.buffers.find(({ base }) => base && [path, oldPath].includes(base.path));
  if (!buffer || (kind !== "file.deleted" && buffer.base.path === path && buffer.base.blob === blob)) return;
  if (!buffer.isChanged) return renewed(room, buffer, kind, path);
  const merge = { label: say("ed-merge"), run: () => room.saving.refresh(buffer).catch(complain) };
  const compare = { label: say("ed-compare"), run: () => compared(room, buffer).catch(complain) };
  const actions = kind === "file.edited" ? [merge, compare] : [merge];
  room.bars.tell(`file:${buffer.path}`, say("ed-others-saved", { name: name ?? say("ed-somebody"), path: buffer.path }), actions, "warn");
}

/** Nothing is typed there: what is shown becomes what the branch has. */
async function renewed(room, buffer, kind, path) {
  if (kind !== "file.renamed") return room.saving.refresh(buffer);
  const isShown = room.files.active === buffer;
  room.tabs.drop(buffer.path);
  room.files.remove(buffer);
  if (isShown) await room.verbs.open(path, { push: false, focus: false });
}

async function compared(room, buffer) {
  const now = await room.site.read(buffer.base.path);
  room.compare.texts(buffer.path, linesOf(now.content ?? "").join("\n"), buffer.doc);
}

async function again(room) {
  await settled(room);
  const known = room.files.buffers.filter(({ base, isChanged }) => base && !isChanged).slice(0, AGAIN_MAX);
  for (const buffer of known) await room.saving.refresh(buffer);
  await room.tree.refresh();
}

/** Waits until one's own commit is answered: its event may come before. */
function settled({ saving, files }) {
  if (!saving.isSaving) return Promise.resolve();
  return new Promise((done) => {
    const look = () => {
      if (saving.isSaving) return;
      files.removeEventListener("saving", look);
      done();
    };
    files.addEventListener("saving", look);
  });
}
