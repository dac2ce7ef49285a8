// What the pointer does with the picture, one tool each: `down`, `move` and `up` get a place in the picture's pixels.

import { activeOf, changeLayer, drawable } from "./picture.js";

/** Draws, or takes away what was drawn. The stroke is a copy of the layer until it ends. */
export function pen(editor, isEraser) {
  let drawn, context, last;
  return {
    down(place) {
      drawn = drawable(editor.picture);
      context = activeOf(drawn).canvas.getContext("2d");
      const { color, stroke } = editor.settings();
      Object.assign(context, { lineCap: "round", lineJoin: "round", lineWidth: stroke, strokeStyle: color });
      context.globalCompositeOperation = isEraser ? "destination-out" : "source-over";
      last = place;
      this.move(place);
    },
    move(place) {
      if (!drawn) return;
      context.beginPath();
      context.moveTo(last.x, last.y);
      context.lineTo(place.x, place.y);
      context.stroke();
      last = place;
      editor.show(drawn);
    },
    up() {
      if (drawn) editor.did(drawn);
      drawn = undefined;
    },
  };
}

/** Moves the active layer. */
export function mover(editor) {
  let from, layer, moved;
  return {
    down(place) {
      [from, layer, moved] = [place, activeOf(editor.picture), undefined];
    },
    move(place) {
      if (!layer) return;
      const [x, y] = [layer.x + Math.round(place.x - from.x), layer.y + Math.round(place.y - from.y)];
      moved = changeLayer(editor.picture, layer.id, { x, y });
      editor.show(moved);
    },
    up() {
      if (moved) editor.did(moved);
      layer = undefined;
    },
  };
}

/** Draws the frame that is to be kept. */
export function cropper(editor) {
  let from;
  return {
    down(place) {
      from = place;
    },
    move(place) {
      if (!from) return;
      const { width, height } = editor.picture;
      const within = (value, max) => Math.round(Math.min(max, Math.max(0, value)));
      const [left, right] = [from.x, place.x].sort((one, other) => one - other).map((x) => within(x, width));
      const [top, bottom] = [from.y, place.y].sort((one, other) => one - other).map((y) => within(y, height));
      if (right > left && bottom > top) editor.frame({ x: left, y: top, width: right - left, height: bottom - top });
    },
    up() {
      from = undefined;
    },
  };
}
