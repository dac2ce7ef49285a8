// An app that a model writes: its text appears as it comes.

import { all, one } from "../lib/dom.js";
import * as draft from "./draft.js";
import { each } from "./lines.js";

/** Has the app written that somebody wishes for; `look` is called once there is a whole text. */
export async function compose(form, wish, look) {
  const line = one("[data-composing]", form);
  const stop = one("[data-stop]", form);
  const tell = (text) => (one("[role=status]", line).textContent = text);
  const control = new AbortController();
  stop.addEventListener("click", () => control.abort(), { once: true });
  line.hidden = stop.hidden = false;
  busy(form, true);
  const take = ({ kind, again, text, package: whole }) => {
    if (kind === "piece") return draft.add(form, text);
    tell(text);
    if (again) draft.begin(form);
    if (kind === "done") draft.replace(form, whole);
  };
  try {
    const headers = { "content-type": "application/json", accept: "application/x-ndjson" };
    const asked = { method: "POST", headers, body: JSON.stringify({ wish }), signal: control.signal };
    const answer = await fetch("/apps/new/compose", asked);
    if (!answer.ok) tell((await answer.json()).error?.message ?? "");
    else await each(answer, take);
  } catch (error) {
    if (error.name === "AbortError") line.hidden = true;
    else tell(error.message);
  }
  draft.end(form);
  stop.hidden = true;
  busy(form, false);
  look();
}

function busy(form, is) {
  one("textarea", form).readOnly = is;
  form.toggleAttribute("data-writing", is);
  for (const button of all("[name=do]", form)) button.disabled = is;
}
