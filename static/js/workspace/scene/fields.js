// The properties of what is chosen, or of the whole scene when nothing is.

import { all, icon, make, one } from "../../lib/dom.js";
import { set } from "./commands.js";
import { nameOf, round } from "./model.js";
import { state, step } from "./state.js";
import { words } from "./words.js";

const CUSTOM_NAME = /^[A-Za-z]\w{0,39}$/;
let form;

export function start(element) {
  form = element;
  form.addEventListener("change", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("click", ({ target }) => target.closest("[data-scene-do='custom.add']") && addCustom());
  one("#scene-custom-new", form)?.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), addCustom()));
}

/** What the fields are about: each chosen thing, or the canvas. */
const subjects = () => (state.chosen.length ? state.chosen.map((id) => state.scene.entities[id]) : [state.scene.canvas]);

export function show() {
  const about = subjects();
  const [first] = about;
  const isOne = state.chosen.length === 1;
  one("#scene-panel-title").textContent = !state.chosen.length ? one("#scene-panel").ariaLabel
    : isOne ? nameOf(first, words) : words("selected", { count: state.chosen.length });
  for (const row of all("[data-of]", form)) {
    const property = row.dataset.of;
    row.hidden = !about.every((thing) => property in thing) || (property === "custom" && !isOne);
  }
  for (const field of all("[data-field]", form)) fill(field, about);
  for (const box of all("[data-none]", form)) {
    const value = first[box.dataset.none];
    box.checked = value === "none";
    box.disabled = !state.canWrite;
  }
  if (isOne && first.custom) showCustom(first.custom);
}

function fill(field, about) {
  field.disabled = !state.canWrite || state.isPlayed;
  const values = about.map((thing) => read(thing, field.dataset.field));
  const isSame = values.every((value) => value === values[0]);
  const [value] = values;
  if (value === undefined) return;
  if (field.type === "checkbox") {
    [field.checked, field.indeterminate] = [Boolean(value), !isSame];
  } else if (field.type === "color") {
    if (value !== "none") field.value = value.slice(0, 7);
  } else if (field !== document.activeElement || field.dataset.shown !== String(value)) {
    if (field.tagName === "SELECT" && value && ![...field.options].some((option) => option.value === value)) field.append(make("option", {}, value));
    field.value = isSame ? value : "";
    field.dataset.shown = String(value);
  }
}

function read(thing, path) {
  const [name, at] = path.split(".");
  return at === undefined ? thing[name] : thing[name]?.[at];
}

function change({ target }) {
  const { field, none, custom } = target.dataset;
  if (custom) return setCustom(custom, target);
  if (none) return write(none, target.checked ? "none" : one(`[data-field="${none}"]`, form).value);
  if (!field) return;
  if (target.type === "checkbox") return write(field, target.checked);
  if (target.type !== "number") return write(field, target.value);
  const value = Number(target.value);
  // What is no number, or beyond its bounds, is put back.
  if (target.value === "" || !Number.isFinite(value) || !target.checkValidity() || Math.abs(value) > 1e6) return show();
  write(field, round(value));
}

function write(path, value) {
  const [name, at] = path.split(".");
  const said = (thing) => ({ [name]: at === undefined ? value : thing[name].with(Number(at), value) });
  if (state.chosen.length) {
    const entities = { ...state.scene.entities };
    for (const id of state.chosen) entities[id] = { ...entities[id], ...said(entities[id]) };
    step({ ...state.scene, entities });
  } else {
    step({ ...state.scene, canvas: { ...state.scene.canvas, ...said(state.scene.canvas) } });
  }
}

function showCustom(custom) {
  const box = one("#scene-custom", form);
  if (box.contains(document.activeElement) && document.activeElement.tagName === "INPUT") {
    const names = all("[data-custom]", box).map(({ dataset }) => dataset.custom);
    if (names.join() === Object.keys(custom).join()) return;
  }
  box.replaceChildren(...Object.keys(custom).sort().map((name) => {
    const label = words("remove-custom", { name });
    const gone = make("button", { type: "button", class: "icon-button", "aria-label": label, title: label }, icon("x"));
    gone.addEventListener("click", () => setAll(Object.fromEntries(Object.entries(custom).filter(([each]) => each !== name))));
    const field = make("input", { "data-custom": name, value: String(custom[name]), maxlength: "500", autocomplete: "off" });
    field.disabled = !state.canWrite;
    return make("div", { class: "scene-custom-row" }, make("label", {}, make("span", {}, name), field), state.canWrite ? gone : null);
  }));
}

/** A number stays a number, yes and no are truths, and all else is text. */
function setCustom(name, { value }) {
  const text = value.trim();
  const number = Number(text);
  const truths = { true: true, false: false };
  setAll({ ...subjects()[0].custom, [name]: text in truths ? truths[text] : text !== "" && Number.isFinite(number) ? number : value });
}

function addCustom() {
  const field = one("#scene-custom-new", form);
  const name = field.value.trim();
  const { custom } = subjects()[0];
  if (!CUSTOM_NAME.test(name) || !custom || name in custom) return;
  field.value = "";
  setAll({ ...custom, [name]: 0 });
  one(`[data-custom="${name}"]`, form)?.select();
}

const setAll = (custom) => set(state.chosen, { custom });
