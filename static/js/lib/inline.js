// A field in the place of a text, for as long as it is edited.

import { make, one } from "./dom.js";

/** Lets the reader edit `element`. `save` gets the new text when it is another one; `done` comes after, always. */
export function editInline(element, { value = element.textContent, label, isLong = false, max, save, done }) {
  if (one("[data-editing]", element)) return;
  const kept = [...element.childNodes];
  const field = make(isLong ? "textarea" : "input", {
    class: "inline", "data-editing": true, "aria-label": label, maxlength: max && String(max), spellcheck: "true",
  });
  field.value = value;
  element.replaceChildren(field);
  field.focus();
  field.select?.();
  if (isLong) field.setSelectionRange(field.value.length, field.value.length);

  let isOver = false;
  const end = (isSaved) => {
    if (isOver) return;
    isOver = true;
    const text = isLong ? field.value : field.value.trim();
    const hadFocus = document.activeElement === field || document.activeElement === document.body;
    element.replaceChildren(...kept);
    if (isSaved && text !== value && (isLong || text)) save(text);
    done?.(hadFocus);
  };
  field.addEventListener("blur", () => end(true));
  field.addEventListener("pointerdown", (event) => event.stopPropagation());
  field.addEventListener("dblclick", (event) => event.stopPropagation());
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const saves = event.key === "Enter" && (!isLong || event.ctrlKey || event.metaKey);
    if (event.isComposing || !(saves || event.key === "Escape")) return;
    event.preventDefault();
    end(saves);
  });
}
