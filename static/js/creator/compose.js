// An app that a model writes: its text appears as it comes.

import { one } from "../lib/dom.js";
import { put } from "./editor.js";

const SHOW_MS = 100;

/** Has the app written that somebody wishes for; `look` is called once there is a whole text. */
export async function compose(form, wish, look) {
  const line = one("[data-composing]", form);
  const stop = one("[data-stop]", form);
  const field = one("textarea", form);
  const tell = (text) => (one("[role=status]", line).textContent = text);
  const control = new AbortController();
  stop.addEventListener("click", () => control.abort(), { once: true });
  line.hidden = stop.hidden = false;
  field.readOnly = true;
  // A fast model would have the whole text laid out anew with every word.
  let [written, timer] = [""];
  const show = () => {
    clearTimeout(timer);
    timer = undefined;
    put(form, written);
    field.scrollTop = field.scrollHeight;
  };
  const take = (said) => {
    if (said.kind === "status") (tell(said.text), said.again && ((written = ""), show()));
    if (said.kind === "piece") ((written += said.text), (timer ??= setTimeout(show, SHOW_MS)));
    if (said.kind === "failed" || said.kind === "done") show();
    if (said.kind === "failed") tell(said.text);
    if (said.kind === "done") (tell(said.text), put(form, said.package), (field.scrollTop = 0));
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
  if (timer) show();
  stop.hidden = true;
  field.readOnly = false;
  look();
}

async function each({ body }, take) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (rest + piece.value).split("\n");
    rest = lines.pop();
    lines.forEach((line) => take(JSON.parse(line)));
  }
}
