// The words that the page was given for its scripts.

const words = JSON.parse(document.body.dataset.words ?? "{}");

/** The message `key`, with `{$name}` replaced by `args.name`. */
export function say(key, args = {}) {
  return (words[key] ?? key).replace(/\{ ?\$(\w+) ?\}/g, (whole, name) => args[name] ?? whole);
}
