/* Story: what a popup says of a flow of trade: both sides' reports of the year, bars of all
   years both ways, what was stated of both ways together, and the goods. */

const STORY_YEARS = 16; // bars of a popup at most
const FEW_GOODS = 3; // charts of goods that are shown without asking

function aboutTrade(page, pair) {
  const { choice, year } = page;
  const reports = reportsOf(pair, choice, year);
  const by = (reporter) => reports.filter((one) => one.reporter === reporter);
  const told = (reporter) =>
    by(reporter).length
      ? el("span", {}, by(reporter).map((one) => reportLine(page, one, one === reports[0])))
      : el("span", { class: "none" }, say("none_given"));
  const ratio = ratioOf(pair, choice, year);
  return [
    heading(pairName(page, pair), [String(year), goodsName(choice.goods), shownAmount(page, pair)]),
    reports.length ? null : el("p", {}, noData()),
    facts([
      [say("exporter_reports"), told("exporter")],
      [say("importer_reports"), told("importer")],
      [say("reconciled"), by("reconciled").length ? told("reconciled") : null],
      [say("ratio"), given(ratio) ? number(ratio, 2) : null],
    ]),
    bothWaysBars(page, pair, choice),
    turnoverBars(page, pair),
    goodsBars(page, pair),
    el("p", { class: "note" }, say("trade_totals")),
    noteAndSource(page, null, reports.map((one) => one.source_id)),
  ];
}

/* One report: its figure, basis, period, grade, codes and remark. */
function reportLine(page, one, shown) {
  const basis = [say(`basis_${one.basis}`), timeOf(one), say(`grade_${one.grade}`), one.codes ? `HS ${one.codes}` : ""];
  const text = `${amount(page.choice.unit, one[page.choice.unit])} (${basis.filter(Boolean).join(", ")})`;
  return el(
    "span",
    { class: "report" },
    datum(text),
    shown ? el("b", {}, ` ${say("shown")}`) : null,
    one.note ? el("span", { class: "remark" }, datum(one.note)) : null,
  );
}

function timeOf(one) {
  if (one.period === "calendar") return "";
  const days = one.from_date ? `: ${day(one.from_date)} – ${day(one.to_date)}` : "";
  return say(`period_${one.period}`) + days;
}

function backOf(page, { exporter, importer }) {
  return page.pairs.find((one) => one.exporter === importer && one.importer === exporter);
}

/* Bars by year of a pair and the way back, in their colours. */
function bothWaysBars(page, pair, choice) {
  const ways = [pair, backOf(page, pair)];
  const series = ways.map((one) => ({ colour: colourOf(page, one), ...barsOf(shownByYear(one, choice), choice.unit) }));
  const key = ways.map((one, i) => el("span", {}, dot(series[i].colour), datum(pairName(page, one))));
  const title = say("bars_of", goodsName(choice.goods), say(`unit_${choice.unit}`));
  return [el("h3", {}, title), yearBars(page.data.trade.years, page.year, series, shortAmount, STORY_YEARS), barKey(key, series)];
}

/* What is part of a year is hollow, what is not known hatched; said where it occurs. */
function barKey(key, series) {
  const part = series.some((one) => one.part.size);
  return el("p", { class: "bar-key" }, key, part ? el("span", {}, dot("none"), say("bar_part")) : null, el("span", {}, hatchedSample(), say("no_data")));
}

function dot(colour) {
  const box = { x: 1, y: 1, width: 8, height: 8, fill: colour, class: colour === "none" ? "bar-hollow" : null };
  return svg("svg", { viewBox: "0 0 10 10", width: 10, height: 10, "aria-hidden": "true" }, svg("rect", box));
}

/* Totals of both directions as somebody stated them: bars of their own, and no arc. */
function turnoverBars(page, pair) {
  const byYear = turnoversOf(page.turnovers, pair);
  const stated = Object.values(byYear).flat();
  const { goods, unit } = page.choice;
  if (!stated.length || goods !== TOTAL || unit !== "value_usd") return null;
  const best = Object.fromEntries(Object.entries(byYear).map(([year, [first]]) => [year, first]));
  const series = [{ colour: page.data.style.colours.muted, ...barsOf(best, unit) }];
  const line = (one) => {
    const about = [page.countryName(one.reporter), say(`basis_${one.basis}`), timeOf(one), say(`grade_${one.grade}`), one.note];
    const text = `${one.year}: ${dollars(one.value_usd)} (${about.filter(Boolean).join(", ")})`;
    return el("li", {}, datum(text), " ", el("span", { class: "note" }, datum(sourceTitle(page, one.source_id))));
  };
  return el(
    "section",
    { class: "turnovers" },
    el("h3", {}, say("turnovers")),
    yearBars(page.data.trade.years, page.year, series, shortAmount, STORY_YEARS),
    barKey([], series),
    fold("stated", say("stated", stated.length), () => el("ul", {}, stated.map(line))),
  );
}

/* Beside the total, bars of each kind of goods that either way has figures of. */
function goodsBars(page, pair) {
  if (page.choice.goods !== TOTAL) return null;
  const { unit } = page.choice;
  const known = goodsOf([pair, backOf(page, pair)], page.data.trade.goods);
  if (!known.length) return null;
  const chart = ({ name, units }) =>
    units.includes(unit)
      ? bothWaysBars(page, pair, { goods: name, unit })
      : el("p", {}, say("only_in", goodsName(name), say(`unit_${units[0]}`)));
  const charts = fold("by-goods", say("by_goods", known.length), () => el("div", {}, known.map(chart)));
  if (known.length <= FEW_GOODS) charts.open = true;
  return charts;
}
