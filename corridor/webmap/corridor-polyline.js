/* Polyline: decodes the lines of webmap/polyline.py to arrays of [lat, lon]. */

function decode(text, decimals) {
  const scale = 10 ** decimals;
  const points = [];
  let at = 0;
  let lat = 0;
  let lon = 0;
  const next = () => {
    let bits = 0;
    let shift = 0;
    let byte;
    do {
      byte = text.charCodeAt(at++) - 63;
      bits |= (byte & 0x1f) << shift;
      shift += 5;
    } while (byte >= 0x20);
    return bits & 1 ? ~(bits >> 1) : bits >> 1;
  };
  while (at < text.length) {
    lat += next();
    lon += next();
    points.push([lat / scale, lon / scale]);
  }
  return points;
}

/* Turns a table given as columns into one object a row; missing values stay null. */
function rows(table) {
  const names = Object.keys(table);
  const count = names.length ? table[names[0]].length : 0;
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(names.map((name) => [name, table[name][i]])),
  );
}

/* A line with no vertex nearer than `apart` to the one kept before; both ends stay. */
function thinned(points, apart) {
  const kept = [points[0]];
  for (const point of points.slice(1, -1)) {
    const last = kept[kept.length - 1];
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= apart) kept.push(point);
  }
  return [...kept, points[points.length - 1]];
}
