/* Chart: hours over kilometres of the routes, a red step for each border side, a band for
   the bounds, and a cursor that moves a dot on the map along with it. */

const CHART = { width: 290, height: 168, left: 28, right: 16, top: 8, bottom: 26 };

function drawChart(page) {
  const most = (name) => Math.max(...page.routes.map((route) => route.parts[route.parts.length - 1].to[name]));
  const km = niceTicks(most("km"), 7).filter((tick) => tick <= most("km"));
  const dayTicks = niceTicks(most("high") / 24, 5);
  const { width, height, left, right, top, bottom } = CHART;
  const x = (value) => left + ((width - left - right) * value) / most("km");
  const y = (hours) => height - bottom - ((height - bottom - top) * hours) / 24 / dayTicks[dayTicks.length - 1];
  const chart = { x, y, most: most("km") };
  page.chart = chart;
  const grid = [
    dayTicks.map((tick) => [
      svg("path", { class: "grid", d: `M${left} ${y(tick * 24)}H${width - right}` }),
      svg("text", { x: left - 4, y: y(tick * 24) + 3.5, "text-anchor": "end" }, number(tick)),
    ]),
    km.map((tick) => svg("text", { x: x(tick), y: height - bottom + 13, "text-anchor": "middle" }, number(tick, 0))),
    svg("text", { x: 0, y: height - 3 }, say("days")),
    svg("text", { x: width, y: height - 3, "text-anchor": "end" }, say("km")),
  ];
  chart.guide = svg("path", { class: "chart-guide", d: "" });
  chart.dot = svg("circle", { class: "chart-dot", r: 3.6, cx: -9, cy: -9 });
  const lines = page.routes.map((route) => routeLine(page, route, chart));
  chart.svg = svg(
    "svg",
    {
      class: "chart",
      viewBox: `0 0 ${width} ${height}`,
      tabindex: 0,
      role: "slider",
      "aria-label": say("chart_label"),
      "aria-valuemin": 0,
      "aria-valuemax": Math.round(chart.most),
      pointermove: (event) => chartTo(page, kilometreAt(page, event)),
      pointerdown: (event) => chartTo(page, kilometreAt(page, event)),
      pointerleave: () => leaveChart(page),
      keydown: (event) => chartKey(page, event),
      blur: () => leaveChart(page),
    },
    grid,
    lines,
    page.routes.length === 1 ? stepNames(page, page.routes[0], chart) : null,
    chart.guide,
    chart.dot,
  );
  chart.readout = el("p", { class: "readout" });
  chart.svg.setAttribute("aria-valuenow", 0);
  leaveChart(page);
  return [el("h2", { class: "caps" }, say("time_distance")), chart.svg, chart.readout];
}

function routeLine(page, route, { x, y }) {
  const { parts } = route;
  const at = (end, name) => `${x(end.km).toFixed(1)} ${y(end[name]).toFixed(1)}`;
  const ends = [parts[0].from, ...parts.map((part) => part.to)];
  const band = `M${ends.map((end) => at(end, "low")).join("L")}L${ends.slice().reverse().map((end) => at(end, "high")).join("L")}Z`;
  const of = (kind) =>
    parts.filter((part) => part.kind === kind).map((part) => `M${at(part.from, "h")}L${at(part.to, "h")}`).join("");
  return svg(
    "g",
    {},
    svg("path", { class: "chart-band", d: band, fill: route.colour }),
    svg("path", { class: "chart-line", d: of("segment"), stroke: route.colour }),
    svg("path", { class: "chart-change", d: of("transfer") }),
    parts
      .filter((part) => part.kind === "border")
      .map((part) => svg("path", { class: "chart-border", d: `M${at(part.from, "h")}L${at(part.to, "h")}` })),
  );
}

/* Names the longest borders beside their steps, as many as find room. */
function stepNames(page, route, { x, y }) {
  const waits = new Map();
  for (const part of route.parts.filter((one) => one.kind === "border")) {
    const wait = waits.get(part.id) ?? { id: part.id, km: part.to.km, low: part.from.h, h: 0 };
    waits.set(part.id, { ...wait, h: wait.h + part.time_h });
  }
  const taken = [];
  const longest = [...waits.values()].sort((a, b) => b.h - a.h).slice(0, 3);
  return longest.map((wait) => {
    const height = y(wait.low + wait.h / 2) + 3;
    if (x(wait.km) < 90 || taken.some((other) => Math.abs(other - height) < 11)) return null;
    taken.push(height);
    const name = shortened(page.crossingName(wait.id).split(/ [-–] /)[0], 16);
    return svg("text", { class: "chart-name", x: x(wait.km) - 5, y: height, "text-anchor": "end" }, name);
  });
}

function kilometreAt(page, event) {
  const box = page.chart.svg.getBoundingClientRect();
  const { width, left, right } = CHART;
  const at = ((event.clientX - box.left) / box.width) * width;
  return ((at - left) / (width - left - right)) * page.chart.most;
}

function chartTo(page, km) {
  const { chart } = page;
  const route = page.routes[page.chosen];
  const place = atKilometre(route.parts, km);
  chart.km = place.km;
  const [cx, cy] = [chart.x(place.km), chart.y(place.h)];
  chart.guide.setAttribute("d", `M${cx} ${CHART.top}V${CHART.height - CHART.bottom}`);
  chart.dot.setAttribute("cx", cx);
  chart.dot.setAttribute("cy", cy);
  const where = place.part.kind === "segment" ? page.partName(place.part) : page.crossingName(place.part.id);
  const text = [say("n_km", number(place.km, 0)), say("n_days", number(place.h / 24)), where].join(" · ");
  chart.readout.replaceChildren(datum(text));
  chart.svg.setAttribute("aria-valuenow", Math.round(place.km));
  chart.svg.setAttribute("aria-valuetext", text);
  const at = placeOnMap(page, place);
  if (!chart.cursor) {
    const dot = L.divIcon({ className: "cursor-dot", iconSize: [16, 16] });
    chart.cursor = L.marker(at, { icon: dot, pane: "cursor", interactive: false, keyboard: false });
  }
  chart.cursor.setLatLng(at).addTo(page.map);
}

function placeOnMap(page, { part, share }) {
  if (part.kind !== "segment") return page.endOf(part);
  return alongLine(pointsOf(page.segmentOf.get(part.id)), part.direction === "ab" ? share : 1 - share);
}

function leaveChart(page) {
  const { chart } = page;
  chart.cursor?.remove();
  chart.guide.setAttribute("d", "");
  chart.dot.setAttribute("cx", -9);
  chart.readout.replaceChildren(say(hasQuantiles(page.routes[page.chosen].parts) ? "chart_key_quantiles" : "chart_key"));
}

function chartKey(page, event) {
  const { chart } = page;
  const end = page.routes[page.chosen].distance_km;
  const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
  const to = step ? (chart.km ?? 0) + (step * end) / 100 : { Home: 0, End: end }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  chartTo(page, to);
}
