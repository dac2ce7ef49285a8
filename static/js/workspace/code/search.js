// Looking for a text in all files of the branch.

import { call } from "../../lib/api.js";
import { make } from "../../lib/dom.js";
import { say } from "../../lib/words.js";

const PAUSE_MS = 300;

export class Search {
  element = make("form", { class: "code-search", role: "search" });
  #text = make("input", { id: "code-search", name: "q", type: "search", maxlength: "500", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  #path = make("input", { id: "code-search-path", name: "path", maxlength: "500", placeholder: "src/*.rs", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  #case = make("input", { type: "checkbox", name: "case" });
  #regex = make("input", { type: "checkbox", name: "regex" });
  #said = make("p", { class: "hint", role: "status" });
  #found = make("div", { class: "code-found" });
  #turn = 0;
  #timer;

  constructor(room) {
    this.room = room;
    const field = (label, input) => make("div", { class: "field" }, make("label", { for: input.id }, label), input);
    const check = (box, label) => make("label", { class: "check" }, box, label);
    const checks = make("div", { class: "row" }, check(this.#case, say("ed-case")), check(this.#regex, say("ed-regex")));
    this.element.append(field(say("ed-search-text"), this.#text), checks, field(say("ed-search-path"), this.#path), this.#said, this.#found);
    this.element.addEventListener("input", () => this.#later());
    this.element.addEventListener("submit", (event) => (event.preventDefault(), this.look()));
    this.#found.addEventListener("click", ({ target }) => this.#go(target.closest("button[data-path]")));
  }

  /** Leads to the field, with what is selected in the text. */
  ask() {
    const { view } = this.room.pane;
    const { from = 0, to = 0 } = view?.state.selection.main ?? {};
    if (to > from && to - from <= 200) this.#text.value = view.state.sliceDoc(from, to).split("\n")[0];
    this.#text.focus();
    this.#text.select();
    if (this.#text.value) this.look();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), PAUSE_MS);
  }

  async look() {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    const { api, branch } = this.room.site;
    const q = this.#text.value;
    if (q === "") return this.#show([], "");
    const query = new URLSearchParams({ at: branch, q, case: String(this.#case.checked), regex: String(this.#regex.checked) });
    if (this.#path.value.trim()) query.set("path", this.#path.value.trim());
    try {
      const { places, cut } = await call("GET", `${api}/search?${query}`);
      if (turn !== this.#turn) return;
      const count = say(places.length === 1 ? "ed-search-one" : "ed-search-count", { count: places.length });
      this.#show(places, cut ? `${count} ${say(`ed-search-cut-${cut}`)}` : count);
    } catch (error) {
      if (turn === this.#turn) this.#show([], error.message);
    }
  }

  #show(places, said) {
    this.#said.textContent = said;
    const byPath = Map.groupBy ? Map.groupBy(places, ({ path }) => path) : grouped(places);
    this.#found.replaceChildren(...[...byPath].map(([path, found]) => this.#file(path, found)));
  }

  #file(path, found) {
    const lines = found.map(({ line, column, length, before, text, after }) => {
      const place = make("span", { class: "code-found-text" }, before.trimStart(), make("mark", {}, text), after);
      const number = make("span", { class: "code-found-line" }, String(line));
      return make("li", {}, make("button", { type: "button", "data-path": path, "data-line": String(line), "data-column": String(column), "data-length": String(length) }, number, place));
    });
    const summary = make("summary", {}, make("span", { class: "code-name" }, path), make("span", { class: "hint" }, String(found.length)));
    return make("details", { open: true }, summary, make("ul", {}, ...lines));
  }

  async #go(button) {
    if (!button) return;
    const { path, line, column, length } = button.dataset;
    await this.room.verbs.open(path, { at: { line: Number(line), column: Number(column), length: Number(length) } });
    this.room.side.leaveDrawer();
  }
}

function grouped(places) {
  const groups = new Map();
  for (const place of places) groups.set(place.path, [...(groups.get(place.path) ?? []), place]);
  return groups;
}
