/* Legend: the list of what is drawn, and at once the control that hides and shows it. */

function drawLegend(page) {
  const groups = [
    networkEntries(page),
    tradeEntries(page),
    loadEntries(page),
    placeEntries(page),
    scenarioEntries(page),
    ...extra(page, "legend"),
    baseEntries(page),
  ];
  const box = el(
    "details",
    { class: "panel legend", open: !page.small },
    el("summary", {}, say("legend")),
    groups.filter(Boolean),
  );
  page.root.append(box);
  page.onYear = () => {
    for (const [name, missing] of Object.entries(MISSING)) {
      const list = box.querySelector(`.missing-${name}`);
      if (list) tellMissing(page, list, `no_data_${name}`, missing);
    }
  };
  page.onYear();
  page.onChoice = () => {
    tellScales(page);
    if (page.arcs.length) tellWidest(page);
  };
  page.onChoice();
}

/* What has no data for what is shown, by group of the legend, and how each is named. */
const MISSING = {
  pairs: { find: missingPairs, line: pairButton },
  loads: { find: unloaded, line: (page, segment) => datum(segmentName(page, segment)) },
};

function section(title, ...children) {
  return el("fieldset", {}, el("legend", {}, title), children);
}

/* One line of the legend: a box to tick, the mark as drawn, the words. */
function entry(page, name, mark, words) {
  const shown = name === "borders" ? page.data.base.borders : !page.hidden.has(name);
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
  if (name === "arcs" || name.startsWith("loads-")) showYear(page, page.year);
  page.touch.order = null;
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
    closed: () => sample(stroke("line line-closed")),
  };
  const words = { closed: "closed_lines" };
  const kinds = new Set(page.segments.map(lineKind));
  const drawn = Object.keys(marks).filter((name) => kinds.has(name));
  const entries = drawn.map((name) => entry(page, name, marks[name](), say(words[name] ?? name)));
  return section(say("network"), entries);
}

/* Routes, what is planned, and what a scenario changes. */
function scenarioEntries(page) {
  const line = (route) => sample(svg("path", { class: "route", d: "M1 7H33", stroke: route.colour }));
  const routes = page.routes.map((route) =>
    entry(page, route.layer, line(route), [say("route"), " ", datum(shortened(routeName(page, route)))]),
  );
  const planned = page.segments.some((segment) => lineKind(segment) === "planned");
  const mark = sample(stroke("line line-rail line-planned", 4), stroke("line line-road line-planned", 10));
  const told = new Set(page.data.changes?.change);
  const { style } = page.data;
  const band = (kind) => svg("path", { class: `change change-${kind}`, d: "M1 7H33", stroke: style.colours[style.changes[kind]] });
  const changes = Object.keys(style.changes).filter((kind) => told.has(kind));
  const entries = [
    ...routes,
    planned ? entry(page, "planned", mark, say("planned_lines")) : null,
    ...changes.map((kind) => entry(page, `change-${kind}`, sample(band(kind)), say(`change_${kind}`))),
  ].filter(Boolean);
  return entries.length ? section(say("scenario"), entries) : null;
}

function keyText(words) {
  return el("p", { class: "key-note" }, words);
}

/* Two arrows, south and north, of a width. */
function bothWays(page, width) {
  const { colours } = page.data.style;
  const arrow = (colour, y, ends) =>
    svg("path", { d: `M1 ${y}H33M${ends}`, stroke: colours[colour], "stroke-width": width });
  return sample(arrow("southbound", 4, "29 1 33 4 29 7"), arrow("northbound", 11, "5 8 1 11 5 14"));
}

function tradeEntries(page) {
  if (!page.data.trade) return null;
  return section(
    el("span", { class: "heading-trade" }),
    goodsSelect(page),
    unitSwitch(page),
    entry(page, "arcs", bothWays(page, 2.6), say("arcs")),
    el("p", { class: "width-scale scale-trade" }),
    folding("trade_note"),
    el("details", { class: "key-note no-data missing-pairs" }),
  );
}

