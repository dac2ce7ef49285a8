// A scene as the editor holds it: never changed, always made anew, so that undo and merges can compare versions.

const ORDER = "0123456789abcdefghijklmnopqrstuvwxyz";

/** What each kind has when nothing is said of it; the page tells. */
export let kinds = {};
export const learn = (told) => (kinds = told);

export const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(5))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const entity = (kind, said) => ({ ...structuredClone(kinds[kind]), ...said, kind });

/** The scene with some things made anew: `changes` is {id: fields, or null to remove it}. */
export function changed(scene, changes) {
  const entities = { ...scene.entities };
  for (const [id, fields] of Object.entries(changes)) {
    if (fields === null) delete entities[id];
    else entities[id] = { ...entities[id], ...fields };
  }
  return { ...scene, entities };
}

/** The ids of what stands in a group (null: at the top), the hindmost first. */
export function within(scene, parent = null) {
  const inside = Object.keys(scene.entities).filter((id) => (scene.entities[id].parent ?? null) === parent);
  return inside.sort((one, other) => compare(key(scene, one), key(scene, other)));
}

const key = (scene, id) => `${scene.entities[id].order} ${id}`;
const compare = (one, other) => (one < other ? -1 : Number(one > other));

/** All ids with how deep they stand, groups before what is in them, the hindmost first. */
export function drawn(scene) {
  const groups = Map.groupBy(Object.keys(scene.entities), (id) => scene.entities[id].parent ?? null);
  const walk = (parent, depth) =>
    (groups.get(parent) ?? []).sort((one, other) => compare(key(scene, one), key(scene, other)))
      .flatMap((id) => [{ id, depth }, ...walk(id, depth + 1)]);
  return walk(null, 0);
}

/** The groups that something stands in, the innermost first. */
export function above(scene, id) {
  const groups = [];
  for (let here = scene.entities[id]?.parent; here; here = scene.entities[here]?.parent) groups.push(here);
  return groups;
}

/** Everything that stands in these, with themselves. */
export function whole(scene, ids) {
  const chosen = new Set(ids);
  return Object.keys(scene.entities).filter((id) => chosen.has(id) || above(scene, id).some((group) => chosen.has(group)));
}

/** Those of `ids` that stand in none of the others. */
export const topmost = (scene, ids) => ids.filter((id) => !above(scene, id).some((group) => ids.includes(group)));

/** Whether it is locked, or within something that is. */
export const isLocked = (scene, id) => [id, ...above(scene, id)].some((each) => scene.entities[each]?.locked);

/** A place in the order between two others; "" is an end. */
export function between(low, high) {
  let made = "";
  for (let at = 0; ; at += 1) {
    const from = at < low.length ? ORDER.indexOf(low[at]) : 0;
    const to = high && at < high.length ? ORDER.indexOf(high[at]) : ORDER.length;
    if (to - from > 1) return made + ORDER[from + Math.floor((to - from) / 2)];
    made += ORDER[from];
    // Below the upper bound from here on: it no longer counts.
    if (from < to) high = "";
  }
}

/** Changes that put `ids` into `parent` at place `at` among those who stay there. */
export function placed(scene, ids, parent, at) {
  const others = within(scene, parent).filter((id) => !ids.includes(id));
  const order = (id) => scene.entities[id].order;
  const low = at > 0 ? order(others[at - 1]) : "";
  const high = at < others.length ? order(others[at]) : "";
  const changes = {};
  if ((high && low >= high) || low.length > 40) {
    // No room left between two: everybody gets a new place.
    const all = [...others.slice(0, at), ...ids, ...others.slice(at)];
    let last = "";
    for (const id of all) changes[id] = { order: (last = between(last, "")) };
  } else {
    let last = low;
    for (const id of ids) changes[id] = { order: (last = between(last, high)) };
  }
  for (const id of ids) changes[id] = { ...changes[id], parent };
  return changes;
}

export const round = (number) => Math.round(number * 1000) / 1000 || 0;
export const nameOf = (thing, words) => thing.name || words(`kind-${thing.kind}`);
