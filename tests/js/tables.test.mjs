import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { decode, rows, niceTicks, barYears } = load(["polyline", "bars"], ["decode", "rows", "niceTicks", "barYears"]);

test("the line of the published example decodes to its points", () => {
  assert.deepEqual(decode("_p~iF~ps|U_ulLnnqC_mqNvxq`@", 5), [[38.5, -120.2], [40.7, -120.95], [43.252, -126.453]]);
  assert.deepEqual(decode("", 5), []);
});

test("columns become rows and what is missing stays null", () => {
  assert.deepEqual(rows({ a: [1, null], b: ["x", "y"] }), [{ a: 1, b: "x" }, { a: null, b: "y" }]);
  assert.deepEqual(rows({}), []);
});

test("an axis begins at 0, has round steps and holds the largest value", () => {
  assert.deepEqual(niceTicks(22.6, 5), [0, 5, 10, 15, 20, 25]);
  assert.deepEqual(niceTicks(0.4, 4), [0, 0.1, 0.2, 0.30000000000000004, 0.4]);
  assert.deepEqual(niceTicks(0), [0]);
});

test("bars are of ten years on end, the one shown among them", () => {
  const all = [2008, 2010, 2012, 2021, 2023];
  assert.deepEqual(barYears(all, 2023), [2014, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023]);
  assert.deepEqual(barYears(all, 2010), [2008, 2009, 2010, 2011, 2012, 2013, 2014, 2015, 2016, 2017]);
  assert.deepEqual(barYears([2021, 2022], 2021), [2021, 2022]);
  assert.deepEqual(barYears([2021, 2022], 2030), [2021, 2022]);
});
