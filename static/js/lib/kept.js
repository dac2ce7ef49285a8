// What this browser remembers between visits. Without storage it remembers nothing, and nothing breaks.

export function kept(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page works from its defaults.
  }
}

export function forgetAll() {
  try {
    localStorage.clear();
  } catch {
    // Nothing was kept.
  }
}
