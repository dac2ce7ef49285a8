// Fewer points for the same line (Ramer, Douglas and Peucker): a point that lies close to the chord around it is left out.

const POINTS_MAX = 200;
const NEAR = 0.75;

/** The points of a stroke, as few as show its shape, and never more than 200. */
export function simplify(points) {
  let kept = thin(points, NEAR);
  for (let near = 2 * NEAR; kept.length > POINTS_MAX; near *= 2) kept = thin(points, near);
  return kept;
}

function thin(points, near) {
  const isKept = new Array(points.length).fill(false);
  isKept[0] = isKept[points.length - 1] = true;
  // A list of what is left to look at, since a long stroke would be a deep recursion.
  const left = [[0, points.length - 1]];
  while (left.length > 0) {
    const [from, to] = left.pop();
    let [far, at] = [near, -1];
    for (let each = from + 1; each < to; each++) {
      const off = distance(points[each], points[from], points[to]);
      if (off > far) [far, at] = [off, each];
    }
    if (at < 0) continue;
    isKept[at] = true;
    left.push([from, at], [at, to]);
  }
  return points.filter((_, at) => isKept[at]);
}

/** From a point to the line between two others. */
function distance([x, y], [fromX, fromY], [toX, toY]) {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(x - fromX, y - fromY);
  const along = Math.min(Math.max(((x - fromX) * dx + (y - fromY) * dy) / length ** 2, 0), 1);
  return Math.hypot(x - fromX - along * dx, y - fromY - along * dy);
}
