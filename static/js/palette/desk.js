// The palette of the desk: its actions, stacks and cards, the branches that one was on, and what the server finds.

import { actions, canRun, contextOf } from "../actions.js";
import { cardOf, tabs, titleOf } from "../lib/desk.js";
import { all } from "../lib/dom.js";
import { focusedCard } from "../lib/focus.js";
import { say } from "../lib/words.js";
import { show } from "../verbs/cards.js";
import { showStack } from "../verbs/stacks.js";
import { entryOf, learn, open } from "./box.js";
import { places } from "./places.js";
import { all as allResults, searched } from "./search.js";
import { openSheet } from "./sheet.js";

export async function palette() {
  const ctx = contextOf(focusedCard());
  open([...commands(ctx), ...stackEntries(), ...cardEntries()], (text, add) =>
    searched(text, (results) => add([...results.map(found), allResults(text)])));
  // The places are among the actions of the desk, with their keys.
  const { entries } = await places();
  learn(entries.filter(({ isRecent }) => isRecent));
}

/** The sheet of keys: every action that has one, in its group. */
export function sheet() {
  const byGroup = new Map();
  for (const action of actions.filter(({ keys }) => keys)) {
    const key = action.isHidden ? `${action.group}:${action.label}` : action.id;
    const list = byGroup.get(action.group) ?? new Map();
    list.set(key, { label: say(action.label, action.args), keys: [...(list.get(key)?.keys ?? []), action.keys[0]] });
    byGroup.set(action.group, list);
  }
  openSheet([...byGroup].map(([group, list]) => [say(group), [...list.values()]]));
}

const found = ({ sign, label, kind, id, href }) => entryOf(sign, label, kind, () => show(id, href), null, href);

function commands(ctx) {
  return actions.filter((action) => !action.choices && !action.isQuiet && canRun(action, ctx))
    .map((action) => entryOf(action.icon, say(action.label), say(action.group), () => action.run(ctx), action.keys?.[0]));
}

const stackEntries = () =>
  tabs().map(({ dataset }) => entryOf("layers", dataset.name, say("js-kind-stack"), () => showStack(dataset.tab), null, `/stacks/${dataset.tab}`));

const cardEntries = () =>
  all("article[data-card]").map((card) => {
    const id = card.dataset.card;
    return entryOf("square", titleOf(card), say("js-kind-card"), () => show(id, cardOf(id) ? "" : `/cards/${id}`), null, `/cards/${id}`);
  });
