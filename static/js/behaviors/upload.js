// Files that are chosen or dropped: sent at once, with a bar that shows how far, also on the desk.

import { make, one } from "../lib/dom.js";
import { complain, toast } from "../lib/toast.js";
import { say } from "../lib/words.js";

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

export function start() {
  const form = one("form[data-upload]");
  const take = (field) => (send([...field.files], form), (field.value = ""));
  form?.addEventListener("change", ({ target }) => take(target));
  // Whoever was quicker than this script need not choose again.
  const chosen = form && one("input[type=file]", form);
  if (chosen) take(chosen);
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form?.classList.add("is-over");
  });
  document.addEventListener("dragleave", () => form?.classList.remove("is-over"));
  document.addEventListener("drop", (event) => {
    form?.classList.remove("is-over");
    if (!hasFiles(event)) return;
    event.preventDefault();
    send([...event.dataTransfer.files], form);
  });
}

function send(files, form) {
  if (files.length === 0) return;
  const body = new FormData();
  if (document.body.dataset.active) body.append("stack_id", document.body.dataset.active);
  for (const file of files) body.append("file", file);
  const bar = form ? one("progress", form) : make("progress", { class: "upload-progress", max: 100, value: 0 });
  bar.setAttribute("aria-label", say("js-documents-sending"));
  bar.hidden = false;
  if (!form) one("#toasts").append(bar);

  const request = new XMLHttpRequest();
  request.responseType = "json";
  request.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = (100 * loaded) / total));
  request.addEventListener("loadend", () => {
    if (form) bar.hidden = true;
    else bar.remove();
    answered(request, files.length, form);
  });
  request.open("POST", "/api/documents");
  request.setRequestHeader("Accept", "application/json");
  request.send(body);
}

function answered({ status, response }, count, form) {
  if (status !== 201) return complain(response?.error);
  for (const { name, message } of response.refused) complain({ message: `${name}: ${message}` });
  if (form) window.htmx.ajax("GET", "/documents", { target: "#documents-results", swap: "innerHTML" });
  toast(say("js-documents-sent", { count: count - response.refused.length }));
}
