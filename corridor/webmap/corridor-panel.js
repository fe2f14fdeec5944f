/* Panel: what the map is of, the routes in figures, their chart and borders, and below
   what is to be known, everything drawn as lists, method and sources. */

function drawPanel(page) {
  const { data } = page;
  const about = data.as_of ? say("as_of", day(data.as_of)) : say("as_recorded");
  const panel = el(
    "section",
    { class: "panel card", "aria-labelledby": "corridor-title" },
    el("h1", { id: "corridor-title" }, datum(data.title)),
    el("p", { class: "as-of" }, datum(about)),
    page.routes.map((route, i) => routeSummary(page, route, i)),
    el(
      "details",
      { class: "more", open: !page.small },
      el("summary", {}, say("details")),
      page.routes.length ? [drawChart(page), chosenRoute(page)] : null,
      lists(page),
      methodAndSources(page),
    ),
  );
  page.root.append(panel);
}

function routeName(page, route) {
  return `${page.nodeName(route.origin)} – ${page.nodeName(route.destination)}`;
}

function routeKind(route) {
  const [mode, ...others] = route.modes;
  return say("route_kind", say(`mode_${others.length ? "multimodal" : mode}`), say(`minimise_${route.minimise}`));
}

/* Name and figures of a route; with several, the name is the button that chooses it. */
function routeSummary(page, route, i) {
  const figure = (words, value, unit, more) =>
    el(
      "div",
      { class: "figure" },
      el("dt", {}, words),
      el("dd", {}, el("b", {}, value), ` ${unit}`, more ? el("span", {}, more) : null),
    );
  const several = page.routes.length > 1;
  return el(
    "section",
    { class: `route-summary${several ? " one-of" : ""}` },
    el("h2", {}, swatch(route), " ", several ? routeChoice(page, route, i) : datum(routeName(page, route))),
    el("p", { class: "as-of" }, routeKind(route)),
    el("dl", {}, routeFigures(route, several).map((parts) => figure(...parts))),
  );
}

/* Words, value, unit and a remark of each figure a route has; one it has not is not there. */
function routeFigures(route, several) {
  const days = (hours) => number(hours / 24);
  const quantiles = given(route.p50_days) && given(route.p90_days);
  const transit = quantiles
    ? [days(route.time_h), say("p50_p90", number(route.p50_days), number(route.p90_days))]
    : [days(route.time_h), `${days(route.low_h)}–${days(route.high_h)}`];
  const share = percent(route.time_h > 0 ? route.border_h / route.time_h : 0);
  return [
    [say("distance"), number(route.distance_km, 0), say("km"), several ? null : " "],
    [say("transit"), transit[0], say("days"), transit[1]],
    [say("at_borders"), share, "", measureOf("n_h", route.border_h, 0)],
    given(route.cost_usd_t) ? [say("cost"), number(route.cost_usd_t, 0), say("usd_t")] : null,
    given(route.co2e_kg_t) ? [say("emissions"), number(route.co2e_kg_t, 0), say("kg_t")] : null,
  ].filter(Boolean);
}

function swatch(route) {
  const box = { class: "sample", viewBox: "0 0 18 10", width: 18, height: 10, "aria-hidden": "true" };
  return svg("svg", box, svg("path", { class: "route", d: "M1 5H17", stroke: route.colour }));
}

function routeChoice(page, route, i) {
  const choose = () => {
    page.chosen = i;
    page.root.querySelectorAll(".route-choice").forEach((node, n) => node.setAttribute("aria-pressed", n === i));
    leaveChart(page);
    page.root.querySelector(".chosen").replaceWith(chosenRoute(page));
  };
  const marks = { type: "button", class: "link route-choice", "aria-pressed": String(i === 0), click: choose };
  return el("button", marks, datum(routeName(page, route)));
}

/* What is told of one route at a time: its borders, what to know, its segments. */
function chosenRoute(page) {
  const route = page.routes[page.chosen];
  const title = [say("route_crossings"), page.routes.length > 1 ? [": ", datum(routeName(page, route))] : null];
  return el(
    "div",
    { class: "chosen" },
    route.crossings.size ? [el("h2", { class: "caps" }, title), routeCrossings(page, route)] : null,
    routeNotes(page, route),
    routeSegments(page, route),
  );
}

function routeNotes(page, { notes }) {
  const shares = (parts, word) =>
    Object.entries(parts)
      .filter(([, share]) => share > 0)
      .map(([name, share]) => `${percent(share)} ${say(`${word}_${name}`)}`)
      .join(", ");
  const hasShares = (parts) => Object.values(parts).some((share) => share > 0);
  const { limits, detour, rival, barred } = notes;
  const items = [
    ...limits.map((limit) => () => limitNote(page, limit)),
    limits.some((limit) => limit.status === "closed") && (() => say("note_structural")),
    detour && (() => say("note_detour", number(detour, 1))),
    hasShares(notes.grades) && (() => say("note_grades", shares(notes.grades, "grade"))),
    hasShares(notes.lengths) && (() => say("note_lengths", shares(notes.lengths, "kind"))),
    rival && (() => wayNote("note_rival", rival, rival.cities.map(page.nodeName))),
    barred && (() => wayNote("note_barred", barred, barred.crossings.map(page.crossingName))),
  ].filter(Boolean);
  if (!items.length) return null;
  return fold("notes", say("notes", items.length), () => el("ul", {}, items.map((make) => el("li", {}, make()))));
}

function limitNote(page, limit) {
  const name = page.crossingOf.has(limit.id) ? page.crossingName(limit.id) : page.partName(limit);
  const parts = [
    say(`status_${limit.status}`) + (limit.since ? ` ${say("since", day(limit.since))}` : ""),
    limit.to_date ? say("until", day(limit.to_date)) : null,
    limit.confirmed ? say("confirmed", day(limit.confirmed)) : null,
  ];
  return [
    el("b", {}, datum(name)),
    `: ${sentences([parts.filter(Boolean).join(", "), limit.note])}. `,
    el("span", { class: "source" }, datum(sourceTitle(page, limit.source_id))),
  ];
}

/* Another route in short: kilometres, hours and what it passes. */
function wayNote(key, way, names) {
  const passed = names.length ? names.join(", ") : "–";
  return datum(say(key, measureOf("n_km", way.distance_km, 0), measureOf("n_h", way.time_h, 0), passed));
}

function methodAndSources(page) {
  const sources = Object.values(page.data.sources);
  const line = (source) => {
    const about = [source.publisher, source.licence, say(`grade_${source.grade}`)].filter(Boolean);
    return el("li", {}, datum(source.title), ". ", el("span", { class: "note" }, datum(about.join(" · "))));
  };
  const title = say("sources", sources.length);
  return [
    fold("fold", say("method"), () => el("p", { class: "note" }, say("method_text"))),
    sources.length ? fold("fold", title, () => scrolling(title, el("ul", {}, sources.map(line)))) : null,
  ];
}
