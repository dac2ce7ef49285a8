// What the Code tab is put together from, and who hears what.

import { make } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import { Bars } from "./bars.js";
import { Changes } from "./changes.js";
import * as compare from "./compare.js";
import { Drafts } from "./drafts.js";
import { FileBar } from "./filebar.js";
import { Files } from "./files.js";
import { listen } from "./keys.js";
import { follow } from "./others.js";
import { Pane } from "./pane.js";
import { quickOpen } from "./quick.js";
import * as saving from "./saving.js";
import { Search } from "./search.js";
import { Side } from "./side.js";
import { siteOf } from "./site.js";
import { Status } from "./status.js";
import { Tabs } from "./tabs.js";
import { Tree } from "./tree.js";
import * as verbs from "./verbs.js";

/** Builds the editor into `root`; `plain` is what the page shows without it, which stays as the page of the folder. */
export async function grow(root, plain) {
  const site = siteOf(root);
  const drafts = await Drafts.open(site);
  const room = { site, drafts, root, plain };
  room.files = new Files(room);
  room.bars = new Bars();
  room.pane = new Pane(room);
  room.tree = new Tree(room);
  room.changes = new Changes(room);
  room.search = new Search(room);
  room.side = new Side(room);
  room.tabs = new Tabs(room);
  room.status = new Status(room);
  Object.assign(room, { verbs: verbs.of(room), saving: saving.of(room), compare: compare.of(room) });

  room.bar = new FileBar(room);

  room.main = make("div", { class: "code-main" }, room.tabs.element, room.bar.element, room.bars.element, room.pane.element, room.status.element);
  root.append(room.side.element, room.main);
  root.hidden = false;
  root.parentElement.classList.add("is-coding");
  if (site.whyNot) room.bars.tell("read-only", site.whyNot);
  // Put away while it is open: what is typed stays as a draft, and can be saved when the repository is back.
  document.addEventListener("held", ({ detail }) => {
    if (!site.whyNot) site.canWrite = !detail;
    room.changes.draw();
  });
  listen(room, {
    p: () => quickOpen(room),
    "shift+f": () => (room.side.open("search"), room.search.ask()),
  });
  root.addEventListener("open-path", (event) => (event.preventDefault(), room.verbs.open(event.detail)));
  await begin(room);
  await follow(room);
  root.dataset.ready = "";
}

/** What was open and unsaved here before, then the file that the address names. */
async function begin(room) {
  const { files, site, tabs, root } = room;
  await room.tree.load("");
  const found = await room.drafts.here();
  const back = found.map((draft) => files.bringBack(draft));
  await tabs.restore();
  const path = root.dataset.kind === "file" ? site.path : null;
  if (path) await room.verbs.open(path, { push: false, focus: false });
  else room.verbs.showFolder({ push: false });
  history.replaceState({ path: path ?? "" }, "");
  if (back.length > 0) offer(room, back);
  await room.tree.reveal(site.path);
}

function offer(room, back) {
  const count = back.length;
  const drop = async () => {
    room.bars.drop("drafts");
    for (const buffer of back) if (room.files.buffers.includes(buffer)) await room.verbs.discard(buffer, { isSilent: true });
  };
  room.bars.tell("drafts", say("ed-drafts-back", { count }), [
    { label: say("ed-drafts-look"), run: () => (room.side.show("changes"), room.bars.drop("drafts")) },
    { label: say("ed-drafts-drop"), run: drop },
  ]);
}
