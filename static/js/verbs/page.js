// What concerns the page itself: theme, palette, the sheet of keys.

import { all, one } from "../lib/dom.js";
import { prefer } from "../lib/prefer.js";
import { complain } from "../lib/toast.js";

const YEAR_S = 31_536_000;

export function theme(name) {
  document.documentElement.dataset.theme = name;
  document.cookie = `theme=${name}; path=/; max-age=${YEAR_S}; samesite=lax`;
  markTheme();
  prefer({ theme: name });
}

/** Shows in the account menu which theme is chosen. */
export function markTheme() {
  const chosen = document.documentElement.dataset.theme;
  for (const button of all("[data-theme-choice]")) button.setAttribute("aria-pressed", String(button.value === chosen));
}

export const go = (href) => location.assign(href);
export const signOut = () => one("[data-sign-out]").requestSubmit();

/** Opens the palette or the sheet of keys, which are fetched when somebody wants them. */
export async function reach(verb, ...rest) {
  const own = await import(one("#canvas") ? "../palette/desk.js" : "../palette/page.js").catch(complain);
  return own?.[verb](...rest);
}