function loadEntries(page) {
  if (!page.loads) return null;
  return section(
    el("span", { class: "heading-loads" }),
    page.data.trade ? null : unitSwitch(page),
    ...page.loadModes.map((mode) => entry(page, loadLayer(mode), bothWays(page, 4), say("loads_by", say(mode)))),
    el("p", { class: "width-scale scale-loads" }),
    page.data.loads.value_usd ? null : keyText(say("loads_no_usd")),
    keyText(say("loads_note")),
    el("details", { class: "key-note no-data missing-loads" }),
  );
}

/* A note of which the first sentence always shows. */
function folding(key) {
  const [first, ...rest] = say(key).split(". ");
  return el("details", { class: "key-note" }, el("summary", {}, first), rest.join(". "));
}

/* Headings and width scales of trade and loads, in the goods and unit chosen. */
function tellScales(page) {
  const put = (css, ...content) => page.root.querySelector(css)?.replaceChildren(...content);
  const { unit } = page.choice;
  if (page.data.trade) {
    const steps = roundSteps(widestShown(page)).map((value) => [arcWidth(page, value), shortAmount(value)]);
    put(".heading-trade", say("trade_heading", say(`unit_${unit}`)));
    put(".scale-trade", ...widthScale(page, steps));
  }
  if (page.loads) {
    const steps = roundSteps(widestLoad(page), [1, 2, 5]); // widths are in proportion
    put(".heading-loads", say("loads_heading", say(`million_${loadUnit(page)}`)));
    put(".scale-loads", ...widthScale(page, steps.map((value) => [loadWidth(page, value), number(value / 1e6, 3)])));
  }
}

function widthScale(page, steps) {
  const colour = page.data.style.colours.muted;
  const step = ([width, words]) =>
    el("span", {}, sample(svg("path", { d: "M1 7H33", stroke: colour, "stroke-width": width.toFixed(1) })), words);
  return steps.map(step);
}

/* Fills a folded list of what has no data; nothing is left of it where all is known. */
function tellMissing(page, box, key, { find, line }) {
  const missing = find(page);
  box.hidden = missing.length === 0;
  const fillList = () => {
    const items = missing.map((one) => el("li", {}, line(page, one)));
    box.querySelector("ul").replaceChildren(...items);
  };
  box.replaceChildren(el("summary", {}, hatchedSample(), " ", say(key, missing.length)), el("ul"));
  box.ontoggle = () => box.open && fillList();
  if (box.open) fillList();
}

function placeEntries(page) {
  const mark = (crossing) => diamond(page, { status: "open", worse_h: 0, ...crossing });
  const key = (crossing, words) => el("p", { class: "entry key" }, mark(crossing), el("span", {}, words));
  const limit = page.data.style.long_wait_h;
  const statuses = new Set(page.crossings.map((crossing) => crossing.status));
  const long = page.crossings.some((crossing) => crossing.worse_h > limit);
  const planned = statuses.has("planned") || statuses.has("construction");
  const keys = [
    long ? key({ worse_h: limit + 1 }, say("wait_over", limit)) : null,
    statuses.has("restricted") ? key({ status: "restricted" }, say("mark_restricted")) : null,
    statuses.has("closed") ? key({ status: "closed" }, say("mark_closed")) : null,
    planned ? key({ status: "planned" }, say("mark_planned")) : null,
  ];
  return section(
    say("places"),
    page.crossings.length ? entry(page, "crossings", mark({}), say("crossings")) : null,
    el("div", { class: "keys" }, keys),
    entry(page, "towns", el("span", { class: "town town-city sample-dot" }, el("span")), say("towns")),
    entry(page, "names", el("span", { class: "sample-name", "aria-hidden": "true" }, say("letters")), say("names")),
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
