/* Network: segments by mode and status, routes and a scenario's changes laid under them.
   What is seen is a few merged lines a style; over them lies one wide, unseen line for
   each segment, which takes the pointer and the keyboard. */

const LINE_DECIMALS = 4;
const MANY_VERTICES = 50_000; // beyond this the first views are drawn with thinned lines
const COARSE_DEG = 0.02; // less than a pixel below the zoom at which all vertices are drawn
const FINE_ZOOM = 6.5;
const DRAWN = ["closed", "sea", "road", "planned", "rail"]; // bottom to top

function readNetwork(page) {
  page.segments = rows(page.data.segments);
  for (const segment of page.segments) segment.points = decode(segment.line, LINE_DECIMALS);
  const count = page.segments.reduce((sum, segment) => sum + segment.points.length, 0);
  page.coarse = count > MANY_VERTICES;
  page.lines = []; // what is drawn of segments, to be refined as one comes nearer
  for (const segment of page.segments) {
    segment.drawn = page.coarse ? thinned(segment.points, COARSE_DEG) : segment.points;
  }
  page.segmentOf = new Map(page.segments.map((segment) => [segment.segment_id, segment]));
  page.partName = (part) => segmentName(page, page.segmentOf.get(part.id));
  page.routes = (page.data.routes ?? []).map((route, i) => routeOf(page, route, i));
  page.chosen = 0; // whose crossings the panel lists and whose places the chart's cursor shows
}

/* A route as the page uses it: its parts added up, its segments and crossings at hand. */
function routeOf(page, route, i) {
  const parts = cumulated(rows(route.steps));
  const colours = page.data.style.routes;
  return {
    ...route,
    parts,
    colour: colours[i % colours.length],
    layer: `route-${i}`,
    segments: parts.filter((part) => part.kind === "segment").map((part) => page.segmentOf.get(part.id)),
    crossings: new Set(parts.filter((part) => part.kind === "border").map((part) => part.id)),
  };
}

function drawNetwork(page) {
  const chosen = new Set(page.routes.flatMap((route) => route.segments));
  for (const name of DRAWN) {
    const members = page.segments.filter((segment) => lineKind(segment) === name);
    if (!members.length) continue;
    const seen = [members.filter((s) => chosen.has(s)), members.filter((s) => !chosen.has(s))];
    const faded = chosen.size > 0;
    page.layers[name] = L.layerGroup([
      ...seen.flatMap((list, i) => styledLines(page, list, faded && i === 1)),
      touchLines(page, members),
    ]).addTo(page.map);
  }
  drawRoutes(page);
}

/* Under which entry of the legend a segment stands. */
function lineKind(segment) {
  if (segment.status === "closed") return "closed";
  if (segment.status === "planned" || segment.status === "construction") return "planned";
  return segment.mode;
}

function styledLines(page, segments, faded) {
  const byClass = new Map();
  const put = (pane, name, segment) => {
    const key = `${pane} ${name}`;
    if (!byClass.has(key)) byClass.set(key, []);
    byClass.get(key).push(segment);
  };
  for (const segment of segments) {
    const kind = lineKind(segment);
    const look = kind === "closed" ? "closed" : segment.mode;
    put("casing", `casing casing-${look}`, segment);
    put("lines", `line line-${look}${kind === "planned" ? " line-planned" : ""}`, segment);
    if (kind === "rail") put("lines", "line line-centre", segment);
  }
  const style = (key) => {
    const [pane, ...names] = key.split(" ");
    const className = [...names, faded ? "faded" : ""].join(" ").trim();
    return { pane, className, interactive: false, fill: false, smoothFactor: 1 };
  };
  return [...byClass].map(([key, list]) => linesOf(page, list, style(key)));
}

/* One path for many segments. */
function linesOf(page, segments, options) {
  const line = L.polyline(segments.map((segment) => segment.drawn), options);
  page.lines.push({ line, segments });
  return line;
}

/* Gives lines all their vertices once the zoom shows them. */
function refineLines(page) {
  if (!page.coarse || page.map.getZoom() < FINE_ZOOM) return;
  page.coarse = false;
  for (const segment of page.segments) segment.drawn = segment.points;
  for (const { line, segments } of page.lines) line.setLatLngs(segments.map((segment) => segment.drawn));
}

function touchLines(page, segments) {
  const options = { pane: "touch", className: "touch", weight: 14, opacity: 0 };
  const group = L.featureGroup();
  for (const segment of segments) {
    const line = linesOf(page, [segment], options);
    line.about = { kind: "segment", row: segment, name: segmentName(page, segment) };
    segment.touch = line;
    group.addLayer(line);
  }
  answer(page, group, "segments");
  return group;
}

function segmentName(page, segment) {
  return `${page.nodeName(segment.from_node)} – ${page.nodeName(segment.to_node)}`;
}

/* Routes lie under the lines; the first is the widest, so that all show where they meet. */
function drawRoutes(page) {
  const { width, step, casing } = page.data.style.route;
  page.routes.forEach((route, i) => {
    const weight = width + step * (page.routes.length - 1 - i);
    const options = { pane: "route", className: "route", interactive: false, smoothFactor: 1 };
    page.layers[route.layer] = L.layerGroup([
      linesOf(page, route.segments, { ...options, color: "#fff", weight: weight + casing, opacity: 0.8 }),
      linesOf(page, route.segments, { ...options, color: route.colour, weight, opacity: 0.9 }),
    ]).addTo(page.map);
  });
}

/* Pixels that routes take where all of them meet. */
function routesWidth(page) {
  const { width, step, casing } = page.data.style.route;
  return page.routes.length ? width + step * (page.routes.length - 1) + casing : 0;
}

/* What a scenario changes, as a wide band under the line. */
function drawChanges(page) {
  if (!page.data.changes) return;
  const { style } = page.data;
  const changes = rows(page.data.changes);
  for (const kind of ["added", "lost", "changed"]) {
    const found = changes.filter((row) => row.change === kind).map((row) => page.segmentOf.get(row.segment_id));
    if (!found.length) continue;
    const look = { pane: "changes", className: `change change-${kind}`, color: style.colours[style.changes[kind]] };
    const lines = linesOf(page, found, { ...look, weight: 15, interactive: false });
    page.layers[`change-${kind}`] = L.layerGroup([lines]).addTo(page.map);
    for (const segment of found) segment.change = kind;
  }
}
