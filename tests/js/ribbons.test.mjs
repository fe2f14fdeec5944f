import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

globalThis.L = { Path: { extend: () => null } };
globalThis.EXTRAS = [];
const { courseOf, ringText, turned } = load(["ribbons"], ["courseOf", "ringText", "turned"]);
const corners = (text) => text.slice(1, -1).trim().split(" ").map(Number);

test("a ribbon lies to the right of travel and is as wide as it is told to be", () => {
  const east = courseOf([[0, 0, 10, 0]], 10);
  assert.deepEqual(corners(ringText(east.places, 0, 1, 3, 5)), [0, 3, 10, 3, 10, 5, 0, 5]);
  const west = courseOf([turned([0, 0, 10, 0])], 10);
  assert.deepEqual(corners(ringText(west.places, 0, 1, 3, 5)), [10, -3, 0, -3, 0, -5, 10, -5]);
});

test("ribbons of a run meet in the same two places, and one bend is no gap", () => {
  const { places, ends } = courseOf([[0, 0, 100, 0], [100, 0, 100, 80]], 10);
  assert.deepEqual(ends, [10, 18]);
  const one = corners(ringText(places, 0, ends[0], 4, 9));
  const next = corners(ringText(places, ends[0], ends[1], 4, 9));
  const inner = one.length / 2;
  assert.deepEqual(one.slice(inner - 2, inner + 2), [...next.slice(0, 2), ...next.slice(-2)]);
});

test("a course keeps both ends and lines without length have one place", () => {
  const { places } = courseOf([[3, 4, 50, 60, 90, 10]], 7);
  assert.deepEqual([places[0].x, places[0].y, places.at(-1).x, places.at(-1).y], [3, 4, 90, 10]);
  assert.equal(courseOf([[1, 1, 1, 1]], 7).places.length, 2);
});
