// The list of layers: which is drawn on, which are seen, in which order, how strong.

import { all, fromServer, one } from "../../lib/dom.js";
import { refused } from "../../lib/errors.js";
import { activeOf, addLayer, changeLayer, removeLayer, shiftLayer } from "./picture.js";
import { draw } from "./source.js";

export const acts = {
  "layer-add": (picture) => addLayer(picture),
  "layer-up": (picture) => shiftLayer(picture, 1),
  "layer-down": (picture) => shiftLayer(picture, -1),
  "layer-delete": removeLayer,
};

export function connect(editor) {
  const list = one("[data-layers]", editor.element);
  list.addEventListener("click", ({ target }) => {
    const line = target.closest("[data-id]");
    if (!line) return;
    const id = Number(line.dataset.id);
    const { isVisible } = editor.picture.layers.find((layer) => layer.id === id);
    if (target.closest("[data-see]")) editor.did(changeLayer(editor.picture, id, { isVisible: !isVisible }));
    else editor.turnTo({ ...editor.picture, active: id });
    one(target.closest("[data-see]") ? "[data-see]" : "[data-pick]", one(`[data-id="${id}"]`, list))?.focus();
  });
  const opacity = one("[name=opacity]", editor.element);
  const change = () => changeLayer(editor.picture, editor.picture.active, { opacity: opacity.valueAsNumber / 100 });
  opacity.addEventListener("input", () => editor.show(change()));
  opacity.addEventListener("change", () => editor.did(change()));
  one("[name=layer]", editor.element).addEventListener("change", ({ target }) => {
    const [file] = target.files;
    target.value = "";
    if (file) add(editor, file);
  });
  document.addEventListener("paste", (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    add(editor, file);
  });
}

const add = (editor, file) =>
  draw(file).then((canvas) => editor.did(addLayer(editor.picture, canvas, file.name)), refused());

/** Shows the layers, the topmost first. */
export function show(editor) {
  const list = one("[data-layers]", editor.element);
  const template = one("[data-layer]", editor.element).innerHTML;
  const lines = editor.picture.layers.toReversed().map((layer) => {
    const line = fromServer(template);
    line.dataset.id = layer.id;
    line.classList.toggle("is-active", layer.id === editor.picture.active);
    const see = one("[data-see]", line);
    see.setAttribute("aria-pressed", String(layer.isVisible));
    see.setAttribute("aria-label", `${see.getAttribute("aria-label")}: ${layer.name}`);
    const pick = one("[data-pick]", line);
    pick.textContent = layer.name;
    pick.setAttribute("aria-pressed", String(layer.id === editor.picture.active));
    return line;
  });
  list.replaceChildren(...lines);
  one("[name=opacity]", editor.element).value = activeOf(editor.picture).opacity * 100;
  for (const button of all("[data-act^=layer-]", editor.element)) {
    button.disabled = button.dataset.act === "layer-delete" && editor.picture.layers.length === 1;
  }
}
