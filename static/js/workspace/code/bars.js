// Sentences above the text that stay until somebody has answered them.

import { icon, make } from "../../lib/dom.js";
import { say } from "../../lib/words.js";

export class Bars {
  element = make("div", { class: "code-bars", role: "status", "aria-live": "polite" });

  /** Shows `text` with `actions` ({label, run}) in the place of what was said under the same `name`. */
  tell(name, text, actions = [], tone = "plain") {
    this.drop(name);
    const buttons = actions.map(({ label, run }) => {
      const button = make("button", { class: "button", type: "button" }, label);
      button.addEventListener("click", run);
      return button;
    });
    const close = make("button", { class: "icon-button", type: "button", "aria-label": say("js-close") }, icon("x"));
    close.addEventListener("click", () => this.drop(name));
    const bar = make("div", { class: `code-bar-note is-${tone}`, "data-bar": name }, make("p", {}, text), ...buttons, close);
    this.element.append(bar);
  }

  drop(name) {
    this.element.querySelector(`[data-bar="${CSS.escape(name)}"]`)?.remove();
  }

  has(name) {
    return Boolean(this.element.querySelector(`[data-bar="${CSS.escape(name)}"]`));
  }
}
