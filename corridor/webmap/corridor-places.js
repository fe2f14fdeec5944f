/* Places: crossings as diamonds, towns and stations as dots. Which of them show depends on
   the zoom: a crossing too near a weightier one joins it, a lesser town waits. */

const CROSSING_APART = 15; // px between two diamonds
const TOWN_APART = { city: 10, town: 14, port: 14, terminal: 14, station: 16, border: 16 };
const KIND_RANK = { city: 3000, port: 2000, town: 1500, terminal: 800, station: 500, border: 300 };
const STATUS_RANK = ["planned", "construction", "closed", "restricted", "open"];

function readPlaces(page) {
  page.nodes = new Map(rows(page.data.nodes).map((node) => [node.node_id, node]));
  const names = new Map(page.data.base.countries.map((c) => [c.id, c.name]));
  for (const c of page.data.countries) names.set(c.country, named(c));
  page.countryName = (code) => names.get(code) ?? code;
  page.nodeName = (id) => (page.nodes.has(id) ? named(page.nodes.get(id)) : id);
  page.crossings = rows(page.data.crossings);
  for (const name of ["border_times", "border_totals", "closures"]) page.data[name] = rows(page.data[name]);
  page.crossingOf = new Map(page.crossings.map((crossing) => [crossing.crossing_id, crossing]));
  page.crossingName = (id) => (page.crossingOf.has(id) ? named(page.crossingOf.get(id)) : page.nodeName(id));
  page.endOf = (part) => {
    const { lat, lon } = page.nodes.get(page.crossingOf.get(part.id)?.node_a ?? part.id);
    return [lat, lon];
  };
  const taken = new Set(page.crossings.flatMap((c) => [c.node_a, c.node_b]));
  page.towns = [...page.nodes.values()].filter((n) => n.kind !== "border" || !taken.has(n.node_id));
}

/* An icon whose drawing is made when it is first put on the map. */
const Sign = L.DivIcon.extend({
  createIcon(old) {
    this.options.html ||= this.options.make();
    return L.DivIcon.prototype.createIcon.call(this, old);
  },
});

function drawPlaces(page) {
  drawCrossings(page);
  drawTowns(page);
}

function drawCrossings(page) {
  const onRoute = (id) => page.routes.some((route) => route.crossings.has(id));
  const group = L.featureGroup();
  for (const crossing of page.crossings) {
    const node = page.nodes.get(crossing.node_a);
    const icon = new Sign({ className: "crossing", make: () => diamond(page, crossing), iconSize: [22, 22] });
    const marker = L.marker([node.lat, node.lon], { icon, pane: "crossings" });
    marker.about = { kind: "crossing", rows: [crossing], name: named(crossing) };
    const status = STATUS_RANK.indexOf(crossing.status);
    crossing.rank = (onRoute(crossing.crossing_id) ? 1e5 : 0) + status * 1000 + (crossing.worse_h ?? 0);
    crossing.marker = marker;
    marker.group = group;
    page.labels.push({
      text: named(crossing),
      at: [node.lat, node.lon],
      kind: "crossing-name",
      layer: "crossings",
      rank: 1000 + crossing.rank / 1e3,
      from: onRoute(crossing.crossing_id) ? 5 : 6.5,
      marker,
      gap: 11,
    });
  }
  page.crossings.sort((a, b) => b.rank - a.rank);
  answer(page, group, "crossings");
  page.layers.crossings = group.addTo(page.map);
}

