// The Code tab: a tree, open files and an editor, grown out of the page that shows a folder or a file with plain links.
// When its parts can't be fetched, the page stays as it came.

import { one } from "../lib/dom.js";
import { complain } from "../lib/toast.js";

const root = one("[data-code]");

if (root.dataset.kind !== "other") {
  try {
    const { grow } = await import("./code/room.js");
    await grow(root, one("[data-code-plain]"));
  } catch (error) {
    root.hidden = true;
    root.parentElement.classList.remove("is-coding");
    complain(error);
  }
}
