/* Panel: what the map is of, the routes in figures, and everything drawn as lists whose
   buttons lead to the place. */

function drawPanel(page) {
  const { data } = page;
  const about = data.as_of ? say("as_of", day(data.as_of)) : say("as_recorded");
  const panel = el(
    "section",
    { class: "panel card", "aria-labelledby": "corridor-title" },
    el("h1", { id: "corridor-title" }, datum(data.title)),
    el("p", { class: "as-of" }, datum(about)),
    page.routes.map((route, i) => routeSummary(page, route, i)),
    lists(page),
  );
  page.root.append(panel);
}

function routeName(page, route) {
  const name = (id) => page.nodes.get(id)?.name ?? id;
  return say("route_from_to", name(route.origin), name(route.destination));
}

function routeSummary(page, route, i) {
  const figure = (words, value, unit, more) =>
    el(
      "div",
      { class: "figure" },
      el("dt", {}, words),
      el("dd", {}, el("b", {}, value), ` ${unit}`, more ? el("span", {}, more) : null),
    );
  const share = route.time_h > 0 ? (100 * route.border_h) / route.time_h : 0;
  const swatch = svg("svg", { class: "sample", viewBox: "0 0 18 10", width: 18, height: 10, "aria-hidden": "true" },
    svg("path", { class: "route", d: "M1 5H17", stroke: page.data.style.routes[i % 3] }));
  return el(
    "section",
    { class: "route-summary" },
    el("h2", {}, swatch, " ", datum(routeName(page, route))),
    el("p", { class: "as-of" }, say("route_kind", say(`mode_${route.mode}`), say(`minimise_${route.minimise}`))),
    el(
      "dl",
      {},
      figure(say("distance"), number(route.distance_km, 0), "km"),
      figure(say("transit"), number(route.time_h / 24, 1), say("days"), `${number(route.time_h, 0)} h`),
      figure(say("at_borders"), number(share, 0), "%", `${number(route.border_h, 0)} h`),
    ),
    route.notes.length ? routeNotes(page, route.notes) : null,
  );
}

function routeNotes(page, notes) {
  const items = notes.map((note) => el("li", {}, datum(note)));
  return el(
    "details",
    { class: "notes", open: !page.small && page.routes.length === 1 },
    el("summary", {}, say("notes", notes.length)),
    el("ul", {}, items),
  );
}

function lists(page) {
  const hours = (row) => ((row.worse_h ?? null) === null ? "–" : number(row.worse_h));
  const mode = (row) => say(`mode_${row.mode}`);
  const crossing = (row) => [crossingButton(page, row), hours(row), mode(row)];
  const segment = (row) => [segmentButton(page, row), number(row.length_km), mode(row)];
  const town = (row) => [townButton(page, row), page.countryName(row.country)];
  const slowest = page.crossings.slice().sort((a, b) => (b.worse_h ?? -1) - (a.worse_h ?? -1));
  return [
    list("crossing_table", [say("crossing"), say("wait_worse"), ""], slowest, crossing),
    list("segment_table", [say("segment"), "km", ""], page.segments, segment),
    list("town_table", [say("place"), ""], page.towns, town),
  ];
}

/* A table folded away; its rows are made when it is first opened. */
function list(key, heads, things, line) {
  const title = say(key, things.length);
  const body = el("tbody");
  const cell = (content, i) => el(i ? "td" : "th", i ? {} : { scope: "row" }, content);
  const open = (event) => {
    if (!event.target.open || body.childElementCount) return;
    body.append(...things.map((thing) => el("tr", {}, line(thing).map(cell))));
  };
  const head = el("tr", {}, heads.map((text) => (text ? el("th", { scope: "col" }, text) : el("td"))));
  const table = el("table", {}, el("thead", {}, head), body);
  const scroll = el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title }, table);
  return el("details", { class: "list", toggle: open }, el("summary", {}, title), scroll);
}

function button(text, act) {
  return el("button", { type: "button", class: "link", click: (event) => act(event.currentTarget) }, datum(text));
}

function crossingButton(page, row) {
  const about = { kind: "crossing", rows: [row], name: row.name };
  return button(row.name, (node) => visit(page, about, row.marker.getLatLng(), 8, node));
}

function townButton(page, row) {
  return button(row.name, (node) => visit(page, row.marker.about, row.marker.getLatLng(), 8, node));
}

function segmentButton(page, row) {
  const { about } = row.touch;
  return button(about.name, (node) => visit(page, about, middleOf(row.touch), 7, node));
}

/* Goes to a place and opens what is known about it; the keyboard comes back to the list. */
function visit(page, about, latlng, zoom, opener) {
  const { map } = page;
  const folded = page.small ? opener.closest("details") : null; // it would cover the place
  if (folded) folded.open = false;
  map.setView(latlng, Math.max(zoom, map.getZoom()), { animate: false });
  openAbout(page, about, latlng, folded ? folded.firstElementChild : opener);
}