function drawTowns(page) {
  const ends = new Set(page.routes.flatMap((route) => [route.origin, route.destination]));
  const passed = new Set(page.routes.flatMap((route) => route.segments.flatMap((one) => [one.from_node, one.to_node])));
  const group = L.featureGroup();
  for (const town of page.towns) {
    const end = ends.has(town.node_id);
    const icon = new Sign({ className: `town town-${town.kind}`, make: () => el("span"), iconSize: [16, 16] });
    town.marker = L.marker([town.lat, town.lon], { icon, pane: "towns" });
    town.marker.about = { kind: "town", row: town, name: named(town) };
    const onRoute = end || (town.kind === "city" && passed.has(town.node_id));
    town.rank = (end ? 1e4 : onRoute ? 4e3 : 0) + KIND_RANK[town.kind] + town.lines;
    town.from = end ? 0 : (page.data.style.from_zoom[town.kind] ?? page.data.style.from_zoom.station);
    town.marker.group = group;
    page.labels.push({
      text: named(town),
      at: [town.lat, town.lon],
      kind: town.kind === "city" || end ? "city" : "town",
      layer: "towns",
      rank: 2000 + town.rank,
      marker: town.marker,
      gap: town.kind === "city" ? 7 : 5,
    });
  }
  page.towns.sort((a, b) => b.rank - a.rank);
  answer(page, group, "towns");
  page.layers.towns = group.addTo(page.map);
}

/* The diamond: filled by the wait, marked by the status. */
function diamond(page, crossing) {
  const long = crossing.worse_h > page.data.style.long_wait_h;
  const planned = crossing.status === "planned" || crossing.status === "construction";
  const shape = svg("path", { d: "M11 3 19 11 11 19 3 11Z", class: "diamond" });
  const marks = {
    closed: svg("path", { d: "M7.5 7.5 14.5 14.5M14.5 7.5 7.5 14.5", class: "diamond-mark" }),
    restricted: svg("path", { d: "M7 11H15", class: "diamond-mark" }),
  };
  const names = ["diamond-box", long ? "long-wait" : "", planned ? "is-planned" : ""];
  const box = { viewBox: "0 0 22 22", width: 22, height: 22, "aria-hidden": "true" };
  return svg("svg", { ...box, class: names.join(" ").trim() }, shape, marks[crossing.status]);
}

/* Shows the markers that have room at this zoom; the others are hidden, not removed. */
function layoutPlaces(page) {
  const shown = [];
  const hidden = page.hidden.has("crossings");
  const near = (at, apart) => shown.find((one) => one.at.distanceTo(at) < Math.max(apart, one.apart));
  for (const crossing of page.crossings) {
    const at = page.map.latLngToLayerPoint(crossing.marker.getLatLng());
    const host = near(at, CROSSING_APART);
    const { about } = crossing.marker;
    about.rows = [crossing];
    if (host) host.marker.about.rows.push(crossing);
    else shown.push({ at, apart: CROSSING_APART, marker: crossing.marker, crossing: true });
    show(crossing.marker, !host);
    crossing.marker.named = !host;
  }
  for (const crossing of page.crossings) nameGroup(crossing.marker.about);
  if (hidden) shown.length = 0;
  for (const one of shown) one.apart = 9; // a dot may come nearer than another diamond
  const zoom = page.map.getZoom();
  for (const town of page.towns) {
    const at = page.map.latLngToLayerPoint(town.marker.getLatLng());
    const apart = TOWN_APART[town.kind];
    const other = zoom >= town.from ? near(at, apart) : null;
    const fits = zoom >= town.from && !other;
    // A city whose dot a crossing takes keeps its name, which then stands by the diamond.
    town.marker.named = fits || (town.kind === "city" && !hidden && other?.crossing);
    if (fits) shown.push({ at, apart, marker: town.marker });
    show(town.marker, fits);
  }
}

function nameGroup(about) {
  const [first, ...others] = about.rows;
  about.name = others.length ? say("more_here", named(first), others.length) : named(first);
}

/* A marker joins the map when it is first shown. */
function show(marker, visible) {
  marker.shown = visible;
  if (visible && marker.group && !marker.group.hasLayer(marker)) marker.group.addLayer(marker);
  const node = marker.getElement();
  if (node) node.style.display = visible ? "" : "none";
}
