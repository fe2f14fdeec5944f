/* Polyline: decodes the lines of webmap/polyline.py, and turns columns into rows. */

let scratch = new Int32Array(4096);

/* Whole numbers of an encoded line: lat, lon, lat, lon …, in units of its last decimal. */
function whole(text) {
  if (scratch.length < text.length) scratch = new Int32Array(2 * text.length);
  const found = scratch;
  let count = 0;
  let at = 0;
  let bits = 0;
  let shift = 0;
  while (at < text.length) {
    const byte = text.charCodeAt(at++) - 63;
    bits |= (byte & 0x1f) << shift;
    shift += 5;
    if (byte >= 0x20) continue;
    const step = bits & 1 ? ~(bits >> 1) : bits >> 1;
    found[count] = count < 2 ? step : found[count - 2] + step;
    count += 1;
    bits = 0;
    shift = 0;
  }
  return found.slice(0, count);
}

/* Vertices [lat, lon] of an encoded line. */
function decode(text, decimals) {
  const numbers = whole(text);
  const scale = 10 ** decimals;
  const points = [];
  for (let i = 0; i < numbers.length; i += 2) points.push([numbers[i] / scale, numbers[i + 1] / scale]);
  return points;
}

/* Turns a table given as columns into one object a row; missing values stay null. */
function rows(table) {
  const names = Object.keys(table);
  const count = names.length ? table[names[0]].length : 0;
  const found = new Array(count);
  for (let i = 0; i < count; i += 1) {
    const row = {};
    for (const name of names) row[name] = table[name][i];
    found[i] = row;
  }
  return found;
}
