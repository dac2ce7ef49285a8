// The line under both editors: where the work is saved, whether it was, and what to do when somebody was faster.

import { one } from "../lib/dom.js";
import { refused } from "../lib/errors.js";
import { say } from "../lib/words.js";
import { commit, freeName, keyOf, namesIn, split, store } from "./files.js";
import * as beside from "./beside.js";
import * as drafts from "./drafts.js";

/**
 * Connects the form. `subject` is the editor's element; `encode(path)` answers {file, path}, the path being another one
 * when that kind can't be written; `onSaved(path)` is called when the server has it. Answers what drafts need.
 */
export function connect(subject, { encode, onSaved }) {
  const form = one("[data-save]", subject);
  const base = { path: subject.dataset.at, blob: subject.dataset.blob };
  const state = { base, key: keyOf(base.path ?? ""), isBusy: false };
  if (!form) return state;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (state.isBusy) return;
    state.isBusy = true;
    await save(form, state, encode).then(onSaved, (error) => fail(form, error));
    state.isBusy = false;
  });
  beside.start(form, state);
  one("[data-other-name]", form).addEventListener("click", () => otherName(form));
  return state;
}

async function save(form, { base, key }, encode) {
  const [note, stale] = [one("[data-saved]", form), one("[data-stale]", form)];
  stale.hidden = true;
  note.textContent = say("js-media-saving");
  const { file, path, words } = await encode(form.elements.path.value.trim());
  const blob = await store(file);
  await commit(say("js-send-one", { path }), [{ path, blob, expect_blob: path === base.path ? base.blob : null }]);
  Object.assign(base, { path, blob });
  form.elements.path.value = path;
  note.textContent = words ?? say("js-media-saved");
  await drafts.drop(key);
  return path;
}

function fail(form, error) {
  one("[data-saved]", form).textContent = "";
  if (error.code === "stale") one("[data-stale]", form).hidden = false;
  else refused()(error);
}

async function otherName(form) {
  const [folder, name] = split(form.elements.path.value.trim());
  const other = freeName(name, await namesIn(folder));
  form.elements.path.value = folder ? `${folder}/${other}` : other;
  form.elements.path.focus();
}
