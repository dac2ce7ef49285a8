// What is said on the page that follows: a deletion with the way to take it back.

import { refused } from "../lib/errors.js";
import { complain, toast } from "../lib/toast.js";
import { say } from "../lib/words.js";
import { commit, split } from "./files.js";

const KEY = "workspace-note";

/** Keeps a note for the next page: {text, undo: {path, blob}?, failed: what could not be done?}. */
export const later = (note) => sessionStorage.setItem(KEY, JSON.stringify(note));

export function start() {
  const kept = sessionStorage.getItem(KEY);
  if (!kept) return;
  sessionStorage.removeItem(KEY);
  const { text, undo, failed = [] } = JSON.parse(kept);
  toast(text, { action: undo && { label: say("js-media-undo"), run: () => takeBack(undo).catch(refused()) } });
  for (const message of failed) complain({ message });
}

async function takeBack({ path, blob }) {
  const text = say("js-media-restored", { name: split(path)[1] });
  await commit(text, [{ path, blob, expect_blob: null }]);
  later({ text });
  location.reload();
}
