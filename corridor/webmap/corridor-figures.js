/* Figures: what was reported of trade, by pair of countries, goods and year, and which of it
   a choice of goods and unit shows. What nobody reported is undefined, never zero. */

const TOTAL = "TOTAL";
const FULL_YEARS = ["calendar", "fiscal"];

/* Every ordered pair of the countries, with its reports by goods and year, the best first. */
function readPairs({ anchors, pairs, goods, reports, ratios }) {
  const codes = Object.keys(anchors);
  const others = (exporter) => codes.filter((importer) => importer !== exporter);
  const every = codes.flatMap((exporter) => others(exporter).map((importer) => ({ exporter, importer, told: {}, ratios: {} })));
  const of = new Map(every.map((pair) => [`${pair.exporter} ${pair.importer}`, pair]));
  const reported = rows(pairs).map(({ exporter, importer }) => of.get(`${exporter} ${importer}`));
  const yearsOf = (kind, row) => (reported[row.pair][kind][goods[row.goods]] ??= {});
  for (const row of rows(reports)) (yearsOf("told", row)[row.year] ??= []).push(row);
  for (const row of rows(ratios)) yearsOf("ratios", row)[row.year] = row;
  return every;
}

/* The report whose figure is shown: the first by the rule that has the unit. */
function shownReport(pair, { goods, unit }, year) {
  return pair.told[goods]?.[year]?.find((one) => given(one[unit]));
}

/* All reports of a year that have the unit, the one shown first. */
function reportsOf(pair, { goods, unit }, year) {
  return (pair.told[goods]?.[year] ?? []).filter((one) => given(one[unit]));
}

/* The importer's figure over the exporter's, where both were given. */
function ratioOf(pair, { goods, unit }, year) {
  return pair.ratios[goods]?.[year]?.[unit] ?? null;
}

/* The reports shown, by year. */
function shownByYear(pair, choice) {
  const years = Object.keys(pair.told[choice.goods] ?? {});
  const shown = years.map((year) => [year, shownReport(pair, choice, year)]);
  return Object.fromEntries(shown.filter(([, report]) => report));
}

/* Whether a figure is of a part of its year; what names no period is of the whole. */
function isPart({ period }) {
  return given(period) && !FULL_YEARS.includes(period);
}

/* What bars are drawn from: values by year, and in which of them it is no whole year. */
function barsOf(byYear, unit) {
  const entries = Object.entries(byYear);
  return {
    values: Object.fromEntries(entries.map(([year, report]) => [year, report[unit]])),
    part: new Set(entries.filter(([, report]) => isPart(report)).map(([year]) => Number(year))),
  };
}

/* The largest figure shown of any pair in any year: the end of the one width scale. */
function widestOf(pairs, choice) {
  const values = pairs.flatMap((pair) => Object.values(shownByYear(pair, choice)).map((report) => report[choice.unit]));
  return Math.max(0, ...values);
}

/* The goods a pair has figures of, but for the total, with the units these are in. */
function goodsOf(pairs, goods) {
  const units = (name) => UNITS.filter((unit) => pairs.some((pair) => Object.keys(shownByYear(pair, { goods: name, unit })).length));
  return goods
    .filter((name) => name !== TOTAL)
    .map((name) => ({ name, units: units(name) }))
    .filter((one) => one.units.length);
}

/* What was stated of both directions together, by year, the best first. */
function turnoversOf(turnovers, { exporter, importer }) {
  const byYear = {};
  for (const row of turnovers) {
    const both = [row.country_a, row.country_b];
    if (both.includes(exporter) && both.includes(importer)) (byYear[row.year] ??= []).push(row);
  }
  return byYear;
}
