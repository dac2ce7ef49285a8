// Renames and deletes one file without leaving its tab; a deletion can be taken back.

import { one } from "../lib/dom.js";
import { refused } from "../lib/errors.js";
import { say } from "../lib/words.js";
import { address, commit, split } from "./files.js";
import { later } from "./later.js";

export function start() {
  const path = one("[data-media]").dataset.path;
  one("[data-rename]").addEventListener("submit", (event) => {
    event.preventDefault();
    rename(path, event.target).catch(refused());
  });
  one("[data-delete]").addEventListener("submit", (event) => {
    event.preventDefault();
    remove(path, event.target).catch(refused());
  });
}

async function rename(from, form) {
  const path = form.elements.path.value.trim();
  if (path === from) return;
  await commit(`${from} → ${path}`, [{ path, move_from: from, expect_blob: form.elements.expect.value }]);
  location.assign(address(path));
}

async function remove(path, form) {
  const [blob, text] = [form.elements.expect.value, say("js-media-deleted", { name: split(path)[1] })];
  await commit(one("button", form).textContent.trim() + ` ${path}`, [{ path, delete: true, expect_blob: blob }]);
  later({ text, undo: { path, blob } });
  // The folder may have gone with its last file.
  const list = await fetch(form.dataset.list, { method: "HEAD" });
  location.assign(list.ok ? form.dataset.list : address(""));
}
