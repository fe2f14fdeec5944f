import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const names = ["readPairs", "shownReport", "reportsOf", "ratioOf", "shownByYear", "barsOf", "widestOf", "goodsOf", "turnoversOf", "unitsOf"];
const figures = load(["words", "polyline", "choice", "figures"], names);
const { readPairs, shownReport, reportsOf, ratioOf, shownByYear, barsOf, widestOf, goodsOf, turnoversOf, unitsOf } = figures;

const USD = { goods: "TOTAL", unit: "value_usd" };
const TONNES = { goods: "TOTAL", unit: "tonnes" };
const trade = {
  anchors: { AAA: [1, 1], BBB: [2, 2], CCC: [3, 3] },
  goods: ["TOTAL", "grain"],
  pairs: { exporter: ["AAA", "BBB"], importer: ["BBB", "AAA"] },
  reports: {
    pair: [0, 0, 0, 0, 1],
    goods: [0, 0, 0, 1, 0],
    year: [2022, 2022, 2023, 2023, 2022],
    reporter: ["importer", "exporter", "exporter", "importer", "exporter"],
    value_usd: [null, 80, 0, null, 40],
    tonnes: [5, 4, null, 9, null],
    period: ["calendar", "fiscal", "part", "unstated", "calendar"],
  },
  ratios: { pair: [0], goods: [0], year: [2022], tonnes: [1.25] },
};
const [there, , back, between] = readPairs(trade);

test("every ordered pair is there, also one that nobody reported", () => {
  const ends = readPairs(trade).map(({ exporter, importer }) => `${exporter}${importer}`);
  assert.deepEqual(ends, ["AAABBB", "AAACCC", "BBBAAA", "BBBCCC", "CCCAAA", "CCCBBB"]);
  assert.deepEqual(between.told, {});
});

test("what is shown is the first report that has the unit, not the first of all", () => {
  assert.equal(shownReport(there, TONNES, 2022).reporter, "importer");
  assert.equal(shownReport(there, USD, 2022).reporter, "exporter");
  assert.deepEqual(reportsOf(there, TONNES, 2022).map((one) => one.tonnes), [5, 4]);
});

test("a figure of zero is a figure, and what nobody gave is not zero", () => {
  assert.equal(shownReport(there, USD, 2023).value_usd, 0);
  assert.equal(shownReport(there, TONNES, 2023), undefined);
  assert.equal(shownReport(back, { goods: "grain", unit: "value_usd" }, 2022), undefined);
  assert.deepEqual(Object.keys(shownByYear(there, TONNES)), ["2022"]);
});

test("a ratio is of the unit it was made for", () => {
  assert.equal(ratioOf(there, TONNES, 2022), 1.25);
  assert.equal(ratioOf(there, USD, 2022), null);
  assert.equal(ratioOf(between, USD, 2022), null);
});

test("one width scale holds for all years and pairs of a goods and unit", () => {
  assert.equal(widestOf(readPairs(trade), USD), 80);
  assert.equal(widestOf(readPairs(trade), TONNES), 5);
  assert.equal(widestOf(readPairs(trade), { goods: "grain", unit: "tonnes" }), 9);
  assert.equal(widestOf(readPairs(trade), { goods: "grain", unit: "value_usd" }), 0);
});

test("bars know which of them are of part of a year; a fiscal year is a year", () => {
  const { values, part } = barsOf(shownByYear(there, USD), "value_usd");
  assert.deepEqual(values, { 2022: 80, 2023: 0 });
  assert.deepEqual([...part], [2023]);
});

test("goods are told with the units they have figures in", () => {
  assert.deepEqual(goodsOf([there, back], trade.goods), [{ name: "grain", units: ["tonnes"] }]);
  assert.deepEqual(goodsOf([back], trade.goods), []);
});

test("a turnover is of both directions, whichever is asked for", () => {
  const stated = [
    { country_a: "AAA", country_b: "BBB", year: 2022, value_usd: 1 },
    { country_a: "AAA", country_b: "BBB", year: 2022, value_usd: 2 },
    { country_a: "AAA", country_b: "CCC", year: 2022, value_usd: 3 },
  ];
  for (const pair of [there, back]) assert.deepEqual(turnoversOf(stated, pair)[2022].map((one) => one.value_usd), [1, 2]);
  assert.deepEqual(turnoversOf(stated, between), {});
});

test("only units that anything drawn has are offered", () => {
  assert.deepEqual(unitsOf({ trade, loads: undefined }), ["value_usd", "tonnes"]);
  assert.deepEqual(unitsOf({ loads: { tonnes: [1] } }), ["tonnes"]);
  assert.deepEqual(unitsOf({}), []);
});
