/* About: what a popup says of a segment, a crossing, a town or a flow of trade. */

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
  const line = ([name, value]) =>
    el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value instanceof Node ? value : datum(value)));
  const told = pairs.filter(([, value]) => given(value) && value !== "");
  return told.length ? el("table", { class: "facts" }, el("tbody", {}, told.map(line))) : null;
}

function aboutSegment(page, row) {
  return [
    heading(segmentName(page, row), [
      say(`mode_${row.mode}`),
      say(`status_${row.status}`),
      given(row.gauge_mm) ? say("n_mm", row.gauge_mm) : "",
      row.change ? say(`change_${row.change}`) : "",
    ]),
    facts([
      [say("country"), page.countryName(row.country)],
      [say("length"), `${measureOf("n_km", row.length_km)}, ${say(`kind_${row.length_kind}`)}`],
      [say("network_length"), row.network_km === row.length_km ? null : measureOf("n_km", row.network_km)],
      [say("running"), measureOf("n_h", row.running_h)],
      [say("speed"), given(row.running_h) ? measureOf("n_kmh", row.length_km / row.running_h) : null],
      [say("stops"), measureOf("n_h", row.stops_h)],
      [say("ref"), row.ref],
      [say("tracks"), row.tracks],
      [say("electrified"), given(row.electrified) ? say(`current_${row.electrified}`) : null],
      [say("open_year"), given(row.open_year) ? String(row.open_year) : null],
    ]),
    page.loads ? aboutLoads(page, row) : facts([[say("carried"), say("no_loads")]]),
    closuresOf(page, row.segment_id),
    noteAndSource(page, row.note, [row.source_id]),
  ];
}

/* Tonnes or US$ of the year in both directions, and by year; without a row it is no data. */
function aboutLoads(page, row) {
  const known = page.loads.get(row.segment_id) ?? { ab: {}, ba: {} };
  const unit = loadUnit(page);
  const ends = { ab: [row.from_node, row.to_node], ba: [row.to_node, row.from_node] };
  const lines = ["ab", "ba"].map((direction) => {
    const value = known[direction][page.year]?.[unit];
    const [from, to] = ends[direction].map(page.nodeName);
    return [say("load_of", from, to, page.year), value === undefined ? noData() : amount(unit, value)];
  });
  const { colours } = page.data.style;
  const series = ["ab", "ba"].map((direction) => ({
    colour: colours[loadColour(row, direction)],
    ...barsOf(loadsByYear(known[direction], unit), unit),
  }));
  const source = el("p", { class: "source" }, say("loads_source"));
  return [facts(lines), yearBars(page.data.loads.years, page.year, series, shortAmount), source];
}

function noData() {
  return el("span", { class: "none" }, hatchedSample(), " ", say("no_data"));
}

function aboutCrossing(page, row) {
  const sides = page.data.border_times.filter((time) => time.crossing_id === row.crossing_id);
  const country = (id) => page.countryName(page.nodes.get(id)?.country);
  const gauges = [row.gauge_a_mm, row.gauge_b_mm].filter(Boolean);
  return el(
    "section",
    {},
    heading(named(row), [
      say(`mode_${row.mode}`),
      stateText(row),
      row.regime ? say(`regime_${row.regime}`) : "",
      gauges.length ? say("n_mm", [...new Set(gauges)].join(" | ")) : "",
    ]),
    ["ab", "ba"].map((direction) => directionTable(page, row, direction, sides, country)),
    facts([[say("capacity"), given(row.capacity_per_day) ? number(row.capacity_per_day) : null]]),
    closuresOf(page, row.crossing_id),
    noteAndSource(page, row.note, [row.source_id]),
  );
}

function stateText(row) {
  return say(`status_${row.status}`) + (row.status_since ? ` ${say("since", day(row.status_since))}` : "");
}

