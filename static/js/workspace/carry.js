// A form with a file that takes its time: sent with a bar that shows how far, then on to where the answer leads.

import { all, one } from "../lib/dom.js";
import { complain } from "../lib/toast.js";

export function start() {
  for (const form of all("form[data-carry]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
}

function send(form) {
  const bar = one("progress", form);
  const button = one("button", form);
  const request = new XMLHttpRequest();
  [bar.hidden, button.disabled] = [false, true];
  request.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = (100 * loaded) / total));
  request.addEventListener("loadend", () => {
    [bar.hidden, button.disabled] = [true, false];
    if (request.status === 0) return complain();
    if (request.status < 300) return window.location.assign(request.responseURL);
    // The page with what is wrong; the file stays chosen in this one, so only the words are taken over.
    const told = new DOMParser().parseFromString(request.responseText, "text/html").querySelector(".notice");
    complain({ message: told?.textContent.trim() });
  });
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(new FormData(form));
}
