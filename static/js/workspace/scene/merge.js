// Three versions of a scene made one, property by property, as the server does it: where both differ, ours stands.

const isSame = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);

function pick(was, mine, yours) {
  if (isSame(yours, was)) return mine;
  return isSame(mine, was) ? yours : (mine ?? yours);
}

function fields(was = {}, mine = {}, yours = {}) {
  const merged = {};
  for (const name of new Set([...Object.keys(mine), ...Object.keys(yours)])) {
    const value = name === "custom" ? fields(was.custom, mine.custom, yours.custom) : pick(was[name], mine[name], yours[name]);
    if (value !== undefined) merged[name] = value;
  }
  return isSame(merged, mine) ? mine : merged;
}

function thing(was, mine, yours) {
  if (mine === yours || isSame(yours, was)) return mine;
  if (isSame(mine, was)) return yours;
  return mine && yours && mine.kind === yours.kind ? fields(was, mine, yours) : (mine ?? yours);
}

export function merge(base, ours, theirs) {
  if (ours === base || ours === theirs) return theirs;
  if (theirs === base) return ours;
  const entities = {};
  for (const id of new Set([...Object.keys(ours.entities), ...Object.keys(theirs.entities)])) {
    const value = thing(base.entities[id], ours.entities[id], theirs.entities[id]);
    if (value) entities[id] = value;
  }
  return mended({ ...ours, canvas: fields(base.canvas, ours.canvas, theirs.canvas), entities });
}

/** Whose group is gone, or within itself, comes to the top: in the order of the ids, as on the server. */
function mended(scene) {
  const { entities } = scene;
  const free = (id) => (entities[id] = { ...entities[id], parent: null });
  const ids = Object.keys(entities).sort();
  for (const id of ids) if (entities[id].parent && entities[entities[id].parent]?.kind !== "group") free(id);
  for (const id of ids) {
    const seen = new Set();
    for (let here = entities[id].parent; here && !seen.has(here); here = entities[here].parent) {
      seen.add(here);
      if (here === id) {
        free(id);
        break;
      }
    }
  }
  return scene;
}
