// A picture of layers. Every verb answers a new picture and leaves the old one as it was, so that all can be taken back.
//
// A layer is {id, name, canvas, x, y, opacity, isVisible}: its own pixels, and where they lie. `fresh` is how many bytes
// of pixels a picture has that the one before it had not.

import { say } from "../../lib/words.js";

/** Pixels along a side and in all: what a browser's canvas holds on ordinary machines. */
export const SIDE_MAX = 8192;
export const PIXELS_MAX = 40_000_000;

const BYTES_PER_PIXEL = 4;
let lastId = 0;

export const fits = (width, height) =>
  width >= 1 && height >= 1 && width <= SIDE_MAX && height <= SIDE_MAX && width * height <= PIXELS_MAX;

/** A canvas of so many pixels, with what `draw` puts onto it. */
export function sheet(width, height, draw = () => {}) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.max(1, Math.round(width)), Math.max(1, Math.round(height))];
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  draw(context);
  return canvas;
}

const bytes = (canvas) => canvas.width * canvas.height * BYTES_PER_PIXEL;

export function layerOf(canvas, name, { x = 0, y = 0, opacity = 1, isVisible = true } = {}) {
  lastId += 1;
  return { id: lastId, name, canvas, x, y, opacity, isVisible };
}

export function pictureOf(width, height, layers, active = layers.at(-1).id) {
  return { width, height, layers, active, fresh: layers.reduce((sum, { canvas }) => sum + bytes(canvas), 0) };
}

export const activeOf = (picture) => picture.layers.find(({ id }) => id === picture.active);

/** The picture with some of a layer's properties replaced. */
export function changeLayer(picture, id, changes) {
  const layers = picture.layers.map((layer) => (layer.id === id ? { ...layer, ...changes } : layer));
  return { ...picture, layers, fresh: changes.canvas ? bytes(changes.canvas) : 0 };
}

/** The active layer as a canvas of the picture's size that may be drawn on. */
export function drawable(picture) {
  const { canvas, x, y } = activeOf(picture);
  const copy = sheet(picture.width, picture.height, (context) => context.drawImage(canvas, x, y));
  return changeLayer(picture, picture.active, { canvas: copy, x: 0, y: 0, isVisible: true });
}

export function addLayer(picture, canvas, name) {
  const made = canvas ?? sheet(picture.width, picture.height);
  const layer = layerOf(made, name ?? say("js-media-layer", { number: picture.layers.length + 1 }));
  const at = picture.layers.findIndex(({ id }) => id === picture.active) + 1;
  return { ...picture, layers: picture.layers.toSpliced(at, 0, layer), active: layer.id, fresh: bytes(made) };
}

export function removeLayer(picture) {
  if (picture.layers.length === 1) return picture;
  const at = picture.layers.findIndex(({ id }) => id === picture.active);
  const layers = picture.layers.toSpliced(at, 1);
  return { ...picture, layers, active: layers[Math.max(0, at - 1)].id, fresh: 0 };
}

/** Brings the active layer one up, or down with -1. */
export function shiftLayer(picture, by) {
  const at = picture.layers.findIndex(({ id }) => id === picture.active);
  const to = Math.min(picture.layers.length - 1, Math.max(0, at + by));
  return { ...picture, layers: picture.layers.toSpliced(at, 1).toSpliced(to, 0, picture.layers[at]), fresh: 0 };
}

export function crop(picture, { x, y, width, height }) {
  const layers = picture.layers.map((layer) => ({ ...layer, x: layer.x - x, y: layer.y - y }));
  return { ...picture, width, height, layers, fresh: 0 };
}

export function resize(picture, width, height) {
  const [across, down] = [width / picture.width, height / picture.height];
  return redraw(picture, width, height, ({ canvas, x, y }) => ({
    canvas: sheet(canvas.width * across, canvas.height * down, (context) =>
      context.drawImage(canvas, 0, 0, context.canvas.width, context.canvas.height)),
    x: Math.round(x * across),
    y: Math.round(y * down),
  }));
}

/** Turns it by a quarter: to the right with 1, to the left with -1. */
export function turn(picture, way) {
  return redraw(picture, picture.height, picture.width, ({ canvas, x, y }) => ({
    canvas: sheet(canvas.height, canvas.width, (context) => {
      context.translate(context.canvas.width / 2, context.canvas.height / 2);
      context.rotate((way * Math.PI) / 2);
      context.drawImage(canvas, -canvas.width / 2, -canvas.height / 2);
    }),
    x: way > 0 ? picture.height - y - canvas.height : y,
    y: way > 0 ? x : picture.width - x - canvas.width,
  }));
}

/** Mirrors left and right with `x`, top and bottom with `y`. */
export function flip(picture, axis) {
  return redraw(picture, picture.width, picture.height, ({ canvas, x, y }) => ({
    canvas: sheet(canvas.width, canvas.height, (context) => {
      context.scale(axis === "x" ? -1 : 1, axis === "y" ? -1 : 1);
      context.drawImage(canvas, axis === "x" ? -canvas.width : 0, axis === "y" ? -canvas.height : 0);
    }),
    x: axis === "x" ? picture.width - x - canvas.width : x,
    y: axis === "y" ? picture.height - y - canvas.height : y,
  }));
}

function redraw(picture, width, height, act) {
  const layers = picture.layers.map((layer) => ({ ...layer, ...act(layer) }));
  return { ...picture, ...pictureOf(width, height, layers, picture.active) };
}

/** Draws all that is to be seen. */
export function compose(picture, context) {
  for (const { canvas, x, y, opacity, isVisible } of picture.layers) {
    if (!isVisible) continue;
    context.globalAlpha = opacity;
    context.drawImage(canvas, x, y);
  }
  context.globalAlpha = 1;
}
