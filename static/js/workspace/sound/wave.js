// The waveform of a sound, with what is selected and where it plays.

import { peaks } from "./samples.js";

const known = new WeakMap();

function peaksOf(channel, columns) {
  const before = known.get(channel);
  if (before?.length === columns * 2) return before;
  const found = peaks(channel, columns);
  known.set(channel, found);
  return found;
}

/** Draws the sound; `selection` and `playing` are places from 0 to 1. */
export function draw(canvas, { channels }, { selection: [from, to], playing }) {
  const box = canvas.getBoundingClientRect();
  const [width, height] = [Math.round(box.width * devicePixelRatio), Math.round(box.height * devicePixelRatio)];
  if (width === 0) return;
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  const color = getComputedStyle(canvas).color;
  context.clearRect(0, 0, width, height);
  context.fillStyle = color;
  context.globalAlpha = 0.16;
  context.fillRect(from * width, 0, Math.max(1, (to - from) * width), height);
  context.globalAlpha = 1;
  const part = height / channels.length;
  channels.forEach((channel, index) => {
    const [middle, half] = [part * (index + 0.5), part * 0.46];
    const values = peaksOf(channel, width);
    for (let x = 0; x < width; x += 1) {
      const [low, high] = [values[x * 2], values[x * 2 + 1]];
      context.fillRect(x, middle - high * half, 1, Math.max(1, (high - low) * half));
    }
  });
  if (playing === undefined) return;
  context.globalAlpha = 0.8;
  context.fillRect(Math.round(playing * width), 0, Math.max(1, Math.round(devicePixelRatio)), height);
  context.globalAlpha = 1;
}
