import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { cumulated, atKilometre, alongLine } = load(["profile"], ["cumulated", "atKilometre", "alongLine"]);
const step = (distance_km, time_h, low_h = time_h, high_h = time_h) => ({ distance_km, time_h, low_h, high_h });
const parts = cumulated([step(100, 2, 1, 4), step(0, 6, 2, 20), step(50, 1)]);

test("kilometres, hours and bounds add up along the way", () => {
  assert.deepEqual(parts[0].from, { km: 0, h: 0, low: 0, high: 0 });
  assert.deepEqual(parts[1].to, { km: 100, h: 8, low: 3, high: 24 });
  assert.deepEqual(parts[2].to, { km: 150, h: 9, low: 4, high: 25 });
});

test("where every part tells P10 and P90 these are the bounds, and never added up", () => {
  const told = [{ ...step(100, 2), p10_h: 1.5, p90_h: 5 }, { ...step(0, 6), p10_h: 5, p90_h: 19 }];
  assert.deepEqual(cumulated(told)[1].to, { km: 100, h: 8, low: 5, high: 19 });
  const missing = cumulated([told[0], step(0, 6, 2, 20)]);
  assert.deepEqual(missing[1].to, { km: 100, h: 8, low: 4, high: 22 });
});

test("halfway along a segment half of its hours have passed", () => {
  const { h, low, high, share } = atKilometre(parts, 50);
  assert.deepEqual([h, low, high, share], [1, 0.5, 2, 0.5]);
});

test("at a border its hours have passed", () => {
  assert.equal(atKilometre(parts, 100).h, 8);
});

test("before the start and past the end are the start and the end", () => {
  assert.equal(atKilometre(parts, -5).h, 0);
  assert.equal(atKilometre(parts, 1e6).h, 9);
  assert.equal(atKilometre(parts, 1e6).km, 150);
});

test("a share of a line is a share of its length, not of its vertices", () => {
  const line = [[0, 0], [0, 1], [0, 10]];
  assert.deepEqual(alongLine(line, 0.5), [0, 5]);
  assert.deepEqual(alongLine(line, 0), [0, 0]);
  assert.deepEqual(alongLine(line, 1), [0, 10]);
});
