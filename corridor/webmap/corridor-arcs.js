/* Arcs: where the curve from one country to another runs, and its arrowhead. Pure geometry
   on the projected plane; the two directions part because each bows to its right. */

const ARC_BOW = 0.16;
const ARC_STEPS = 32;
const ARC_ZOOM = 6; // any fixed zoom: arcs are curves on the projected plane

/* Points {x, y} of the curve from a to b, bowed to the right of travel. */
function curve(a, b, steps = ARC_STEPS) {
  const across = { x: b.x - a.x, y: b.y - a.y };
  const bend = { x: (a.x + b.x) / 2 - across.y * ARC_BOW * 2, y: (a.y + b.y) / 2 + across.x * ARC_BOW * 2 };
  return Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps;
    const [p, q, r] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
    return { x: p * a.x + q * bend.x + r * b.x, y: p * a.y + q * bend.y + r * b.y };
  });
}

/* At which point of a curve its arrowhead of a size begins, a little before the end. */
function footOf(points, size, before = 7) {
  const end = points[points.length - 1];
  const far = (point) => Math.hypot(point.x - end.x, point.y - end.y);
  let i = points.length - 2;
  while (i > 0 && far(points[i]) < size + before) i -= 1;
  return i;
}

/* The three corners of an arrowhead of a size that begins at a point of a curve. */
function arrowhead(points, i, size) {
  const along = { x: points[i + 1].x - points[i].x, y: points[i + 1].y - points[i].y };
  const length = Math.hypot(along.x, along.y) || 1;
  const unit = { x: along.x / length, y: along.y / length };
  const at = points[i];
  const half = size / 2;
  return [
    { x: at.x + unit.x * size, y: at.y + unit.y * size },
    { x: at.x - unit.y * half, y: at.y + unit.x * half },
    { x: at.x + unit.y * half, y: at.y - unit.x * half },
  ];
}

/* Width of an arc: by the square root of the value, never thinner than can be seen. */
function rootWidth(value, most, { widest, narrowest }) {
  return Math.max(narrowest, widest * Math.sqrt(value / most));
}

/* Values for a legend: 5, 2 or 1 times a power of ten below the top, and shares of it. */
function roundSteps(top, shares = [1, 10, 100]) {
  if (!(top > 0)) return [];
  const round = 10 ** Math.floor(Math.log10(top));
  const first = [5, 2, 1].find((n) => n * round <= top) * round;
  return shares.map((share) => first / share).filter((value) => value >= 1);
}
