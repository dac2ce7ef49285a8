// What the palette finds in the open repository: its branches, and the files of the branch that is open.

import { one } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { entryOf } from "./box.js";
import { best } from "./match.js";

const FILES_MAX = 20;
const TABS = [
  [/\.(png|jpe?g|gif|webp|avif|bmp|svg)$/i, "images", "image"],
  [/\.(wav|mp3|ogg|flac|m4a|opus)$/i, "sounds", "volume-2"],
  [/\.scene\.json$/i, "scenes", "layers"],
];

const here = one("[data-live]")?.dataset;
const encode = (path) => path.split("/").map(encodeURIComponent).join("/");
const base = here?.base;
const told = {};

/** Asks once for a page; without an answer there is nothing. */
const ask = (what, query = "") =>
  (told[what] ??= fetch(`/api${base}/${what}${query}`, { headers: { accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : {}), () => ({})));

/** The other branches, each with the tab that is open. */
export async function branchEntries() {
  if (!base) return [];
  const { branches = [] } = await ask("branches");
  const tab = one(".repo-ways [aria-current=page]")?.getAttribute("href").split("/").at(-1) ?? "code";
  return branches.filter(({ name }) => name !== here.branch).map(({ name }) => {
    const href = `${base}/${encodeURIComponent(name)}/${tab}`;
    return entryOf("git-branch", name, say("js-kind-branch"), () => location.assign(href), null, href);
  });
}

/** The files whose paths fit, each in the tab that is for its kind. */
export async function fileEntries(text, add) {
  if (!here?.branch || text.trim() === "") return;
  const { paths = [] } = await ask("files", `?at=${encodeURIComponent(here.branch)}`);
  add(best(paths, text.trim()).slice(0, FILES_MAX).map(fileEntry));
}

function fileEntry(path) {
  const [, tab, sign] = TABS.find(([kind]) => kind.test(path)) ?? [null, "code", "file-text"];
  const href = `${base}/${encodeURIComponent(here.branch)}/${tab}/${encode(path)}`;
  const go = () => {
    const editor = tab === "code" && one("[data-code][data-ready]");
    const wish = new CustomEvent("open-path", { detail: path, cancelable: true });
    if (!editor || editor.dispatchEvent(wish)) location.assign(href);
  };
  return entryOf(sign, path, say("js-kind-file"), go, null, href);
}
