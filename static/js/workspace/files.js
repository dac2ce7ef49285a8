// Files of the branch that the page shows: sent, committed, looked for.

import { call } from "../lib/api.js";
import { one } from "../lib/dom.js";
import { say } from "../lib/words.js";

/** Bytes of one file; the server refuses more. */
export const FILE_BYTES_MAX = 100 * 1024 * 1024;

const place = () => one("[data-media]").dataset;

/** What names this branch, and a path in it, in whatever is kept in the browser: for whoever is signed in, and nobody else. */
export function keyOf(path) {
  const { user, repositoryId, branch } = one("[data-live]").dataset;
  return [user, repositoryId, branch, path].join("\n");
}

/** The address of a path in the tab that is shown. */
export function address(path) {
  const { api, branch, kind } = place();
  const parts = path.split("/").filter(Boolean).map(encodeURIComponent);
  return [api.slice("/api".length), encodeURIComponent(branch), `${kind}s`, ...parts].join("/");
}

/** Sends the bytes of a file and answers their name; a commit makes them part of the branch. */
export function store(file, { onProgress = () => {}, signal } = {}) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded, total));
    request.addEventListener("loadend", () => {
      if (request.status === 201) return done(request.response.blob);
      const error = request.response?.error;
      fail(Object.assign(new Error(error?.message ?? say("js-send-failed")), { code: error?.code }));
    });
    signal?.addEventListener("abort", () => request.abort());
    request.open("POST", `${place().api}/blobs`);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(file.slice(0, file.size, "application/octet-stream"));
  });
}

/** Makes one commit on the branch. */
export const commit = (message, changes) =>
  call("POST", `${place().api}/commit`, { branch: place().branch, message, changes });

/** The names that a folder of the branch has, with what stands there; none for a folder that is not there yet. */
export async function namesIn(folder) {
  const query = new URLSearchParams({ at: place().branch });
  if (folder) query.set("path", folder);
  const answer = await fetch(`${place().api}/tree?${query}`, { headers: { accept: "application/json" } });
  if (!answer.ok) return new Map();
  const { entries } = await answer.json();
  return new Map(entries.map(({ path, object }) => [path.slice(folder ? folder.length + 1 : 0), object]));
}

/** The folder and the name of a path. */
export function split(path) {
  const at = path.lastIndexOf("/");
  return [path.slice(0, Math.max(at, 0)), path.slice(at + 1)];
}

/** A name like `name` that is not among `taken`. */
export function freeName(name, taken) {
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  for (let number = 2; ; number += 1) {
    const other = `${stem}-${number}${ending}`;
    if (!taken.has(other)) return other;
  }
}
