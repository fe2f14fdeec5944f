/* Network: segments by mode and status, and the route laid under them.
   What is seen is a few merged lines a style; over them lies one wide, unseen line for
   each segment, which takes the pointer and the keyboard. */

const LINE_DECIMALS = 4;
const DRAWN = ["closed", "sea", "road", "planned", "rail"]; // bottom to top

function readNetwork(page) {
  page.segments = rows(page.data.segments);
  for (const segment of page.segments) segment.points = decode(segment.line, LINE_DECIMALS);
  page.routes = (page.data.routes ?? []).map((route) => routeOf(page, route));
}

function drawNetwork(page) {
  const chosen = new Set(page.routes.flatMap((route) => route.segments));
  for (const name of DRAWN) {
    const members = page.segments.filter((segment) => lineKind(segment) === name);
    if (!members.length) continue;
    const seen = [members.filter((s) => chosen.has(s)), members.filter((s) => !chosen.has(s))];
    const faded = chosen.size > 0;
    page.layers[name] = L.layerGroup([
      ...seen.flatMap((list, i) => styledLines(list, faded && i === 1)),
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

function styledLines(segments, faded) {
  const byClass = new Map();
  const put = (pane, name, segment) => {
    const key = `${pane} ${name}`;
    if (!byClass.has(key)) byClass.set(key, []);
    byClass.get(key).push(segment.points);
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
  return [...byClass].map(([key, lines]) => L.polyline(lines, style(key)));
}

function touchLines(page, segments) {
  const options = { pane: "touch", className: "touch", weight: 14, opacity: 0 };
  const group = L.featureGroup();
  for (const segment of segments) {
    const line = L.polyline(segment.points, options);
    line.about = { kind: "segment", row: segment, name: segmentName(page, segment) };
    segment.touch = line;
    group.addLayer(line);
  }
  answer(page, group, "segments");
  return group;
}

function segmentName(page, segment) {
  const name = (id) => page.nodes.get(id)?.name ?? id;
  return `${name(segment.from_node)} – ${name(segment.to_node)}`;
}

function routeOf(page, route) {
  const byId = new Map(page.segments.map((segment) => [segment.segment_id, segment]));
  const ids = (kind) => route.steps.filter((step) => step.kind === kind).map((step) => step.id);
  return {
    ...route,
    segments: ids("segment").map((id) => byId.get(id)).filter(Boolean),
    crossings: new Set(ids("crossing")),
  };
}

function drawRoutes(page) {
  page.routes.forEach((route, i) => {
    const colours = page.data.style.routes;
    const options = {
      pane: "route",
      className: "route",
      color: colours[i % colours.length],
      interactive: false,
    };
    L.polyline(route.segments.map((segment) => segment.points), options).addTo(page.map);
  });
}
