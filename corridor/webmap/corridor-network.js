/* Network: segments by mode and status, routes and a scenario's changes laid under them.
   What is seen is a few merged lines a style, fixed on the plane. */

const LINE_DECIMALS = 4;
const DRAWN = ["closed", "sea", "road", "planned", "rail"]; // bottom to top

function readNetwork(page) {
  page.segments = rows(page.data.segments);
  let vertices = 0;
  for (const segment of page.segments) {
    segment.plane = flattened(whole(segment.line));
    segment.box = planeBox(segment.plane);
    vertices += segment.plane.length / 2;
  }
  const many = page.segments.length > MOST_PATHS || vertices > MOST_VERTICES;
  page.lineSheet = many ? CanvasSheet : VectorSheet;
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
    colour: colours[i],
    layer: `route-${i}`,
    segments: parts.filter((part) => part.kind === "segment").map((part) => page.segmentOf.get(part.id)),
    crossings: new Set(parts.filter((part) => part.kind === "border").map((part) => part.id)),
  };
}

/* The vertices [lat, lon] of a segment. */
function pointsOf(segment) {
  segment.points ??= decode(segment.line, LINE_DECIMALS);
  return segment.points;
}

function middleOfSegment({ plane }) {
  const at = 2 * Math.floor(plane.length / 4);
  return L.latLng(unflattened(plane[at], plane[at + 1]));
}

function segmentName(page, segment) {
  return `${page.nodeName(segment.from_node)} – ${page.nodeName(segment.to_node)}`;
}

function aboutOfSegment(page, segment) {
  return { kind: "segment", row: segment, name: segmentName(page, segment) };
}

function drawNetwork(page) {
  const chosen = new Set(page.routes.flatMap((route) => route.segments));
  for (const name of DRAWN) {
    const members = page.segments.filter((segment) => lineKind(segment) === name);
    if (!members.length) continue;
    const [on, off] = [members.filter((s) => chosen.has(s)), members.filter((s) => !chosen.has(s))];
    const lines = [...styledLines(page, on, ""), ...styledLines(page, off, chosen.size ? "faded" : "")];
    page.layers[name] = L.layerGroup(lines).addTo(page.map);
  }
  drawRoutes(page);
}

/* Under which entry of the legend a segment stands. */
function lineKind(segment) {
  if (segment.status === "closed") return "closed";
  if (segment.status === "planned" || segment.status === "construction") return "planned";
  return segment.mode;
}

/* The lines of segments of one kind: casing, line, and on railways the dashes in it. */
function styledLines(page, segments, faded) {
  const byMode = new Map();
  for (const segment of segments) {
    if (!byMode.has(segment.mode)) byMode.set(segment.mode, []);
    byMode.get(segment.mode).push(segment);
  }
  return [...byMode].flatMap(([mode, list]) => {
    const kind = lineKind(list[0]);
    const look = kind === "closed" ? "closed" : mode;
    const planned = kind === "planned" ? " line-planned" : "";
    return [
      linesOf(page, "casing", list, { class: `casing casing-${look} ${faded}` }),
      linesOf(page, "lines", list, { class: `line line-${look}${planned} ${faded}` }),
      ...(kind === "rail" ? [linesOf(page, "lines", list, { class: `line line-centre ${faded}` })] : []),
    ];
  });
}

/* One path for many segments. */
function linesOf(page, pane, segments, look) {
  return new Shape(sheetOf(page, pane, page.lineSheet), look, { key: segments, planes: segments });
}

/* Routes lie under the lines; the first is the widest, so that all show where they meet. */
function drawRoutes(page) {
  const { width, step, casing } = page.data.style.route;
  page.routes.forEach((route, i) => {
    const weight = width + step * (page.routes.length - 1 - i);
    const line = (look) => linesOf(page, "route", route.segments, { class: "route", ...look });
    page.layers[route.layer] = L.layerGroup([
      line({ stroke: "#fff", "stroke-width": weight + casing, "stroke-opacity": 0.8 }),
      line({ stroke: route.colour, "stroke-width": weight, "stroke-opacity": 0.9 }),
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
    const look = { class: `change change-${kind}`, stroke: style.colours[style.changes[kind]], "stroke-width": 15 };
    page.layers[`change-${kind}`] = L.layerGroup([linesOf(page, "changes", found, look)]).addTo(page.map);
    for (const segment of found) segment.change = kind;
  }
}
