/* Bars: small charts of a popup, as SVG. A year without data is hatched, not empty. */

const BARS = { width: 250, height: 84, left: 34, bottom: 16, top: 8, label: 30, letter: 6.4 };

/* Round values for an axis from 0 to at least `top`, at most `count` steps. */
function niceTicks(top, count = 4) {
  if (!(top > 0)) return [0];
  const rough = top / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((n) => n * power >= rough * (1 - 1e-9)) * power;
  const ticks = [];
  for (let i = 0; i * step < top + step * (1 - 1e-9); i += 1) ticks.push(i * step);
  return ticks;
}

/* At most ten years on end: the last ten up to the one shown, or the first ten. */
function barYears(all, now, most = 10) {
  const first = all[0];
  const end = Math.max(first + most - 1, Math.min(now, all[all.length - 1]));
  const last = Math.min(end, all[all.length - 1]);
  const begin = Math.max(first, last - most + 1);
  return Array.from({ length: last - begin + 1 }, (_, i) => begin + i);
}

/* Years that get a label: the one shown, both ends, and round ones where there is room. */
function labelledYears(years, shown, slot) {
  const wanted = [shown, years[0], years[years.length - 1], ...years.filter((year) => year % 5 === 0)];
  const kept = [];
  for (const year of wanted) {
    if (years.includes(year) && kept.every((other) => Math.abs(other - year) * slot > BARS.label)) kept.push(year);
  }
  return kept;
}

/* Bars by year; each series is {colour, values: {year: value}, part: years it is a part of}. */
function yearBars(all, shown, series, text, { most = 10, label = say("by_year") } = {}) {
  const years = barYears(all, shown, most);
  const values = series.flatMap((one) => years.map((year) => one.values[year] ?? 0));
  const ticks = niceTicks(Math.max(...values, 0), 2);
  const top = ticks[ticks.length - 1] || 1;
  const known = series.some((one) => years.some((year) => one.values[year] !== undefined));
  const { width, height, bottom, top: above, letter } = BARS;
  const left = Math.max(BARS.left, ...ticks.map((value) => 6 + letter * text(value).length));
  const slot = (width - left) / years.length;
  const y = (value) => height - bottom - ((height - bottom - above) * value) / top;
  const parts = (known ? ticks : []).map((value) => [
    svg("path", { class: "grid", d: `M${left} ${y(value)}H${width}` }),
    svg("text", { x: left - 4, y: y(value) + 3.5, "text-anchor": "end" }, text(value)),
  ]);
  const whole = { y: y(top), height: y(0) - y(top) };
  years.forEach((year, i) => {
    const x = left + i * slot + 1.5;
    const reported = series.some((one) => one.values[year] !== undefined);
    const lanes = reported ? series : [series[0]]; // nobody reported: one hatched bar for all
    const w = Math.max(2, (slot - 3) / lanes.length);
    lanes.forEach((one, n) => {
      const box = { x: x + n * w, width: w - 0.5 };
      const value = one.values[year];
      if (value === undefined) parts.push(svg("rect", { ...box, ...whole, fill: "url(#hatch)", class: "hatched", "data-year": year }));
      else parts.push(valueBar({ ...box, y: y(value), height: Math.max(0.8, y(0) - y(value)) }, one, year, { now: year === shown, text }));
    });
  });
  for (const year of labelledYears(years, shown, slot)) {
    const last = year === years[years.length - 1];
    const at = last ? { x: width, "text-anchor": "end" } : { x: left + (years.indexOf(year) + 0.5) * slot, "text-anchor": "middle" };
    parts.push(svg("text", { ...at, y: height - 3, "font-weight": year === shown ? 700 : 400 }, String(year)));
  }
  return svg("svg", { class: "bars", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, hatch(), parts);
}

/* The bar of a figure, which the pointer can read off; hollow if it is of part of a year. */
function valueBar(box, { colour, part, values }, year, { now, text }) {
  const partial = Boolean(part?.has(year));
  const hollow = { "fill-opacity": 0.08, stroke: colour, "stroke-width": now ? 1.4 : 0.9, class: "bar bar-part" };
  const look = partial ? hollow : { "fill-opacity": now ? 1 : 0.5, class: "bar" };
  const told = `${year}: ${text(values[year])}${partial ? `, ${say("bar_part")}` : ""}`;
  return svg("rect", { ...box, fill: colour, ...look, "data-year": year, "data-value": values[year] }, svg("title", {}, told));
}

/* The pattern that means "no data". */
function hatch() {
  const pattern = { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  return svg("defs", {}, svg("pattern", pattern, svg("path", { d: "M0 0V5", class: "hatch-line" })));
}

function hatchedSample() {
  const box = { class: "sample no-data-sample", viewBox: "0 0 34 14", width: 34, height: 14, "aria-hidden": "true" };
  return svg("svg", box, svg("path", { class: "hatch-line", d: "M2 12 12 2M9 12 19 2M16 12 26 2M23 12 33 2" }));
}

/* The range of a figure and where its mean stands, on a scale that ends at `most`. */
function rangeBar(low, mean, high, most) {
  const x = (value) => 1 + (58 * value) / most;
  return svg(
    "svg",
    { class: "range", viewBox: "0 0 60 8", width: 60, height: 8, "aria-hidden": "true" },
    svg("path", { class: "range-line", d: `M${x(low).toFixed(1)} 4H${x(high).toFixed(1)}` }),
    svg("circle", { class: "range-mean", cx: x(mean).toFixed(1), cy: 4, r: 2.6 }),
  );
}
