// The palette and the keys of every page but the desk. What a page can do are its own links, buttons and fields that
// say so: `data-command` puts one into the palette, `aria-keyshortcuts` gives it a key and puts it on the sheet as well.
// What it is called is its `data-command`, else what it is called for everybody.

import { all, isThere } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { branchEntries, fileEntries } from "./branch.js";
import { entryOf, learn, open } from "./box.js";
import { places } from "./places.js";
import { all as allResults, searched } from "./search.js";
import { openSheet } from "./sheet.js";

export async function palette() {
  open(commands(), (text, add) => {
    fileEntries(text, add);
    searched(text, (results) => add([...results.map(found), allResults(text)]));
  });
  const { entries } = await places();
  learn([...entries, ...(await branchEntries())].filter(({ href }) => href !== location.pathname));
}

export async function sheet() {
  await places();
  const keyed = all("[aria-keyshortcuts]").filter(isThere).map((element) => ({ label: nameOf(element), keys: keysOf(element) }));
  const everywhere = [{ label: say("js-palette"), keys: ["Mod+K"] }, { label: say("js-sheet"), keys: ["?"] }];
  openSheet([[say("js-group-page"), keyed], [say("js-group-everywhere"), everywhere]].filter(([, list]) => list.length > 0));
}

/** Does what an element with a key is there for; single keys only for those who have not switched them off. */
export async function press(element, isSingle) {
  if (isSingle && document.body.dataset.singleKeys === undefined) await places();
  if (isSingle && document.body.dataset.singleKeys === "off") return;
  use(element);
}

function use(element) {
  element.closest("details:not([open])")?.setAttribute("open", "");
  if (element.matches("input:not([type=submit]), textarea, select")) return element.focus();
  // A click on a summary opens what was just opened for it again, which closes it.
  if (element.matches("summary")) element.parentElement.open = true;
  else element.click();
  if (element.isConnected) element.focus({ preventScroll: true });
}

const found = ({ sign, label, kind, href }) => entryOf(sign, label, kind, () => location.assign(href), null, href);

function commands() {
  const here = all("[data-command], [aria-keyshortcuts]").filter(isThere).map((element) => entry(element, () => use(element)));
  const beside = all("template[data-commands]").flatMap(({ content }) => all("a", content));
  return [...here, ...beside.map((link) => entry(link, () => location.assign(link.getAttribute("href"))))];
}

const entry = (element, run) =>
  entryOf(signOf(element), nameOf(element), say("js-kind-page"), run, keysOf(element)[0], element.getAttribute("href"));

const nameOf = (element) => (element.dataset.command || element.getAttribute("aria-label") || element.textContent).trim();
const signOf = (element) => element.querySelector("use")?.getAttribute("href").split("#")[1] ?? "chevron-right";
const keysOf = (element) => (element.getAttribute("aria-keyshortcuts") ?? "").split(" ").filter(Boolean).map((keys) => keys.replace("Control", "Mod"));
