// Starts the behaviours that the page has a use for. Without this module every page works by its links and forms.

import * as theme from "./behaviors/theme.js";

theme.start();

// The desk's behaviours are fetched by the desk alone.
if (document.getElementById("canvas")) {
  const names = [
    "forms", "shortcuts", "escape", "pan", "drag", "resize", "tabs", "edit", "ticks", "palette", "composer", "panel",
    "connection", "stream", "sync", "apps", "upload", "note", "dock",
  ];
  const behaviors = await Promise.all(names.map((name) => import(`./behaviors/${name}.js`)));
  for (const behavior of behaviors) behavior.start();
}

// An app on a page of its own has the connection to itself.
if (!document.getElementById("canvas") && document.querySelector(".app[data-instance]")) {
  const [apps, socket] = await Promise.all([import("./behaviors/apps.js"), import("./lib/socket.js")]);
  apps.start();
  socket.connect(() => "/ws?view=html");
}

if (document.getElementById("apps-results")) {
  const tiles = await import("./behaviors/tiles.js");
  tiles.start();
}

if (document.querySelector("form[data-upload]")) {
  const upload = await import("./behaviors/upload.js");
  upload.start();
}

if (document.querySelector("form[data-carry]")) {
  const carry = await import("./behaviors/carry.js");
  carry.start();
}

if (document.querySelector("form[data-creator], form[data-wish]")) {
  const creator = await import("./behaviors/creator.js");
  creator.start();
}

if (document.querySelector("[data-live]")) await import("./workspace/main.js");
