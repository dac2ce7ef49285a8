// Away from the desk: opens the palette and the sheet of keys, and finds whose key was pressed.

import { all, isThere, isTyping, one } from "../lib/dom.js";
import { keysText, matches } from "../lib/keys.js";
import { reach } from "../verbs/page.js";

/** What has keys of its own while it has the focus. */
const OWN_KEYS = "canvas, iframe, dialog, [data-keys-allowed], [role=application], [role=tree], [role=tablist], [role=listbox], [role=menu]";
const HINTS = { palette: "Mod+K", sheet: "?" };

export function start() {
  document.documentElement.classList.add("has-keys");
  for (const hint of all("[data-keys]")) hint.textContent = keysText(HINTS[hint.dataset.keys] ?? "");
  // Whatever has the key for itself says so on its way up.
  addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => {
    const source = event.target.closest?.("[data-do=palette], [data-do=sheet]");
    if (!source || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    reach(source.dataset.do);
  });
}

function pressed(event) {
  if (event.isComposing || event.defaultPrevented || event.repeat) return;
  const isPalette = matches(event, "Mod+K");
  if (one("dialog[open]:not(#palette), [popover]:popover-open") || (one("#palette").open && !isPalette)) return;
  const isSingle = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isSingle && (event.key.length !== 1 || isTyping(event.target) || event.target.closest?.(OWN_KEYS))) return;
  if (isPalette || matches(event, "?")) {
    event.preventDefault();
    return reach(isPalette ? "palette" : "sheet");
  }
  const has = (element) => element.getAttribute("aria-keyshortcuts").split(" ").some((keys) => matches(event, keys));
  const element = all("[aria-keyshortcuts]").find((each) => isThere(each) && has(each));
  if (!element) return;
  event.preventDefault();
  reach("press", element, isSingle);
}
