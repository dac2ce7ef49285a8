// Keys as the registry of actions writes them: "Mod+K", "Alt+1", "Shift+N", "/", "?".

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const ARROWS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };
const SIGNS = isMac
  ? { Mod: "⌘", Alt: "⌥", Shift: "⇧", Enter: "↩", Escape: "esc", ...ARROWS }
  : { Mod: "Ctrl", Alt: "Alt", Shift: "⇧", Enter: "↵", Escape: "Esc", ...ARROWS };

/** The parts of "Mod+K"; the sign "+" alone is a key. */
const split = (keys) => (keys === "+" ? ["+"] : keys.split("+"));

/** What a reader sees: `⌘K`, or `Ctrl K`. */
export function keysText(keys) {
  const parts = split(keys).map((part) => SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part));
  return parts.join(isMac ? "" : " ");
}

/** Whether a keydown is these keys. A sign such as `?` counts however the keyboard makes it. */
export function matches(event, keys) {
  const parts = split(keys);
  const key = parts.at(-1);
  const has = (name) => parts.includes(name);
  if ((isMac ? event.metaKey : event.ctrlKey) !== has("Mod")) return false;
  if (event.altKey !== has("Alt")) return false;
  if (/^[A-Za-z]$/.test(key)) return event.key.toLowerCase() === key.toLowerCase() && event.shiftKey === has("Shift");
  if (/^\d$/.test(key) && has("Alt")) return event.code === `Digit${key}`;
  return event.key === key;
}
