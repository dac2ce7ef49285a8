// Files that are chosen or dropped: each is sent with its progress, then all become one commit.

import { icon, make, one } from "../lib/dom.js";
import { refused } from "../lib/errors.js";
import { say } from "../lib/words.js";
import { ask } from "./clash.js";
import { FILE_BYTES_MAX, commit, freeName, namesIn, store } from "./files.js";
import { later } from "./later.js";

let sending = Promise.resolve();
let waiting = 0;
let isChanged = false;

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

export function start() {
  const form = one("form[data-send]");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.elements.files.addEventListener("change", ({ target }) => {
    const files = [...target.files];
    target.value = "";
    queue(form, files);
  });
  addEventListener("beforeunload", (event) => waiting > 0 && event.preventDefault());
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.add("is-over");
  });
  document.addEventListener("dragleave", () => form.classList.remove("is-over"));
  document.addEventListener("drop", (event) => {
    form.classList.remove("is-over");
    if (!hasFiles(event)) return;
    event.preventDefault();
    queue(form, [...event.dataTransfer.files]);
  });
}

/** Sends after whatever is being sent; the page is loaded anew when nothing waits any more. */
function queue(form, files) {
  if (files.length === 0) return;
  waiting += 1;
  sending = sending.then(() => send(form, files)).catch(refused()).then((isThere) => {
    waiting -= 1;
    isChanged ||= isThere;
    if (isChanged && waiting === 0) location.reload();
  });
}

async function send(form, files) {
  const folder = form.elements.folder.value.trim().replace(/^\/+|\/+$/g, "");
  const lines = await Promise.all(files.map(async (file) => ({ file, line: line(one(".sends", form), file) })));
  const changes = [];
  const taken = await namesIn(folder);
  const [answers, failed] = [{}, []];
  for (const { file, line } of lines) {
    const change = await sendOne(file, line, taken, answers).catch((error) => {
      line.end(error.message, true);
      failed.push(`${file.name}: ${error.message}`);
    });
    if (change) changes.push({ ...change, path: folder ? `${folder}/${change.path}` : change.path });
  }
  if (changes.length === 0) return false;
  const words = changes.length === 1 ? say("js-send-one", changes[0]) : say("js-send-many", { count: changes.length });
  await commit(words, changes);
  later({ text: words, failed });
  return true;
}

async function sendOne(file, line, taken, answers) {
  if (file.size > FILE_BYTES_MAX) throw new Error(say("js-send-large"));
  let [name, expect_blob] = [file.name.normalize("NFC"), null];
  if (taken.has(name)) {
    const answer = await ask(name, answers);
    if (answer === "skip") return line.end(say("js-send-skipped"));
    if (answer === "replace") expect_blob = taken.get(name);
    else name = freeName(name, taken);
  }
  if (line.stop.aborted) return line.end(say("js-send-cancelled"));
  const blob = await store(file, { onProgress: line.move, signal: line.stop }).catch((error) => {
    if (!line.stop.aborted) throw error;
  });
  if (!blob) return line.end(say("js-send-cancelled"));
  line.end(say("js-send-done"));
  taken.set(name, blob);
  return { path: name, blob, expect_blob };
}

/** A line of the list: the name, how far, and the way to stop it. */
function line(list, file) {
  const stopper = new AbortController();
  const bar = make("progress", { max: 100, value: 0, "aria-label": say("js-send-sending", { name: file.name }) });
  const status = make("span", { class: "hint" }, say("js-send-waiting"));
  const label = say("js-send-cancel", { name: file.name });
  const cancel = make("button", { type: "button", class: "icon-button", "aria-label": label }, icon("x"));
  cancel.addEventListener("click", () => stopper.abort());
  list.append(make("li", { class: "send-line" }, make("span", { class: "send-name" }, file.name), bar, status, cancel));
  list.hidden = false;
  return {
    stop: stopper.signal,
    move: (loaded, total) => {
      bar.value = (100 * loaded) / total;
      status.textContent = `${Math.round(bar.value)} %`;
    },
    end: (text, isFailed = false) => {
      status.textContent = text;
      status.classList.toggle("error", isFailed);
      bar.remove();
      cancel.remove();
    },
  };
}