/* Waits in one direction: the side left, the side entered, and both. */
function directionTable(page, crossing, direction, times, country) {
  const order = direction === "ab" ? ["a", "b"] : ["b", "a"];
  const side = { a: country(crossing.node_a), b: country(crossing.node_b) };
  const total = page.data.border_totals.find(
    (one) => one.crossing_id === crossing.crossing_id && one.direction === direction,
  );
  const most = Math.max(1, ...page.data.border_totals.filter((t) => t.crossing_id === crossing.crossing_id).map((t) => t.dwell_high_h ?? 0));
  const line = (name, time) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, datum(name)),
      waitCell(time, most),
      feeCell(time),
      el("td", {}, given(time.year) ? String(time.year) : "", " ", el("span", { class: "below" }, time.grade ? say(`grade_${time.grade}`) : "")),
    );
  const head = (key, below) => el("th", { scope: "col" }, say(key), below ? [" ", el("span", { class: "below" }, say(below))] : null);
  const heads = [head("side"), head("wait", "range"), head("fee"), head("year", "grade")];
  const found = order.flatMap((s) => times.filter((t) => t.direction === direction && t.side === s));
  const nothing = el("tr", {}, el("td", { colspan: 4 }, noData()));
  return [
    el(
      "table",
      { class: "waits" },
      el("caption", {}, datum(`${side[order[0]]} → ${side[order[1]]}`)),
      el("thead", {}, el("tr", {}, heads)),
      el("tbody", {}, found.length ? found.map((time) => line(side[time.side], time)) : nothing, total ? line(say("both_sides"), total) : null),
    ),
    found.length ? fold("told", say("side_notes"), () => el("ul", {}, found.map((time) => sideNote(page, side[time.side], time)))) : null,
  ];
}

/* Where the hours and the fee of a side come from: note, sources, and the fee's own range. */
function sideNote(page, name, time) {
  const span = [time.fee_low_usd, time.fee_high_usd].every(given) ? `${number(time.fee_low_usd)}–${number(time.fee_high_usd)}` : "";
  const fee = [span, time.fee_year, time.fee_grade ? say(`grade_${time.fee_grade}`) : "", sourceTitle(page, time.fee_source_id)];
  const parts = [
    time.note,
    say("hours_by", sourceTitle(page, time.source_id)),
    given(time.fee_usd) ? say("fee_by", fee.filter(Boolean).join(", ")) : null,
  ];
  return el("li", {}, el("b", {}, datum(name)), ": ", el("span", { class: "source" }, datum(sentences(parts))));
}

/* A fee; its own year behind it where that is not the year of the hours. */
function feeCell(time) {
  if (!given(time.fee_usd)) return el("td", {}, "–");
  const own = given(time.fee_year) && time.fee_year !== time.year ? ` (${time.fee_year})` : "";
  return el("td", {}, number(time.fee_usd) + own);
}

/* A wait, its range below it, and as a bar. */
function waitCell({ dwell_low_h: low, dwell_h: mean, dwell_high_h: high }, most) {
  const known = [low, mean, high].every(given);
  const range = known ? el("span", { class: "below" }, `${number(low)}–${number(high)}`, rangeBar(low, mean, high, most)) : null;
  return el("td", {}, given(mean) ? tenths(mean) : "–", " ", range);
}

function closuresOf(page, id) {
  const found = page.data.closures.filter((closure) => closure.what === id).sort((a, b) => a.from_date.localeCompare(b.from_date));
  if (!found.length) return null;
  const text = (closure) => {
    if (closure.to_date === closure.from_date) return `${say(`closure_${closure.kind}`)} ${day(closure.from_date)}`;
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
    heading(named(row), [say(`kind_${row.kind}`), page.countryName(row.country)]),
    facts([
      [say("name_ru"), lang === "ru" ? row.name : row.name_ru],
      [say("lines_here"), row.lines],
    ]),
  ];
}

function sourceTitle(page, id) {
  const one = page.data.sources[id];
  return one ? `${one.title} (${say(`grade_${one.grade}`)})` : id;
}

function noteAndSource(page, note, ids) {
  const unique = [...new Set(ids.filter(Boolean))];
  return [
    note ? el("p", { class: "note" }, datum(note)) : null,
    unique.length
      ? el("p", { class: "source" }, `${say("source")}: `, unique.map((id, i) => [i ? "; " : "", datum(sourceTitle(page, id))]))
      : null,
  ];
}
