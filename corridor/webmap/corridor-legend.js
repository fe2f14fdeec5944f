/* Legend: the list of what is drawn, and at once the control that hides and shows it. */

function drawLegend(page) {
  const groups = [networkEntries(page), tradeEntries(page), placeEntries(page), baseEntries(page)];
  const box = el(
    "details",
    { class: "panel legend", open: !page.small },
    el("summary", {}, say("legend")),
    groups.filter(Boolean),
  );
  page.root.append(box);
}

function section(title, ...children) {
  return el("fieldset", {}, el("legend", {}, title), children);
}

/* One line of the legend: a box to tick, the mark as drawn, the words. */
function entry(page, name, mark, words) {
  const shown = name !== "borders" || page.data.base.borders;
  const box = el("input", {
    type: "checkbox",
    checked: shown,
    "data-layer": name,
    change: (event) => toggle(page, name, event.target.checked),
  });
  return el("label", { class: "entry" }, box, mark, el("span", {}, words));
}

function toggle(page, name, visible) {
  if (visible) page.hidden.delete(name);
  else page.hidden.add(name);
  const layer = page.layers[name];
  if (layer && visible) layer.addTo(page.map);
  else if (layer) layer.remove();
  layout(page);
}

function sample(...shapes) {
  return svg("svg", { class: "sample", viewBox: "0 0 34 14", width: 34, height: 14, "aria-hidden": "true" }, shapes);
}

function stroke(className, y = 7) {
  return svg("path", { class: className, d: `M1 ${y}H33` });
}

function networkEntries(page) {
  const marks = {
    rail: () => sample(stroke("line line-rail"), stroke("line line-centre")),
    road: () => sample(stroke("line line-road")),
    sea: () => sample(stroke("line line-sea")),
    planned: () => sample(stroke("line line-rail line-planned", 4), stroke("line line-road line-planned", 10)),
    closed: () => sample(stroke("line line-closed")),
  };
  const words = { planned: "planned_lines", closed: "closed_lines" };
  const kinds = new Set(page.segments.map(lineKind));
  const drawn = Object.keys(marks).filter((name) => kinds.has(name));
  const entries = drawn.map((name) => entry(page, name, marks[name](), say(words[name] ?? name)));
  const chosen = page.routes.map((route, i) => {
    const line = svg("path", { class: "route", d: "M1 7H33", stroke: page.data.style.routes[i % 3] });
    return el("p", { class: "entry key" }, sample(line), el("span", {}, say("route"), " ", datum(routeName(page, route))));
  });
  return section(say("network"), entries, chosen, page.routes.length ? keyText(say("faded")) : null);
}

function keyText(words) {
  return el("p", { class: "key-note" }, words);
}

function tradeEntries(page) {
  const { trade } = page.data;
  if (!trade) return null;
  const { colours } = page.data.style;
  const arrow = (colour, y, ends) =>
    svg("path", { d: `M1 ${y}H33M${ends}`, stroke: colours[colour], "stroke-width": 2.6 });
  const mark = sample(arrow("southbound", 4, "29 1 33 4 29 7"), arrow("northbound", 11, "5 8 1 11 5 14"));
  return section(
    say("trade_heading", trade.year),
    entry(page, "arcs", mark, say("arcs")),
    widthScale(page),
    keyText(say("trade_note")),
    missingPairs(page),
  );
}

function widthScale(page) {
  const colour = page.data.style.colours.muted;
  const step = (value) =>
    el(
      "span",
      {},
      sample(svg("path", { d: "M1 7H33", stroke: colour, "stroke-width": arcWidth(page, value).toFixed(1) })),
      dollars(value).replace("US$ ", ""),
    );
  return el("p", { class: "width-scale" }, tradeScale(page).map(step));
}

function missingPairs(page) {
  const { missing } = page.data.trade;
  if (!missing.length) return null;
  const names = missing.map(([from, to]) => `${page.countryName(from)} → ${page.countryName(to)}`);
  return el(
    "details",
    { class: "key-note no-data" },
    el("summary", {}, say("no_data", missing.length)),
    el("ul", {}, names.map((name) => el("li", {}, datum(name)))),
  );
}

function placeEntries(page) {
  const mark = (crossing) => diamond(page, { status: "open", worse_h: 0, ...crossing });
  const key = (crossing, words) => el("p", { class: "entry key" }, mark(crossing), el("span", {}, words));
  const limit = page.data.style.long_wait_h;
  const statuses = new Set(page.crossings.map((crossing) => crossing.status));
  const long = page.crossings.some((crossing) => crossing.worse_h > limit);
  return section(
    say("places"),
    page.crossings.length ? entry(page, "crossings", mark({}), say("crossings")) : null,
    long ? key({ worse_h: limit + 1 }, say("wait_over", limit)) : null,
    statuses.has("restricted") ? key({ status: "restricted" }, say("mark_restricted")) : null,
    statuses.has("closed") ? key({ status: "closed" }, say("mark_closed")) : null,
    statuses.has("planned") || statuses.has("construction") ? key({ status: "planned" }, say("mark_planned")) : null,
    entry(page, "towns", el("span", { class: "town town-city sample-dot" }, el("span")), say("towns")),
    entry(page, "names", el("span", { class: "sample-name", "aria-hidden": "true" }, "ABC"), say("names")),
    entry(page, "borders", sample(stroke("sample-border")), say("borders")),
  );
}

function baseEntries(page) {
  const start = page.data.online ? "carto" : "";
  const option = (value, words) =>
    el(
      "label",
      { class: "entry" },
      el("input", { type: "radio", name: "base", checked: value === start, change: () => showTiles(page, value) }),
      el("span", {}, words),
    );
  if (start) showTiles(page, start);
  return section(say("base_map"), option("", say("paper")), tileNames().map((name) => option(name, say(name))));
}
