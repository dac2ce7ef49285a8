// Everything that running apps need in the page; fetched with the first app.

import * as ask from "./ask.js";
import * as draw from "./draw.js";
import * as effects from "./effects.js";
import * as events from "./events.js";
import * as form from "./form.js";
import * as keys from "./keys.js";
import * as move from "./move.js";
import * as nudge from "./nudge.js";
import * as patch from "./patch.js";
import * as place from "./place.js";
import * as shown from "./shown.js";
import * as tiles from "./tiles.js";

/** `isSynced` says whether the page has caught up with the server. */
export function start(isSynced) {
  // Patches are put in first: what else waits for one finds the page as it is then.
  for (const part of [patch, place, ask, effects, form, events, keys, tiles, draw, move, nudge]) part.start();
  shown.start(isSynced);
}
