// What is said when the server refuses: in the reader's language when its code is known, else as it came.

import { complain } from "./toast.js";
import { say } from "./words.js";

/** For `catch`: says it, after `undo` has put the page back. */
export const refused = (undo) => (error) => {
  undo?.();
  const key = `js-error-${String(error.code ?? "").replaceAll("_", "-")}`;
  const known = say(key);
  complain(known === key ? error : { message: known });
};
