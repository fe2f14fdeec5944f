/* Trade: one arc a pair, from exporter to importer, bowed to the right of travel so that
   the two directions part. Width grows with the square root of the value. */

const ARC_BOW = 0.16;
const ARC_STEPS = 32;
const ARC_ZOOM = 6; // any fixed zoom: arcs are curves on the projected plane

function drawTrade(page) {
  const { trade } = page.data;
  if (!trade) return;
  const group = L.featureGroup();
  page.arcs = trade.pairs
    .slice()
    .sort((a, b) => b.value_usd - a.value_usd)
    .map((pair) => arcOf(page, pair));
  for (const arc of page.arcs) {
    group.addLayer(arc.line).addLayer(arc.head);
  }
  answer(page, group, "arcs");
  page.layers.arcs = group.addTo(page.map);
  page.map.on("zoomend", () => page.arcs.forEach((arc) => arc.head.setLatLngs(headOf(page, arc))));
}

function arcOf(page, pair) {
  const { trade } = page.data;
  const [from, to] = [trade.anchors[pair.exporter], trade.anchors[pair.importer]];
  const colour = southbound(page, pair) ? "southbound" : "northbound";
  const about = { kind: "trade", row: pair, name: pairName(page, pair) };
  const width = arcWidth(page, pair.value_usd);
  const style = { pane: "trade", color: page.data.style.colours[colour], smoothFactor: 0 };
  const arc = { width, points: bow(page.map, L.latLng(from), L.latLng(to)) };
  const opacity = page.data.style.trade.opacity;
  arc.line = L.polyline(arc.points, { ...style, className: "arc", weight: width, opacity });
  arc.head = L.polygon(headOf(page, arc), {
    ...style,
    className: "arc-head",
    stroke: false,
    fillOpacity: 0.85,
    noClip: true,
  });
  arc.line.about = about;
  arc.head.about = about;
  arc.head.follows = true; // the line takes the keyboard for both
  return arc;
}

function southbound(page, pair) {
  const { anchors } = page.data.trade;
  return anchors[pair.exporter][0] > anchors[pair.importer][0];
}

function arcWidth(page, value) {
  const { widest, narrowest } = page.data.style.trade;
  return Math.max(narrowest, widest * Math.sqrt(value / page.data.trade.widest_usd));
}

/* Values for the legend: round, falling, from below the largest shown. */
function tradeScale(page) {
  const top = Math.max(...page.data.trade.pairs.map((pair) => pair.value_usd));
  const round = 10 ** Math.floor(Math.log10(top));
  const first = [5, 2, 1].find((n) => n * round <= top) * round;
  return [first, first / 10, first / 100].filter((value) => value >= 1);
}

function bow(map, from, to) {
  const [a, b] = [map.project(from, ARC_ZOOM), map.project(to, ARC_ZOOM)];
  const across = b.subtract(a);
  const bend = a.add(b).divideBy(2).add(L.point(-across.y, across.x).multiplyBy(ARC_BOW * 2));
  return Array.from({ length: ARC_STEPS + 1 }, (_, i) => {
    const t = i / ARC_STEPS;
    const point = a
      .multiplyBy((1 - t) ** 2)
      .add(bend.multiplyBy(2 * t * (1 - t)))
      .add(b.multiplyBy(t * t));
    return map.unproject(point, ARC_ZOOM);
  });
}

/* An arrowhead of a size in pixels, a little before the importer's end. */
function headOf(page, arc) {
  const { map } = page;
  const zoom = map.getZoom();
  const points = arc.points.map((at) => map.project(at, zoom));
  const size = 5 + arc.width * 1.3;
  const end = points[points.length - 1];
  let i = points.length - 2;
  while (i > 0 && points[i].distanceTo(end) < size + 7) i -= 1;
  const along = points[i + 1].subtract(points[i]);
  const unit = along.divideBy(Math.hypot(along.x, along.y) || 1);
  const tip = points[i].add(unit.multiplyBy(size));
  const side = L.point(-unit.y, unit.x).multiplyBy(size * 0.5);
  return [tip, points[i].add(side), points[i].subtract(side)].map((at) => map.unproject(at, zoom));
}

function pairName(page, pair) {
  return `${page.countryName(pair.exporter)} → ${page.countryName(pair.importer)}`;
}
