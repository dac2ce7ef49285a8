// The pictures and sounds of a branch: starts what the page has a use for.

import { one } from "../lib/dom.js";

export async function start() {
  const modules = [import("./gallery.js"), import("./later.js")];
  if (one("form[data-send]")) modules.push(import("./send.js"));
  if (one("[data-rename]")) modules.push(import("./one.js"));
  if (one("[data-zoomed]")) modules.push(import("./zoom.js"));
  if (one("[data-paint]")) modules.push(import("./image/paint.js"));
  if (one("[data-sound]")) modules.push(import("./sound/editor.js"));
  const loaded = await Promise.all(modules);
  // What is shown works: nothing waits between the two.
  document.documentElement.classList.add("has-tools");
  for (const module of loaded) module.start();
}
