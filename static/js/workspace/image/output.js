// The picture as a file: of the kind that its name asks for, when the browser can write that, else a PNG.

import { say } from "../../lib/words.js";
import { compose, sheet } from "./picture.js";

const KINDS = { png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", webp: "image/webp" };

/** How much of the picture a kind that loses something keeps. */
const QUALITY = 0.92;

/** Answers {file, path, words?}; the path and the words differ when the kind could not be written. */
export async function encode(picture, path) {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const kind = KINDS[ending];
  const flat = sheet(picture.width, picture.height, (context) => {
    if (kind === "image/jpeg") {
      // It knows no transparency, and would make it black.
      context.fillStyle = "#fff";
      context.fillRect(0, 0, picture.width, picture.height);
    }
    compose(picture, context);
  });
  const file = await new Promise((done) => flat.toBlob(done, kind ?? "image/png", QUALITY));
  if (!file) throw new Error(say("js-media-large"));
  if (file.type === kind) return { file, path };
  const stem = kind ? path.slice(0, path.lastIndexOf(".")) : path;
  return { file, path: `${stem}.png`, words: kind && say("js-media-format") };
}
