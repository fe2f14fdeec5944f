/* Popups and tooltips: one of each, filled from the row behind what was pointed at. On a
   small screen a sheet at the bottom of the page stands in for the popup. */

function preparePopups(page) {
  const { map } = page;
  page.popup = L.popup({ maxWidth: 380, minWidth: 240, autoPan: false, className: "card-popup" });
  page.tip = L.tooltip({ direction: "top", offset: [0, -9], className: "tip", opacity: 1 });
  page.sheet = el("section", { class: "panel sheet", "aria-label": say("about"), hidden: true });
  page.root.append(page.sheet);
  map.on("popupclose", () => leadBack(page));
  map.on("preclick", () => closeSheet(page));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    map.closePopup(page.popup);
    closeSheet(page);
  });
}

/* Gives the keyboard back to what opened the popup. */
function leadBack(page) {
  const { opener } = page;
  page.opener = null;
  if (opener?.isConnected) opener.focus({ preventScroll: true });
}

function openSheet(page, content) {
  const close = el("button", { type: "button", class: "close", "aria-label": say("close"), click: () => closeSheet(page) }, "×");
  page.sheet.replaceChildren(close, content);
  page.sheet.hidden = false;
}

function closeSheet(page) {
  if (page.sheet.hidden) return;
  page.sheet.hidden = true;
  leadBack(page);
}

/* Makes every layer of a group answer pointer and keyboard alike. */
function answer(page, group, name) {
  page.groups.push({ name, group });
  group.on("mouseover mousemove", (event) => showTip(page, event.layer, event.latlng));
  group.on("mouseout", () => page.tip.remove());
  group.on("click", (event) => openAbout(page, event.layer.about, placeOf(event.layer) ?? event.latlng));
}

function showTip(page, layer, latlng) {
  if (!layer.about) return;
  page.tip.setContent(el("div", {}, datum(shortened(layer.about.name, 90)), tipDetail(page, layer.about)));
  page.tip.setLatLng(placeOf(layer) ?? latlng);
  if (!page.map.hasLayer(page.tip)) page.tip.addTo(page.map);
}

function tipDetail(page, { kind, row, rows: several }) {
  const detail = {
    segment: () => [say(`mode_${row.mode}`), `${number(row.length_km)} km`, say(`status_${row.status}`)],
    crossing: () => [say(`status_${several[0].status}`), waitText(several[0])],
    town: () => [say(`kind_${row.kind}`), page.countryName(row.country)],
    trade: () => [String(page.data.trade.year), dollars(row.value_usd)],
  }[kind]();
  return el("span", { class: "tip-detail" }, datum(detail.filter(Boolean).join(" · ")));
}

function waitText(crossing) {
  return crossing.worse_h === null || crossing.worse_h === undefined
    ? ""
    : `${number(crossing.worse_h)} h`;
}

function placeOf(layer) {
  return layer.getLatLng ? layer.getLatLng() : null;
}

/* Opens the popup; with `opener` (an element) the keyboard is led in and back out. */
function openAbout(page, about, latlng, opener = null) {
  page.tip.remove();
  page.opener = null;
  const named = { role: "group", "aria-label": shortened(about.name, 120) };
  const content = el("div", { class: "about", tabindex: 0, ...named }, ABOUT[about.kind](page, about));
  if (page.small) openSheet(page, content);
  else {
    page.popup.setLatLng(latlng).setContent(content).openOn(page.map);
    const close = page.popup.getElement().querySelector(".leaflet-popup-close-button");
    close.setAttribute("aria-label", say("close"));
  }
  panIntoView(page, latlng);
  if (opener) {
    page.opener = opener;
    content.focus({ preventScroll: true });
  }
}

/* Moves the map so that the popup, or beside a sheet the place, lies where no panel is. */
function panIntoView(page, latlng) {
  const room = freeBox(page);
  if (page.small) {
    const middle = L.point((room.left + room.right) / 2, (room.top + room.bottom) / 2);
    const frame = page.map.getContainer().getBoundingClientRect();
    const at = page.map.latLngToContainerPoint(latlng).add([frame.left, frame.top]);
    page.map.panBy(at.subtract(middle), { animate: !page.calm });
    return;
  }
  const box = page.popup.getElement().getBoundingClientRect();
  const over = (low, high, least, most) =>
    low < least ? low - least : high > most ? Math.min(high - most, low - least) : 0;
  const dx = over(box.left, box.right, room.left, room.right);
  const dy = over(box.top, box.bottom, room.top, room.bottom);
  if (dx || dy) page.map.panBy([dx, dy], { animate: !page.calm });
}

const ABOUT = {
  segment: (page, { row }) => aboutSegment(page, row),
  crossing: (page, about) => about.rows.map((row) => aboutCrossing(page, row)),
  town: (page, { row }) => aboutTown(page, row),
  trade: (page, { row }) => aboutTrade(page, row),
};

function heading(text, badges) {
  const marks = badges.filter(Boolean).map((badge) => el("span", { class: "badge" }, datum(badge)));
  return [el("h2", {}, datum(text)), el("p", { class: "badges" }, marks)];
}

/* A table of two columns; rows without a value are left out. */
function facts(pairs) {
  const given = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  const line = ([name, value]) =>
    el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value instanceof Node ? value : datum(value)));
  return el("table", { class: "facts" }, el("tbody", {}, given.map(line)));
}

