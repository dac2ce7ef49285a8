// Makes an element equal to one that the server rendered, and keeps what the server knows nothing of: the focus, the
// caret, what is being typed, how far something is scrolled.

import { put } from "./echo.js";

const KEPT = ["style", "open", "data-held"];

const keyOf = (node) => node.id || node.dataset?.item;

export function morph(old, fresh) {
  if (old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
  if (old.nodeType === Node.TEXT_NODE) return old.data !== fresh.data && (old.data = fresh.data);
  if (old.nodeType !== Node.ELEMENT_NODE) return;
  const chosen = chosenIn(old);
  const before = { value: old.getAttribute("value"), checked: old.hasAttribute("checked"), text: old.defaultValue };
  attributes(old, fresh);
  if (old.matches("textarea")) return fresh.defaultValue !== before.text && ((old.defaultValue = fresh.defaultValue), put(old, fresh.value));
  if (old.matches("[type=checkbox], [type=radio]")) before.checked !== fresh.checked && (old.checked = fresh.checked);
  else if (old.matches("input")) before.value !== fresh.getAttribute("value") && put(old, fresh.value);
  if (!old.matches("[data-live=tiles]")) children(old, fresh);
  if (old.matches("select") && chosen !== chosenIn(old)) old.selectedIndex = chosenIn(old);
}

function attributes(old, fresh) {
  for (const { name, value } of [...fresh.attributes]) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !KEPT.includes(name)) old.removeAttribute(name);
}

function children(old, fresh) {
  const wanted = new Set([...fresh.children].map(keyOf));
  const keyed = new Map([...old.children].filter(keyOf).map((child) => [keyOf(child), child]));
  // What a helper has put in itself is not the server's to take away.
  const foreign = (node) => (node?.dataset?.own === undefined ? node : foreign(node.nextSibling));
  let at = foreign(old.firstChild);
  const next = () => (at = foreign(at.nextSibling));
  for (const want of [...fresh.childNodes]) {
    while (at && keyOf(at) && !wanted.has(keyOf(at))) {
      const gone = at;
      next();
      gone.remove();
    }
    const have = keyOf(want) ? keyed.get(keyOf(want)) : at && !keyOf(at) && at.nodeName === want.nodeName && at;
    if (!have) old.insertBefore(want, at);
    else {
      keyed.delete(keyOf(want));
      if (have === at) next();
      else (old.moveBefore ?? old.insertBefore).call(old, have, at);
      morph(have, want);
    }
  }
  while (at) {
    const gone = at;
    next();
    gone.remove();
  }
}

const chosenIn = (select) => [...(select.options ?? [])].findIndex((option) => option.hasAttribute("selected"));
