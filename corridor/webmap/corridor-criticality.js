/* Criticality: what the trade of a year loses if a segment (band) or crossing (ring) is out,
   one layer for each of the three fates. Outages exclude each other, so nothing is added up.
   On the page only with such a table. */

const FATES = { cut_off: "wait", other_mode: "changed", diverted: "southbound" };

/* The columns of a table that hold the hours and the transport cost a fate adds. */
const ADDED = {
  cut_off: [],
  other_mode: ["other_mode_h", "other_mode_cost_usd"],
  diverted: ["added_h", "added_cost_usd"],
};

function readCriticality(page) {
  page.critical = new Map(rows(page.data.criticality.links).map((row) => [`${row.kind} ${row.id}`, row]));
  const most = (fate) => Math.max(0, ...[...page.critical.values()].map((row) => row[`${fate}_t`] ?? 0));
  page.worst = Object.fromEntries(Object.keys(FATES).map((fate) => [fate, most(fate)]));
  page.fates = Object.keys(FATES).filter((fate) => page.worst[fate] > 0);
  for (const fate of page.fates.slice(1)) page.hidden.add(`critical-${fate}`);
  const { segment, crossing } = ABOUT;
  ABOUT.segment = (it, about) => [segment(it, about), aboutCriticality(it, "segment", about.row.segment_id)];
  ABOUT.crossing = (it, about) => [
    crossing(it, about),
    about.rows.map((row) => aboutCriticality(it, "crossing", row.crossing_id, about.rows.length > 1 ? named(row) : "")),
  ];
}

function criticalWords(page, key) {
  const { year } = page.data.criticality;
  return given(year) ? say(key, year) : say(`${key}_plain`);
}

/* The links that lose something by a fate: crossings by rank, then segments. */
function losers(page, fate) {
  const lost = [...page.critical.values()].filter((row) => row[`${fate}_t`] > 0);
  const rank = (row) => row[`rank_${fate}`] ?? Infinity;
  return lost.sort((a, b) => a.kind.localeCompare(b.kind) || rank(a) - rank(b) || b[`${fate}_t`] - a[`${fate}_t`]);
}

/* Each fate has a scale of its own: one is a hundred times another. */
function lossWidth(page, fate, value) {
  const { widest, narrowest } = page.data.style.criticality;
  return Math.max(narrowest, (widest * value) / page.worst[fate]);
}

function drawCriticality(page) {
  const { colours, criticality } = page.data.style;
  const aside = Math.max(criticality.aside, routesWidth(page));
  for (const fate of page.fates) {
    const colour = colours[FATES[fate]];
    const marks = losers(page, fate).map((row) => {
      const width = lossWidth(page, fate, row[`${fate}_t`]);
      if (row.kind === "crossing") return ringOf(page, page.crossingOf.get(row.id), colour, width);
      const look = { class: "critical", stroke: colour, "stroke-width": aside + width };
      return linesOf(page, "changes", [page.segmentOf.get(row.id)], look);
    });
    const name = `critical-${fate}`;
    page.layers[name] = L.layerGroup(marks);
    if (!page.hidden.has(name)) page.layers[name].addTo(page.map);
  }
}

function ringOf(page, crossing, color, weight) {
  const { lat, lon } = page.nodes.get(crossing.node_a);
  const look = { pane: "changes", className: "critical-ring", color, weight, fill: false, interactive: false };
  return L.circleMarker([lat, lon], { ...look, radius: page.data.style.criticality.ring + weight / 2 });
}

function criticalityEntries(page) {
  if (!page.fates.length) return null;
  const mark = (fate) => {
    const look = { fill: "none", stroke: page.data.style.colours[FATES[fate]], "stroke-width": 5 };
    return sample(svg("path", { d: "M1 7H18", ...look }), svg("circle", { cx: 27, cy: 7, r: 4.5, ...look, "stroke-width": 3 }));
  };
  const steps = (fate) => roundSteps(page.worst[fate], [1, 2, 5]).map((value) => [lossWidth(page, fate, value), number(value / 1e6, 3)]);
  return section(
    criticalWords(page, "critical_heading"),
    page.fates.map((fate) => [
      entry(page, `critical-${fate}`, mark(fate), say(`critical_${fate}`)),
      el("p", { class: "width-scale" }, widthScale(page, steps(fate))),
    ]),
    keyText(say("critical_note")),
  );
}

/* Rank, tonnes, US$, hours and cost of each fate of a link, for its popup. */
function aboutCriticality(page, kind, id, name = "") {
  const row = page.critical.get(`${kind} ${id}`);
  const title = [criticalWords(page, "critical_if"), name].filter(Boolean).join(": ");
  const told = row ? page.fates.filter((fate) => row[`${fate}_t`] > 0) : [];
  const line = (fate) => [say(`critical_${fate}`), lossText(row, fate, say(`critical_rank_${kind}`, row[`rank_${fate}`]))];
  const nothing = row ? say("critical_nothing") : noData();
  return el(
    "section",
    { class: "critical-about" },
    el("h3", {}, datum(title)),
    told.length
      ? facts([
          [say("critical_passing"), given(row.tonnes) ? tonnes(row.tonnes) : null],
          ...told.map(line),
          [say("critical_hour"), kind === "crossing" && given(row.hour_usd) ? dollars(row.hour_usd, 3) : null],
        ])
      : el("p", {}, nothing),
  );
}

function lossText(row, fate, rank) {
  const usd = row[`${fate}_usd`];
  const ranked = given(row[`rank_${fate}`]) ? rank : "";
  return [tonnes(row[`${fate}_t`]), given(usd) ? dollars(usd, 3) : "", ...addedText(row, fate), ranked].filter(Boolean).join(" · ");
}

/* Hours a tonne and transport cost a year that a fate adds, or saves. */
function addedText(row, fate) {
  const [hours, cost] = ADDED[fate].map((name) => row[name]);
  return [
    given(hours) ? say(hours < 0 ? "critical_saved_h" : "critical_added_h", number(Math.abs(hours))) : "",
    given(cost) ? say(cost < 0 ? "critical_saved_usd" : "critical_added_usd", dollars(Math.abs(cost), 3)) : "",
  ];
}

/* A ranked list of each fate. */
function criticalityLists(page) {
  return page.fates.map((fate) => {
    const lost = losers(page, fate);
    const go = ({ kind, id }) =>
      kind === "crossing" ? crossingButton(page, page.crossingOf.get(id)) : segmentButton(page, page.segmentOf.get(id));
    const line = (row) => [go(row), given(row[`rank_${fate}`]) ? String(row[`rank_${fate}`]) : "–", lossText(row, fate, "")];
    const heads = [say("critical_link"), say("critical_rank"), say("critical_loss")];
    return list(say("critical_table", say(`critical_${fate}`), lost.length), heads, lost, line);
  });
}

EXTRAS.push({ read: readCriticality, draw: drawCriticality, legend: criticalityEntries, list: criticalityLists });
