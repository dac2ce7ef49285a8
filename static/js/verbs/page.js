// What concerns the page itself: theme, palette, the sheet of keys.

import { all, one } from "../lib/dom.js";
import { prefer } from "../lib/prefer.js";

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
