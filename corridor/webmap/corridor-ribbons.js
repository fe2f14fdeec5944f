/* Ribbons: loads drawn beside the line, each direction to the right of its travel. A run of
   segments is one smooth course, cut where a segment ends, so that ribbons meet without a gap
   whatever their widths. On the page only with loads. */

const RIBBON_STEP_PX = 7;
const RIBBON_SAMPLES = 2500; // of all courses together
const SMOOTHINGS = 8; // so that what is offset does not tangle
const SEAM_PX = 0.5; // ribbons overlap by so much where they meet
const EDGE_PX = 1.2;

/* A path drawn as it is written, where Leaflet would round every place to a pixel. */
const Ribbon = L.Path.extend({
  initialize(options) {
    L.setOptions(this, options);
  },
  setRing(text) {
    this.text = text;
    this.redraw();
  },
  _project() {},
  _update() {
    if (this.text !== undefined) this._renderer._setPath(this, this.text);
  },
});

/* Places {x, y} every `step` along lines put one after the other, smoothed, each with its
   normal to the right of travel (y points down), and at which place each line ends. */
function courseOf(lines, step) {
  const flat = [];
  const ends = [];
  let far = 0;
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      const last = flat[flat.length - 1];
      if (last) far += Math.hypot(line[i] - last.x, line[i + 1] - last.y);
      if (!last || far > last.far) flat.push({ x: line[i], y: line[i + 1], far });
    }
    ends.push(far);
  }
  const count = Math.max(1, Math.round(far / step));
  const places = [];
  for (let i = 0, at = 1; i <= count; i += 1) {
    const along = (far * i) / count;
    while (at < flat.length - 1 && flat[at].far < along) at += 1;
    const [a, b] = [flat[at - 1], flat[at] ?? flat[at - 1]];
    const t = b.far > a.far ? (along - a.far) / (b.far - a.far) : 0;
    places.push({ x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) });
  }
  for (let n = 0; n < SMOOTHINGS; n += 1) smooth(places);
  return { places: withNormals(places), ends: ends.map((end) => (far > 0 ? Math.round((end / far) * count) : count)) };
}

function smooth(places) {
  let before = places[0];
  for (let i = 1; i < places.length - 1; i += 1) {
    const here = places[i];
    const after = places[i + 1];
    places[i] = { x: (before.x + 2 * here.x + after.x) / 4, y: (before.y + 2 * here.y + after.y) / 4 };
    before = here;
  }
}

function withNormals(places) {
  return places.map((place, i) => {
    const before = places[Math.max(0, i - 1)];
    const after = places[Math.min(places.length - 1, i + 1)];
    const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
    return { ...place, nx: -(after.y - before.y) / length, ny: (after.x - before.x) / length };
  });
}

/* The ring between two distances from a course, from one of its places to another. */
function ringText(places, first, last, near, far) {
  const put = ({ x, y, nx, ny }, by) => `${Math.round((x + nx * by) * 10) / 10} ${Math.round((y + ny * by) * 10) / 10} `;
  let text = "M";
  for (let i = first; i <= last; i += 1) text += put(places[i], near);
  for (let i = last; i >= first; i -= 1) text += put(places[i], far);
  return `${text}Z`;
}

function drawLoads(page) {
  const { style, loads } = page.data;
  const groups = Object.fromEntries(page.loadModes.map((mode) => [mode, L.featureGroup()]));
  page.runs = loads.runs.map((run) => run.map((at) => page.segments[at]));
  page.ribbons = page.runs.flatMap((run, at) =>
    run.flatMap((segment, i) => ["ab", "ba"].map((direction) => ribbonOf(page, segment, direction, { run: at, i }))),
  );
  // Edges first: where ribbons meet none crosses another.
  for (const name of ["edge", "line"]) {
    for (const ribbon of page.ribbons) groups[ribbon.segment.mode].addLayer(ribbon[name]);
  }
  page.map.getPane("loads").style.opacity = style.loads.opacity; // of all together: no overlap shows
  const shown = shownLoads(page);
  for (const [mode, group] of Object.entries(groups)) {
    answer(page, group, loadLayer(mode));
    page.layers[loadLayer(mode)] = group;
    if (shown.includes(mode)) group.addTo(page.map);
  }
  page.map.on("zoomend viewreset", () => {
    page.courses = null;
    showLoadsYear(page);
  });
}

function ribbonOf(page, segment, direction, place) {
  const { colours } = page.data.style;
  const colour = loadColour(segment, direction);
  const about = aboutOfSegment(page, segment);
  const [edge, line] = ["ribbon-edge", "ribbon"].map((name) => {
    const paint = colours[name === "ribbon" ? colour : `${colour}-edge`];
    const look = { pane: "loads", className: name, color: paint, fillColor: paint, fillOpacity: 1, fillRule: "nonzero" };
    const path = new Ribbon({ ...look, weight: name === "ribbon" ? SEAM_PX : SEAM_PX + EDGE_PX, fill: true });
    return Object.assign(path, { about, follows: true });
  });
  return { ...place, segment, direction, edge, line };
}

/* The courses of all runs at the zoom, in px from the corner that paths are drawn from. */
function coursesOf(page) {
  const { map } = page;
  const scale = unitScale(map.getZoom());
  const { x, y } = map.getPixelOrigin();
  const put = (value, i) => (value + 180 * UNIT) * scale - (i % 2 ? y : x);
  const lines = page.runs.map((run) =>
    run.map(({ plane, onward }) => Float64Array.from(onward ? plane : turned(plane), put)),
  );
  const px = page.runs.flat().reduce((sum, { plane }) => sum + lengthOf(plane), 0) * scale;
  return lines.map((run) => courseOf(run, Math.max(RIBBON_STEP_PX, px / RIBBON_SAMPLES)));
}

function lengthOf(plane) {
  let sum = 0;
  for (let i = 2; i < plane.length; i += 2) sum += Math.hypot(plane[i] - plane[i - 2], plane[i + 1] - plane[i - 1]);
  return sum;
}

/* A line of x, y, x, y … from its end to its beginning. */
function turned(plane) {
  return plane.map((_, i) => plane[plane.length - 2 - i + 2 * (i % 2)]);
}

function showLoadsYear(page) {
  page.courses ??= coursesOf(page);
  const { widest, gap } = page.data.style.loads;
  const aside = Math.max(gap, routesWidth(page) / 2);
  for (const { segment, direction, run, i, edge, line } of page.ribbons) {
    const value = loadOf(page, segment.segment_id, direction);
    for (const one of [edge, line]) show(one, value > 0);
    if (!(value > 0)) continue;
    const { places, ends } = page.courses[run];
    const first = Math.min(i ? ends[i - 1] : 0, places.length - 2);
    const last = Math.max(ends[i], first + 1);
    const side = runsOnward(segment, direction) ? 1 : -1;
    const text = ringText(places, first, last, side * aside, side * (aside + loadWidth(page, value, widest)));
    for (const one of [edge, line]) one.setRing(text);
  }
}

EXTRAS.push({ draw: drawLoads });
