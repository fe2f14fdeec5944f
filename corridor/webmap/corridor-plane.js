/* Plane: where a place lies on the flat world, in whole units whatever the zoom. Spherical
   Mercator as Leaflet has it, x to the east and y to the south. A unit is a fraction of a
   degree of longitude, as fine as the lines are encoded. Pure: no map is known here. */

const UNIT = 10_000; // to a degree, of the network
const FURTHEST_DEG = 85.0511287798; // where Mercator's square ends

/* Pixels to a unit at a zoom. */
function unitScale(zoom, unit = UNIT) {
  return (256 * 2 ** zoom) / (360 * unit);
}

function planeY(lat, unit = UNIT) {
  const held = Math.min(FURTHEST_DEG, Math.max(-FURTHEST_DEG, lat));
  return (-Math.log(Math.tan(Math.PI / 4 + (held * Math.PI) / 360)) * 180 * unit) / Math.PI;
}

/* Returns [lat, lon] of a place on the plane. */
function unflattened(x, y) {
  return [(Math.atan(Math.exp((-y * Math.PI) / (180 * UNIT))) * 360) / Math.PI - 90, x / UNIT];
}

/* Returns x, y, x, y … of the whole numbers lat, lon, lat, lon … of a line. `known` is kept
   by who has many lines of few decimals: the y of each whole latitude met before, or 0. */
function flattened(numbers, unit = UNIT, known = null) {
  const plane = new Int32Array(numbers.length);
  for (let i = 0; i < numbers.length; i += 2) {
    const lat = numbers[i];
    plane[i] = numbers[i + 1];
    if (known) plane[i + 1] = known[lat + 90 * unit] ||= Math.round(planeY(lat / unit, unit));
    else plane[i + 1] = Math.round(planeY(lat / unit, unit));
  }
  return plane;
}

/* The vertices of a line, none nearer than `apart` units to the one kept before; ends stay. */
function sparse(plane, apart) {
  const last = plane.length - 2;
  if (apart <= 0 || last < 2) return plane;
  const kept = new Int32Array(plane.length);
  let count = 0;
  const keep = (i) => {
    kept[count] = plane[i];
    kept[count + 1] = plane[i + 1];
    count += 2;
  };
  keep(0);
  for (let i = 2; i < last; i += 2) {
    const far = Math.abs(plane[i] - kept[count - 2]) + Math.abs(plane[i + 1] - kept[count - 1]);
    if (far >= apart) keep(i);
  }
  keep(last);
  return kept.subarray(0, count);
}

/* The steps of a line from vertex to vertex as the path of an SVG writes them. */
function strides(plane) {
  let text = "";
  for (let i = 2; i < plane.length; i += 2) text += `${plane[i] - plane[i - 2]} ${plane[i + 1] - plane[i - 1]} `;
  return text;
}

/* The same steps from the end to the beginning. */
function stridesBack(plane) {
  let text = "";
  for (let i = plane.length - 2; i > 0; i -= 2) text += `${plane[i - 2] - plane[i]} ${plane[i - 1] - plane[i + 1]} `;
  return text;
}

/* An open line as a path of an SVG. */
function pathText(plane) {
  return plane.length < 4 ? "" : `M${plane[0]} ${plane[1]}l${strides(plane)}`;
}

/* The box around a line: {west, north, east, south} in units. */
function planeBox(plane) {
  const box = { west: Infinity, north: Infinity, east: -Infinity, south: -Infinity };
  for (let i = 0; i < plane.length; i += 2) {
    if (plane[i] < box.west) box.west = plane[i];
    if (plane[i] > box.east) box.east = plane[i];
    if (plane[i + 1] < box.north) box.north = plane[i + 1];
    if (plane[i + 1] > box.south) box.south = plane[i + 1];
  }
  return box;
}

/* Square of the distance of a place from a line, in units. */
function distanceTo(plane, x, y) {
  let least = Infinity;
  for (let i = 2; i < plane.length; i += 2) {
    const [ax, ay] = [plane[i - 2], plane[i - 1]];
    const [dx, dy] = [plane[i] - ax, plane[i + 1] - ay];
    const length = dx * dx + dy * dy;
    const t = length ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
    const far = (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2;
    if (far < least) least = far;
  }
  return least;
}
