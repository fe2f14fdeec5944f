import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { curve, footOf, arrowhead, rootWidth, roundSteps } = load(
  ["arcs"],
  ["curve", "footOf", "arrowhead", "rootWidth", "roundSteps"],
);

test("a curve begins and ends where it should and bows to the right of travel", () => {
  const east = curve({ x: 0, y: 0 }, { x: 100, y: 0 });
  assert.deepEqual(east[0], { x: 0, y: 0 });
  assert.deepEqual(east.at(-1), { x: 100, y: 0 });
  assert.ok(east[16].y > 10, "y points down, so right of east is below");
});

test("the two directions between two countries do not lie on each other", () => {
  const there = curve({ x: 0, y: 0 }, { x: 100, y: 0 })[16];
  const back = curve({ x: 100, y: 0 }, { x: 0, y: 0 })[16];
  assert.equal(there.y, -back.y);
});

test("an arrowhead points along the end of its curve and stays before it", () => {
  const line = Array.from({ length: 33 }, (_, i) => ({ x: i * 3, y: 0 }));
  const foot = footOf(line, 10);
  const [tip, one, other] = arrowhead(line, foot, 10);
  assert.equal(line[foot].x, one.x);
  assert.ok(tip.x > one.x && tip.x <= 96);
  assert.equal(one.y, -other.y);
  assert.equal(Math.abs(one.y - other.y), 10);
});

test("four times the value is twice the width, and nothing is too thin to see", () => {
  const look = { widest: 8, narrowest: 0.7 };
  assert.equal(rootWidth(100, 100, look), 8);
  assert.equal(rootWidth(25, 100, look), 4);
  assert.equal(rootWidth(0.001, 100, look), 0.7);
});

test("the scale of the legend has round values below the largest", () => {
  assert.deepEqual(roundSteps(36e9), [20e9, 2e9, 200e6]);
  assert.deepEqual(roundSteps(7e6, [1, 2, 5]), [5e6, 2.5e6, 1e6]);
  assert.deepEqual(roundSteps(7), [5]);
  assert.deepEqual(roundSteps(0), []);
});
