/* Measure: geodesic length of a line the reader sets point by point, by mouse or keyboard. */

/* Kilometres between two points [lat, lon] on the WGS 84 ellipsoid, by the mid-latitude
   formula (within 0.1 % up to 1,000 km), over points laid along the great circle. */
function geodesicKm(from, to) {
  const [a, f] = [6378.137, 1 / 298.257223563];
  const e2 = f * (2 - f);
  const rad = Math.PI / 180;
  const way = greatCircle(from, to);
  let km = 0;
  for (let i = 1; i < way.length; i += 1) {
    const [p, q] = [way[i - 1], way[i]];
    const mid = ((p[0] + q[0]) / 2) * rad;
    const w = 1 - e2 * Math.sin(mid) ** 2;
    const meridian = (a * (1 - e2)) / w ** 1.5;
    const normal = a / Math.sqrt(w);
    let turn = (q[1] - p[1]) * rad;
    turn -= 2 * Math.PI * Math.round(turn / (2 * Math.PI));
    const north = meridian * (q[0] - p[0]) * rad;
    km += Math.hypot(north, normal * Math.cos(mid) * turn);
  }
  return km;
}

/* Points [lat, lon] along the great circle, none further apart than about half a degree. */
function greatCircle(from, to) {
  const rad = Math.PI / 180;
  const vector = ([lat, lon]) => [Math.cos(lat * rad) * Math.cos(lon * rad), Math.cos(lat * rad) * Math.sin(lon * rad), Math.sin(lat * rad)];
  const [u, v] = [vector(from), vector(to)];
  const angle = Math.acos(Math.min(1, Math.max(-1, u[0] * v[0] + u[1] * v[1] + u[2] * v[2])));
  if (angle < 1e-9) return [from, to];
  const count = Math.ceil(angle / rad / 0.5);
  let before = from[1];
  const between = Array.from({ length: count - 1 }, (_, i) => {
    const t = (i + 1) / count;
    const [p, q] = [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
    const [x, y, z] = [0, 1, 2].map((n) => p * u[n] + q * v[n]);
    let lon = Math.atan2(y, x) / rad;
    lon += 360 * Math.round((before - lon) / 360); // no jump at the antimeridian
    before = lon;
    return [Math.atan2(z, Math.hypot(x, y)) / rad, lon];
  });
  return [from, ...between, to];
}

function toggleMeasure(page) {
  const on = !page.measuring;
  page.measuring = on;
  page.measureButton.setAttribute("aria-pressed", String(on));
  page.map.getContainer().classList.toggle("measuring", on);
  page.measure ??= prepareMeasure(page);
  const { points, group, box } = page.measure;
  points.length = 0;
  group.clearLayers();
  box.hidden = !on;
  if (!on) return;
  page.map.closePopup();
  showMeasure(page);
  page.map.getContainer().focus({ preventScroll: true });
}

function prepareMeasure(page) {
  const { map } = page;
  const box = el("p", { class: "panel measured", role: "status" });
  page.root.append(box);
  map.on("click", (event) => page.measuring && addPoint(page, event.latlng));
  document.addEventListener("keydown", (event) => page.measuring && measureKey(page, event));
  return { points: [], group: L.layerGroup().addTo(map), box };
}

function measureKey(page, event) {
  if (event.key === "Escape") {
    toggleMeasure(page);
    page.measureButton.focus();
  }
  if (event.target !== page.map.getContainer()) return;
  if (event.key === "Enter") addPoint(page, page.map.getCenter());
  else if (event.key === "Backspace") page.measure.points.pop();
  else return;
  event.preventDefault();
  showMeasure(page);
}

function addPoint(page, latlng) {
  const last = page.measure.points[page.measure.points.length - 1];
  if (!last || last[0] !== latlng.lat || last[1] !== latlng.lng) page.measure.points.push([latlng.lat, latlng.lng]);
  showMeasure(page);
}

function showMeasure(page) {
  const { points, group, box } = page.measure;
  const way = points.slice(1).flatMap((point, i) => greatCircle(points[i], point));
  const km = points.slice(1).reduce((sum, point, i) => sum + geodesicKm(points[i], point), 0);
  const look = (className) => ({ pane: "cursor", className, interactive: false });
  group.clearLayers();
  group.addLayer(L.polyline(way, look("measure-line")));
  for (const point of points) group.addLayer(L.circleMarker(point, { ...look("measure-point"), radius: 4, fillOpacity: 1 }));
  box.textContent = points.length > 1 ? say("measured", measureOf("n_km", km)) : say("measure_hint");
}
