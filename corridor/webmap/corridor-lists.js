/* Lists: tables of the panel whose buttons lead to the place on the map. */

/* What is folded away is made when it is first opened; `unfold` opens it at once. */
function fold(name, title, content) {
  let made = false;
  const make = () => {
    if (!made) box.append(...[content()].flat());
    made = true;
  };
  const box = el("details", { class: name, toggle: () => box.open && make() }, el("summary", {}, title));
  box.unfold = () => {
    make();
    box.open = true;
  };
  return box;
}

/* A table folded away. */
function list(title, heads, things, line) {
  const rows = () => el("tbody", {}, things.map((thing) => tableRow(line(thing))));
  return fold("list", title, () => scrolling(title, el("table", {}, tableHead(heads), rows())));
}

/* A box of its own that can be scrolled, by the keyboard too. */
function scrolling(title, content) {
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title }, content);
}

function tableHead(heads) {
  const cell = (text) => (text ? el("th", { scope: "col" }, text) : el("td"));
  return el("thead", {}, el("tr", {}, heads.map(cell)));
}

function tableRow(cells) {
  const marks = (content, i) => (i ? { class: /^[\d–]/.test(content) ? "figure-cell" : null } : { scope: "row" });
  return el("tr", {}, cells.map((content, i) => el(i ? "td" : "th", marks(content, i), content)));
}

/* Everything drawn, as folded lists. */
function lists(page) {
  const hours = (row) => (given(row.worse_h) ? tenths(row.worse_h) : "–");
  const mode = (row) => say(`mode_${row.mode}`);
  const crossing = (row) => [[crossingButton(page, row), stateBadge(row)], hours(row), mode(row)];
  const segment = (row) => [segmentButton(page, row), tenths(row.length_km), mode(row)];
  const town = (row) => [townButton(page, row), page.countryName(row.country)];
  const slowest = page.crossings.slice().sort((a, b) => (b.worse_h ?? -1) - (a.worse_h ?? -1));
  return [
    tradeList(page),
    extra(page, "list"),
    list(say("crossing_table", slowest.length), [say("crossing"), say("hours"), ""], slowest, crossing),
    list(say("segment_table", page.segments.length), [say("segment"), say("km"), ""], page.segments, segment),
    list(say("town_table", page.towns.length), [say("place"), ""], page.towns, town),
  ];
}

/* Every pair of countries with its figure, told again when year, goods or unit change. */
function tradeList(page) {
  if (!page.data.trade) return null;
  const body = el("tbody");
  const line = (pair) => tableRow([pairButton(page, pair), shownAmount(page, pair)]);
  const tell = () => body.replaceChildren(...page.pairs.map(line));
  page.tellPairs = () => body.isConnected && tell();
  const title = say("trade_table", page.pairs.length);
  const table = () => {
    tell();
    return scrolling(title, el("table", {}, tableHead([say("pair"), say("year_shown")]), body));
  };
  return fold("list", title, table);
}

/* The borders of a route in order of travel: hours on the side left and the side entered. */
function routeCrossings(page, route) {
  const borders = route.parts.filter((part) => part.kind === "border");
  const line = (exit) => {
    const entry = borders[borders.indexOf(exit) + 1];
    const row = page.crossingOf.get(exit.id);
    return tableRow([[crossingButton(page, row), stateBadge(row)], tenths(exit.time_h), tenths(entry.time_h)]);
  };
  const exits = borders.filter((_, i) => i % 2 === 0);
  return el(
    "table",
    { class: "borders" },
    tableHead([say("crossing"), say("exit_h"), say("entry_h")]),
    el("tbody", {}, exits.map(line)),
  );
}

function routeSegments(page, route) {
  const ridden = route.parts.filter((part) => part.kind === "segment");
  const line = (part) => {
    const row = page.segmentOf.get(part.id);
    const ends = part.direction === "ab" ? [row.from_node, row.to_node] : [row.to_node, row.from_node];
    const name = ends.map(page.nodeName).join(" – ");
    return [segmentButton(page, row, name), tenths(part.distance_km), tenths(part.time_h)];
  };
  return list(say("route_segments", ridden.length), [say("segment"), say("km"), say("hours")], ridden, line);
}

/* Says if a crossing is not simply open. */
function stateBadge(row) {
  if (row.status === "open") return null;
  return [" ", el("span", { class: `badge state-${row.status}` }, stateText(row))];
}

function button(text, act) {
  return el("button", { type: "button", class: "link", click: (event) => act(event.currentTarget) }, datum(text));
}

function crossingButton(page, row) {
  return button(named(row), (node) => visitCrossing(page, row, node));
}

function townButton(page, row) {
  return button(named(row), (node) => visitTown(page, row, node));
}

function pairButton(page, pair) {
  return button(pairName(page, pair), (node) => visitPair(page, pair, node));
}

function segmentButton(page, row, name = segmentName(page, row)) {
  return button(name, (node) => visitSegment(page, row, node));
}

function visitCrossing(page, row, node) {
  const about = { kind: "crossing", rows: [row], name: named(row) };
  visit(page, about, row.marker.getLatLng(), 8, node);
}

function visitTown(page, row, node) {
  visit(page, row.marker.about, row.marker.getLatLng(), 8, node);
}

function visitSegment(page, row, node) {
  visit(page, aboutOfSegment(page, row), middleOfSegment(row), 7, node);
}

/* Goes to a place, near enough if a zoom is given, and opens what is known about it; the
   keyboard comes back to the list. */
function visit(page, about, latlng, zoom, opener) {
  const { map } = page;
  const fold = page.small ? opener.closest(".more, .legend") : null;
  if (page.small) foldAway(page); // it would cover the place
  if (zoom) showView(page, { centre: latlng, zoom: Math.max(zoom, map.getZoom()) });
  openAbout(page, about, latlng, fold?.firstElementChild ?? opener);
}
