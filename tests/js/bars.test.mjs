import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { labelledYears, barYears, niceTicks } = load(["bars"], ["labelledYears", "barYears", "niceTicks"]);

test("the year shown has its label, ends and round years where there is room", () => {
  const years = barYears([2010, 2025], 2021, 16);
  assert.equal(years.length, 16);
  assert.deepEqual(labelledYears(years, 2021, 13), [2021, 2010, 2025, 2015]);
  assert.deepEqual(labelledYears([2022, 2023, 2024], 2023, 60), [2023, 2022, 2024]);
  assert.deepEqual(labelledYears([2022, 2023], 2030, 60), [2022, 2023], "a year without a bar has no label");
});

test("an axis ends at or above its largest value", () => {
  assert.deepEqual(niceTicks(100_000, 2), [0, 50_000, 100_000]);
  assert.deepEqual(niceTicks(0, 2), [0]);
});
