/* Trade: one arc a pair, from exporter to importer. Year, goods and unit set widths; a pair
   that nobody reported for them has no arc, and the legend counts it. */

const PART_DASH = "7 3"; // of an arc whose figure is of a part of the year

function readTrade(page) {
  const { trade } = page.data;
  page.pairs = trade ? readPairs(trade) : [];
  page.widest = {};
  page.turnovers = trade ? rows(trade.turnovers) : [];
}

function drawTrade(page) {
  if (!page.data.trade) return;
  page.arcGroup = L.featureGroup();
  const most = (pair) => widestOfPair(page, pair);
  page.arcs = page.pairs
    .filter((pair) => Object.keys(pair.told).length)
    .sort((a, b) => most(b) - most(a))
    .map((pair) => arcOf(page, pair));
  tellWidest(page);
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

/* The figure of a pair in the year, goods and unit shown; undefined if there is none. */
function shownValue(page, pair) {
  return shownReport(pair, page.choice, page.year)?.[page.choice.unit];
}

/* That figure in words, or that there is none. */
function shownAmount(page, pair) {
  const report = shownReport(pair, page.choice, page.year);
  if (!report) return say("no_data");
  const said = amount(page.choice.unit, report[page.choice.unit]);
  return isPart(report) ? `${said}, ${say("bar_part")}` : said;
}

function arcOf(page, pair) {
  const about = aboutOfPair(page, pair);
  const style = { pane: "trade", color: colourOf(page, pair), smoothFactor: 0 };
  const points = arcPoints(page, pair);
  const arc = { pair, points };
  const opacity = page.data.style.trade.opacity;
  arc.line = L.polyline(points, { ...style, className: "arc", weight: 1, opacity });
  arc.head = L.polygon([points[0]], { ...style, className: "arc-head", stroke: false, fillOpacity: 0.85, noClip: true });
  arc.line.about = about;
  arc.head.about = about;
  arc.head.follows = true; // the line takes the keyboard for both
  return arc;
}

/* Places along the curve of a pair. */
function arcPoints({ map, data }, { exporter, importer }) {
  const ends = [exporter, importer].map((code) => map.project(data.trade.anchors[code], ARC_ZOOM));
  return curve(...ends).map((at) => map.unproject(L.point(at.x, at.y), ARC_ZOOM));
}

function aboutOfPair(page, pair) {
  return { kind: "trade", row: pair, name: pairName(page, pair) };
}

function colourOf(page, pair) {
  return page.data.style.colours[southbound(page, pair) ? "southbound" : "northbound"];
}

function projectArcs(page) {
  const zoom = page.map.getZoom();
  for (const arc of page.arcs) arc.projected = arc.points.map((at) => page.map.project(at, zoom));
}

/* The widest each arc gets in any year: names of towns keep clear of such heads. */
function tellWidest(page) {
  for (const arc of page.arcs) arc.most = arcWidth(page, widestOfPair(page, arc.pair));
}

/* Gives every arc the width of the year; one without a figure for it is not there. */
function showTradeYear(page) {
  for (const arc of page.arcs) {
    const report = shownReport(arc.pair, page.choice, page.year);
    const shown = Boolean(report);
    arc.width = shown ? arcWidth(page, report[page.choice.unit]) : 0;
    if (shown) arc.line.setStyle({ weight: arc.width, dashArray: isPart(report) ? PART_DASH : null });
    if (shown) placeHead(page, arc);
    for (const layer of [arc.line, arc.head]) show(layer, shown);
  }
  if (page.settled) refreshKeyboard(page); // what came or went can be reached, or no more
}

function placeHead(page, arc) {
  if (!arc.width) return;
  const zoom = page.map.getZoom();
  const size = 5 + arc.width * 1.3;
  const foot = footOf(arc.projected, size);
  if (foot !== arc.foot) arc.line.setLatLngs(arc.points.slice(0, foot + 1)); // it ends where its head begins
  arc.foot = foot;
  const corners = arrowhead(arc.projected, foot, size);
  arc.head.setLatLngs(corners.map((at) => page.map.unproject(L.point(at.x, at.y), zoom)));
}

function southbound(page, pair) {
  const { anchors } = page.data.trade;
  return anchors[pair.exporter][0] > anchors[pair.importer][0];
}

/* The largest figure of a pair in any year. */
function widestOfPair(page, pair) {
  const { goods, unit } = page.choice;
  pair.widest ??= {};
  return (pair.widest[`${goods} ${unit}`] ??= widestOf([pair], page.choice));
}

/* The end of the width scale of the goods and unit chosen: one for all years. */
function widestShown(page) {
  const { goods, unit } = page.choice;
  return (page.widest[`${goods} ${unit}`] ??= Math.max(0, ...page.pairs.map((pair) => widestOfPair(page, pair))));
}

function arcWidth(page, value) {
  const { style } = page.data;
  const most = widestShown(page);
  return most > 0 ? rootWidth(value, most, style.trade) : style.trade.narrowest;
}

/* US$ or tonnes of the year in both directions; undefined where no pair has a figure. */
function tradeTotals(page) {
  const sums = {};
  for (const pair of page.pairs) {
    const value = shownValue(page, pair);
    const side = southbound(page, pair) ? "south" : "north";
    if (value !== undefined) sums[side] = (sums[side] ?? 0) + value;
  }
  return sums;
}

/* The ordered pairs of countries without a figure for what is shown. */
function missingPairs(page) {
  return page.pairs.filter((pair) => shownValue(page, pair) === undefined);
}

function pairName(page, pair) {
  return `${page.countryName(pair.exporter)} → ${page.countryName(pair.importer)}`;
}

/* Opens what is known of a pair, also where it has no arc: at the middle of its curve. */
function visitPair(page, pair, opener) {
  const points = arcPoints(page, pair);
  visit(page, aboutOfPair(page, pair), points[Math.floor(points.length / 2)], 0, opener);
}
