// Starts the behaviours that the page has a use for. Without this module every page works by its links and forms.

import * as theme from "./behaviors/theme.js";

theme.start();

const has = (selector) => document.querySelector(selector);

// The desk's behaviours are fetched by the desk alone.
if (has("#canvas")) {
  const names = [
    "forms", "shortcuts", "escape", "pan", "drag", "resize", "tabs", "edit", "ticks", "composer", "panel",
    "connection", "stream", "sync", "apps", "upload", "note", "dock",
  ];
  const behaviors = await Promise.all(names.map((name) => import(`./behaviors/${name}.js`)));
  for (const behavior of behaviors) behavior.start();
}

// Everywhere else the palette and the keys are the page's own.
if (!has("#canvas") && has("#palette")) (await import("./behaviors/reach.js")).start();

// An app on a page of its own has its own connection.
if (!has("#canvas") && has(".app[data-instance]")) {
  const [apps, socket] = await Promise.all([import("./behaviors/apps.js"), import("./lib/socket.js")]);
  apps.start();
  socket.connect(() => "/ws?view=html");
}

for (const [selector, module] of [
  ["[data-news]", "./behaviors/news.js"],
  ["#apps-results", "./behaviors/tiles.js"],
  ["form[data-upload]", "./behaviors/upload.js"],
  ["[data-copy]", "./workspace/copy.js"],
  ["[data-review-file]", "./workspace/review.js"],
  ["form[data-carry]", "./workspace/carry.js"],
  ["[data-agents]", "./workspace/agents.js"],
  ["form[data-creator], form[data-wish]", "./behaviors/creator.js"],
]) {
  if (has(selector)) (await import(module)).start();
}

if (has("[data-live]")) await import("./workspace/main.js");
