/* Trade: one arc a pair, from exporter to importer. A year sets widths; a pair that nobody
   reported for it has no arc, and the legend counts it. */

function drawTrade(page) {
  const { trade } = page.data;
  if (!trade) return;
  page.arcGroup = L.featureGroup();
  const most = (pair) => Math.max(...Object.values(pair.years).map(shownValue));
  page.arcs = trade.pairs
    .slice()
    .sort((a, b) => most(b) - most(a))
    .map((pair) => arcOf(page, pair, most(pair)));
  projectArcs(page);
  for (const arc of page.arcs) page.arcGroup.addLayer(arc.line).addLayer(arc.head);
  answer(page, page.arcGroup, "arcs");
  page.layers.arcs = page.arcGroup;
  if (!page.hidden.has("arcs")) page.arcGroup.addTo(page.map);
  page.map.on("zoomend", () => {
    projectArcs(page);
    page.arcs.forEach((arc) => placeHead(page, arc));
  });
}

/* The figure of a pair in a year that widths, totals, bars and words are of. */
function shownValue(ofYear) {
  return ofYear.value_usd;
}

/* That figure in words. */
function shownAmount(ofYear, digits) {
  return dollars(shownValue(ofYear), digits);
}

function arcOf(page, pair, most) {
  const { trade } = page.data;
  const { map } = page;
  const [from, to] = [trade.anchors[pair.exporter], trade.anchors[pair.importer]];
  const colour = southbound(page, pair) ? "southbound" : "northbound";
  const about = { kind: "trade", row: pair, name: pairName(page, pair) };
  const style = { pane: "trade", color: page.data.style.colours[colour], smoothFactor: 0 };
  const ends = [from, to].map((at) => map.project(at, ARC_ZOOM));
  const points = curve(...ends).map((at) => map.unproject(L.point(at.x, at.y), ARC_ZOOM));
  const arc = { pair, points, most: arcWidth(page, most) };
  const opacity = page.data.style.trade.opacity;
  arc.line = L.polyline(points, { ...style, className: "arc", weight: 1, opacity });
  arc.head = L.polygon([points[0]], { ...style, className: "arc-head", stroke: false, fillOpacity: 0.85, noClip: true });
  arc.line.about = about;
  arc.head.about = about;
  arc.head.follows = true; // the line takes the keyboard for both
  return arc;
}

function projectArcs(page) {
  const zoom = page.map.getZoom();
  for (const arc of page.arcs) arc.projected = arc.points.map((at) => page.map.project(at, zoom));
}

/* Gives every arc the width of the year; one without a figure for it is not there. */
function showTradeYear(page) {
  for (const arc of page.arcs) {
    const of = arc.pair.years[page.year];
    arc.width = of ? arcWidth(page, shownValue(of)) : 0;
    const shown = Boolean(of);
    if (shown) arc.line.setStyle({ weight: arc.width });
    if (shown) placeHead(page, arc);
    for (const layer of [arc.line, arc.head]) show(layer, shown);
  }
}

function placeHead(page, arc) {
  if (!arc.width) return;
  const zoom = page.map.getZoom();
  const corners = arrowhead(arc.projected, 5 + arc.width * 1.3);
  arc.head.setLatLngs(corners.map((at) => page.map.unproject(L.point(at.x, at.y), zoom)));
}

function southbound(page, pair) {
  const { anchors } = page.data.trade;
  return anchors[pair.exporter][0] > anchors[pair.importer][0];
}

function arcWidth(page, value) {
  return rootWidth(value, page.data.trade.widest_usd, page.data.style.trade);
}

/* US$ of the year in both directions. */
function tradeTotals(page) {
  const sums = { south: 0, north: 0 };
  for (const pair of page.data.trade.pairs) {
    sums[southbound(page, pair) ? "south" : "north"] += pair.years[page.year] ? shownValue(pair.years[page.year]) : 0;
  }
  return sums;
}

/* The ordered pairs of countries that nobody reported for the year. */
function missingPairs(page) {
  const { anchors, pairs } = page.data.trade;
  const having = new Set(pairs.filter((p) => p.years[page.year]).map((p) => `${p.exporter} ${p.importer}`));
  const codes = Object.keys(anchors);
  return codes.flatMap((exporter) =>
    codes
      .filter((importer) => importer !== exporter && !having.has(`${exporter} ${importer}`))
      .map((importer) => ({ exporter, importer })),
  );
}

function pairName(page, pair) {
  return `${page.countryName(pair.exporter)} → ${page.countryName(pair.importer)}`;
}
