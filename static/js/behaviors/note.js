// What the server has to say with the page is said as everything else is, once, with its way back.

import { one } from "../lib/dom.js";
import { toast } from "../lib/toast.js";

export function start() {
  const note = one("[data-note]");
  if (!note) return;
  const form = one("form", note);
  form.hidden = true;
  document.body.append(form);
  note.remove();
  toast(one("p", note).textContent, { action: { label: one("button", form).textContent, run: () => form.requestSubmit() } });
  // A reload does not say it again.
  history.replaceState(history.state, "", location.pathname);
}
