// What a person does in an app, on its way to the server. Typing is told ten times a second at most, and always before
// whatever is done next.

import { ask } from "./ask.js";
import { remember } from "./echo.js";

const TYPING_MS = 100;

const typing = new Map();

export const appOf = (element) => element.closest?.(".app[data-instance]");
export const nodeOf = (element) => element.closest("[data-node]");
export const tells = (node, event) => Boolean(node?.dataset.on?.split(" ").includes(event));

/** Tells what was done to a component; `done` is called once it is answered. */
export function tell(node, event, value, done) {
  for (const [field, later] of typing) (clearTimeout(later.timer), typing.delete(field), later.put?.());
  put(node, event, value, done);
}

/** Tells what is in a field while it is typed: at once, and then when a while is over. */
export function tellTyping(field, event, value) {
  const later = () => (remember(field, field.value), put(nodeOf(field), event, value()));
  if (typing.has(field)) return void (typing.get(field).put = later);
  later();
  const wait = () => {
    const { put: last } = typing.get(field);
    if (!last) return typing.delete(field);
    last();
    typing.set(field, { timer: setTimeout(wait, TYPING_MS) });
  };
  typing.set(field, { timer: setTimeout(wait, TYPING_MS) });
}

/** Tells what happens to an app as a whole. */
export const tellWhole = (instance, event) => ask({ instance_id: instance, event });

function put(element, event, value, done) {
  const app = appOf(element);
  if (!app) return;
  const { node, key } = element.dataset;
  const payload = { instance_id: app.dataset.instance, node, event, rev: Number(app.dataset.rev ?? 0) };
  ask({ ...payload, ...(key && { key }), ...(value !== undefined && { value }) }, done);
}
