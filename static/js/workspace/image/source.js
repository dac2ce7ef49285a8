// Where pictures come from: the branch, a file, the clipboard, a draft.

import { say } from "../../lib/words.js";
import { fits, layerOf, pictureOf, sheet } from "./picture.js";

/** Pixels of a new picture; its tools can change that. */
const [NEW_WIDTH, NEW_HEIGHT] = [1024, 768];

export const empty = () =>
  pictureOf(NEW_WIDTH, NEW_HEIGHT, [layerOf(sheet(NEW_WIDTH, NEW_HEIGHT), say("js-media-background"))]);

/** The picture at an address of the branch, and the name of the content that it is. */
export async function fromBranch(src) {
  const answer = await fetch(src);
  if (!answer.ok) throw new Error(say("js-media-unreadable"));
  const blob = (answer.headers.get("etag") ?? "").replaceAll('"', "");
  const canvas = await draw(await answer.blob(), src);
  return { blob, picture: pictureOf(canvas.width, canvas.height, [layerOf(canvas, say("js-media-background"))]) };
}

/** The picture of a file as a canvas. */
export async function draw(file, src) {
  const image = await createImageBitmap(file).catch(() => drawing(src));
  if (!fits(image.width, image.height)) throw new Error(say("js-media-large"));
  const canvas = sheet(image.width, image.height, (context) => context.drawImage(image, 0, 0));
  image.close?.();
  return canvas;
}

/** A drawing of lines and shapes, which browsers draw from an address alone. */
async function drawing(src) {
  const image = new Image();
  image.src = src ?? "";
  await image.decode().catch(() => {
    throw new Error(say("js-media-unreadable"));
  });
  return image;
}

/** The picture as it is kept in a draft. */
export async function pack(picture) {
  const png = (canvas) => new Promise((done) => canvas.toBlob(done, "image/png"));
  const { width, height, active, layers } = picture;
  const packed = layers.map(async ({ canvas, id, ...layer }) => ({ ...layer, isActive: id === active, png: await png(canvas) }));
  return { width, height, layers: await Promise.all(packed) };
}

export async function unpack({ width, height, layers }) {
  const made = await Promise.all(layers.map(async ({ png, name, ...rest }) => layerOf(await draw(png), name, rest)));
  return pictureOf(width, height, made, made[Math.max(0, layers.findIndex(({ isActive }) => isActive))].id);
}
