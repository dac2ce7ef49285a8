// A file by a few letters of its path.

import { all, make } from "../../lib/dom.js";
import { complain } from "../../lib/toast.js";
import { say } from "../../lib/words.js";
import { best } from "../../palette/match.js";
import { ask } from "./ask.js";

/** Asks for a file and opens it. */
export async function quickOpen(room) {
  const told = await room.site.files().catch((error) => (complain(error), null));
  if (!told) return;
  const here = room.files.buffers.filter((buffer) => !buffer.isDeleted).map(({ path }) => path);
  const gone = new Set(room.files.buffers.filter((buffer) => buffer.isDeleted || buffer.isRenamed).map(({ base }) => base.path));
  const paths = [...new Set([...room.tabs.paths, ...here, ...told.paths])].filter((path) => !gone.has(path) || here.includes(path));
  const list = make("ul", { id: "quick-list", class: "code-quick", role: "listbox", "aria-label": say("ed-files") });
  const input = make("input", { id: "quick", role: "combobox", "aria-label": say("ed-quick"), "aria-controls": "quick-list", "aria-expanded": "true", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", placeholder: say("ed-quick-hint") });
  const dialog = ask({ title: say("ed-quick"), body: [input, list] });
  let at = 0;

  const open = (path) => {
    dialog.close();
    const [, line] = input.value.match(/:(\d+)$/) ?? [];
    room.verbs.open(path, line ? { at: { line: Number(line) } } : {});
  };
  const mark = (to) => {
    const items = all("li", list);
    at = items.length === 0 ? 0 : (to + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    input.setAttribute("aria-activedescendant", items[at]?.id ?? "");
    items[at]?.scrollIntoView({ block: "nearest" });
  };
  const draw = () => {
    const found = best(paths, input.value.replace(/:\d*$/, "").trim());
    list.replaceChildren(...found.map((path, index) => make("li", { id: `quick-${index}`, role: "option", "data-path": path }, make("b", {}, path.slice(path.lastIndexOf("/") + 1)), make("span", { class: "hint" }, path))));
    mark(0);
  };
  input.addEventListener("input", draw);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) (event.preventDefault(), mark(at + step));
    const path = all("li", list)[at]?.dataset.path;
    if (event.key === "Enter") (event.preventDefault(), path && open(path));
  });
  list.addEventListener("click", ({ target }) => target.closest("li") && open(target.closest("li").dataset.path));
  draw();
}
