// Which paths fit a few letters.

const SHOWN_MAX = 50;

/** The paths that have the letters in their order, those first that have them together and at the end. */
export function best(paths, typed) {
  const wanted = typed.toLowerCase();
  if (wanted === "") return paths.slice(0, SHOWN_MAX);
  const scored = [];
  for (const path of paths) {
    const score = rank(path.toLowerCase(), wanted);
    if (score !== null) scored.push({ path, score });
  }
  return scored.sort((one, other) => one.score - other.score || one.path.length - other.path.length).slice(0, SHOWN_MAX).map(({ path }) => path);
}

function rank(path, wanted) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  if (path.includes(wanted)) return 2;
  let from = 0;
  let gaps = 3;
  for (const letter of wanted.replaceAll(" ", "")) {
    const at = path.indexOf(letter, from);
    if (at < 0) return null;
    gaps += at - from;
    from = at + 1;
  }
  return gaps + 3;
}
