// Says how many pixels each picture has, and leaves out what the search does not name while it is typed.

import { all, one } from "../lib/dom.js";

export function start() {
  look();
  // The list is another one when something has happened on the branch.
  document.addEventListener("fresh", look);
  one("[data-media-find]")?.addEventListener("input", find);
}

function look() {
  for (const picture of all("img[data-measured]")) {
    if (picture.complete) measure(picture);
    else picture.addEventListener("load", () => measure(picture), { once: true });
    picture.addEventListener("error", () => picture.classList.add("is-broken"), { once: true });
  }
  find();
}

function measure(picture) {
  const shown = one("[data-measure]", picture.closest("a, [data-media]"));
  if (shown && picture.naturalWidth) shown.textContent = `${picture.naturalWidth} × ${picture.naturalHeight} · `;
}

function find() {
  const text = one("[data-media-find]")?.value.trim().toLowerCase() ?? "";
  for (const group of all("[data-media-group]")) {
    const files = all("[data-media-file]", group);
    for (const file of files) file.hidden = !file.dataset.mediaFile.toLowerCase().includes(text);
    group.hidden = files.every((file) => file.hidden);
  }
}