function aboutSegment(page, row) {
  const has = (value, text) => (value === null || value === undefined ? null : text());
  return [
    heading(segmentName(page, row), [
      say(`mode_${row.mode}`),
      say(`status_${row.status}`),
      has(row.gauge_mm, () => `${row.gauge_mm} mm`),
    ]),
    facts([
      [say("country"), page.countryName(row.country)],
      [say("length"), `${number(row.length_km)} km, ${say(`kind_${row.length_kind}`)}`],
      [say("network_length"), has(row.network_km, () => `${number(row.network_km)} km`)],
      [say("running"), has(row.running_h, () => `${number(row.running_h)} h`)],
      [say("speed"), has(row.running_h, () => `${number(row.length_km / row.running_h)} km/h`)],
      [say("stops"), has(row.stops_h, () => `${number(row.stops_h)} h`)],
      [say("ref"), row.ref],
      [say("tracks"), row.tracks],
      [say("electrified"), row.electrified],
      [say("open_year"), has(row.open_year, () => String(row.open_year))],
    ]),
    closuresOf(page, row.segment_id),
    noteAndSource(page, row.note, [row.source_id]),
  ];
}

function aboutCrossing(page, row) {
  const sides = page.data.border_times.filter((time) => time.crossing_id === row.crossing_id);
  const country = (id) => page.countryName(page.nodes.get(id)?.country);
  const gauges = [row.gauge_a_mm, row.gauge_b_mm].filter(Boolean);
  const since = row.status_since ? ` ${say("since", day(row.status_since))}` : "";
  return el(
    "section",
    {},
    heading(row.name, [
      say(`mode_${row.mode}`),
      `${say(`status_${row.status}`)}${since}`,
      row.regime,
      gauges.length ? `${[...new Set(gauges)].join(" | ")} mm` : "",
    ]),
    ["ab", "ba"].map((direction) => directionTable(page, row, direction, sides, country)),
    facts([[say("capacity"), row.capacity_per_day]]),
    closuresOf(page, row.crossing_id),
    noteAndSource(page, row.note, [row.source_id, ...sides.map((time) => time.source_id)]),
  );
}

/* Waits in one direction: the side left, the side entered, and both. */
function directionTable(page, crossing, direction, times, country) {
  const order = direction === "ab" ? ["a", "b"] : ["b", "a"];
  const side = { a: country(crossing.node_a), b: country(crossing.node_b) };
  const total = page.data.border_totals.find(
    (one) => one.crossing_id === crossing.crossing_id && one.direction === direction,
  );
  const cell = (value) => el("td", {}, value === undefined ? "–" : number(value));
  const line = (name, time) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, datum(name)),
      cell(time.dwell_h),
      el("td", {}, `${number(time.dwell_low_h)}–${number(time.dwell_high_h)}`),
      cell(time.fee_usd),
      el("td", {}, time.year === undefined ? "" : String(time.year)),
      el("td", {}, time.grade ? say(`grade_${time.grade}`) : ""),
    );
  const heads = ["wait", "range", "fee", "year", "grade"].map((key) => el("th", { scope: "col" }, say(key)));
  const found = order.flatMap((s) => times.filter((t) => t.direction === direction && t.side === s));
  return el(
    "table",
    { class: "waits" },
    el("caption", {}, datum(`${side[order[0]]} → ${side[order[1]]}`)),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, say("side")), heads)),
    el("tbody", {}, found.map((time) => line(side[time.side], time)), total ? line(say("both_sides"), total) : null),
  );
}

function closuresOf(page, id) {
  const found = page.data.closures.filter((closure) => closure.what === id);
  if (!found.length) return null;
  const text = (closure) => {
    const end = closure.to_date ? say("until", day(closure.to_date)) : say("no_end");
    const held = closure.confirmed ? `; ${say("confirmed", day(closure.confirmed))}` : "";
    return `${say(`closure_${closure.kind}`)} ${say("since", day(closure.from_date))}, ${end}${held}`;
  };
  const item = (closure) =>
    el("li", {}, datum(text(closure)), closure.note ? [" ", el("span", { class: "note" }, datum(closure.note))] : null);
  return [el("h3", {}, say("closures")), el("ul", {}, found.map(item))];
}

function aboutTown(page, row) {
  return [
    heading(row.name, [say(`kind_${row.kind}`), page.countryName(row.country)]),
    facts([
      [say("name_ru"), row.name_ru],
      [say("lines_here"), row.lines],
    ]),
  ];
}

function aboutTrade(page, row) {
  const report = (reporter) => {
    const given = row.reports.filter((one) => one.reporter === reporter);
    if (!given.length) return el("span", { class: "none" }, say("none_given"));
    return el("span", {}, given.map((one, i) => reportLine(page, one, i === 0 && row.of === reporter)));
  };
  return [
    heading(pairName(page, row), [String(page.data.trade.year), dollars(row.value_usd)]),
    facts([
      [say("exporter_reports"), report("exporter")],
      [say("importer_reports"), report("importer")],
      [say("ratio"), row.ratio === undefined ? null : number(row.ratio, 2)],
    ]),
    el("p", { class: "note" }, say("trade_totals")),
    noteAndSource(page, null, row.reports.map((one) => one.source_id)),
  ];
}

function reportLine(page, one, shown) {
  const basis = [say(`basis_${one.basis}`), one.period === "fiscal" ? say("period_fiscal") : ""];
  const text = `${dollars(one.value_usd)} (${basis.filter(Boolean).join(", ")})`;
  return el("span", { class: "report" }, text, shown ? el("b", {}, ` ${say("shown")}`) : null);
}

function noteAndSource(page, note, ids) {
  const source = (id) => {
    const one = page.data.sources[id];
    return one ? `${one.title} (${say(`grade_${one.grade}`)})` : id;
  };
  const unique = [...new Set(ids.filter(Boolean))];
  return [
    note ? el("p", { class: "note" }, datum(note)) : null,
    unique.length
      ? el("p", { class: "source" }, `${say("source")}: `, unique.map((id, i) => [i ? "; " : "", datum(source(id))]))
      : null,
  ];
}
