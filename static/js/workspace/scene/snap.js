// Snapping: to the edges and middles of others, and where none is near, to the grid.

import { bounds } from "./geometry.js";
import { whole } from "./model.js";
import { state } from "./state.js";

const NEAR_PX = 6;

/** What a moved box can snap to: every other thing that stands at the top or beside it, and the scene itself. */
export function targets(ids) {
  const moved = new Set(whole(state.scene, ids));
  const { size } = state.scene.canvas;
  const others = Object.keys(state.scene.entities).filter((id) => !moved.has(id) && state.scene.entities[id].visible);
  const boxes = others.slice(0, 300).map((id) => bounds(state.scene, id));
  boxes.push({ x: 0, y: 0, w: size[0], h: size[1] });
  return boxes;
}

/** How far a box goes beside (dx, dy) so that it snaps, and the lines that show why. */
export function snap(box, boxes, isOff) {
  const { grid, snap: isOn } = state.scene.canvas;
  if (!isOn || isOff) return { dx: 0, dy: 0, lines: [] };
  const near = NEAR_PX / state.view.scale;
  const x = along(box, boxes, near, "x", "w");
  const y = along(box, boxes, near, "y", "h");
  const onGrid = (from) => Math.round(from / grid) * grid - from;
  const lines = [];
  if (x) lines.push([x.at, Math.min(box.y, x.other.y), x.at, Math.max(box.y + box.h, x.other.y + x.other.h)]);
  if (y) lines.push([Math.min(box.x, y.other.x), y.at, Math.max(box.x + box.w, y.other.x + y.other.w), y.at]);
  return { dx: x ? x.by : onGrid(box.x), dy: y ? y.by : onGrid(box.y), lines };
}

function along(box, boxes, near, from, size) {
  const edges = (one) => [one[from], one[from] + one[size] / 2, one[from] + one[size]];
  let best = null;
  for (const other of boxes) {
    for (const at of edges(other)) {
      for (const edge of edges(box)) {
        const by = at - edge;
        if (Math.abs(by) < near && (!best || Math.abs(by) < Math.abs(best.by))) best = { by, at, other };
      }
    }
  }
  return best;
}
