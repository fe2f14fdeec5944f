/* Story: what a popup says of a flow of trade: both sides' reports of the year, bars of all
   years both ways with every report, what was stated of both ways together, and the goods. */

const STORY_YEARS = 16; // bars of a popup at most
const FEW_GOODS = 3; // charts of goods that are shown without asking
const FEW_CODES = 2; // codes that a heading names

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

/* One report of the year: its figure, basis, period, grade and codes, and a remark. */
function reportLine(page, one, shown) {
  return el(
    "span",
    { class: "report" },
    datum(`${amount(page.choice.unit, one[page.choice.unit])} (${reportAbout(one)})`),
    shown ? el("b", {}, ` ${say("shown")}`) : null,
    one.note ? el("span", { class: "remark" }, datum(one.note)) : null,
  );
}

function reportAbout(one) {
  const codes = one.codes ? one.codes.split(", ").map(codeName).join(", ") : "";
  return [say(`basis_${one.basis}`), timeOf(one), say(`grade_${one.grade}`), codes].filter(Boolean).join(", ");
}

/* A code of the Harmonized System, with its name where the page knows one: "wheat (HS 1001)". */
function codeName(code) {
  const names = code.split("+").map((part) => phrases[`hs_${part}`]);
  return names.every(Boolean) ? `${names.join(" + ")} (HS ${code})` : `HS ${code}`;
}

function timeOf(one) {
  if (one.period === "calendar") return "";
  const days = one.from_date ? `: ${day(one.from_date)} – ${day(one.to_date)}` : "";
  return say(`period_${one.period}`) + days;
}

function backOf(page, { exporter, importer }) {
  return page.pairs.find((one) => one.exporter === importer && one.importer === exporter);
}

/* Bars by year of a pair and the way back, in their colours, and every report behind them. */
function bothWaysBars(page, pair, choice) {
  const ways = [pair, backOf(page, pair)];
  const shown = ways.map((one) => shownByYear(one, choice));
  const series = ways.map((one, i) => ({ colour: colourOf(page, one), ...barsOf(shown[i], choice.unit) }));
  const key = ways.map((one, i) => el("span", {}, dot(series[i].colour), datum(pairName(page, one))));
  const codes = [...new Set(shown.flatMap((one) => Object.values(one).map((report) => report.codes)))].filter(Boolean);
  const goods = codes.length && codes.length <= FEW_CODES ? `${goodsName(choice.goods)}: ${codes.map(codeName).join(", ")}` : goodsName(choice.goods);
  const label = say("bars_of", goods, say(`unit_${choice.unit}`));
  return [
    el("h3", {}, datum(label)),
    yearBars(page.data.trade.years, page.year, series, shortAmount, { most: STORY_YEARS, label }),
    barKey(key, series),
    allReports(page, ways, choice),
  ];
}

/* Every report of both ways, year by year, folded away. */
function allReports(page, ways, choice) {
  const found = ways.flatMap((pair) =>
    Object.keys(pair.told[choice.goods] ?? {}).flatMap((year) => reportsOf(pair, choice, year).map((one) => ({ ...one, pair }))),
  );
  if (!found.length) return null;
  found.sort((a, b) => a.year - b.year);
  const line = (one) => {
    const who = one.reporter === "reconciled" ? say("reconciled") : say(`${one.reporter}_reports`);
    const text = `${one.year}, ${pairName(page, one.pair)}: ${amount(choice.unit, one[choice.unit])} (${who}, ${reportAbout(one)})`;
    return statement(page, text, one);
  };
  return fold(`told told-${choice.goods}`, say("told", found.length), () => el("ul", {}, found.map(line)));
}

function statement(page, text, { note, source_id }) {
  const about = [note, sourceTitle(page, source_id)].filter(Boolean).join(". ");
  return el("li", {}, datum(text), ". ", el("span", { class: "source" }, datum(about)));
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
  const line = (one) =>
    statement(page, `${one.year}: ${dollars(one.value_usd)} (${page.countryName(one.reporter)}, ${reportAbout(one)})`, one);
  const label = say("turnovers");
  return el(
    "section",
    { class: "turnovers" },
    el("h3", {}, label),
    yearBars(page.data.trade.years, page.year, series, shortAmount, { most: STORY_YEARS, label }),
    barKey([], series),
    fold("told told-together", say("stated", stated.length), () => el("ul", {}, stated.map(line))),
  );
}

/* Beside the total, bars of each kind of goods that either way has figures of: in the unit
   chosen, or in the other one if there are none in it. */
function goodsBars(page, pair) {
  if (page.choice.goods !== TOTAL) return null;
  const { unit } = page.choice;
  const known = goodsOf([pair, backOf(page, pair)], page.data.trade.goods);
  if (!known.length) return null;
  const chart = ({ name, units }) => bothWaysBars(page, pair, { goods: name, unit: units.includes(unit) ? unit : units[0] });
  const charts = fold("by-goods", say("by_goods", known.length), () => el("div", {}, known.map(chart)));
  if (known.length <= FEW_GOODS) charts.unfold();
  return charts;
}
