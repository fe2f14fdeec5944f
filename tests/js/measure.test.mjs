import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { geodesicKm, greatCircle } = load(["measure"], ["geodesicKm", "greatCircle"]);
const near = (found, expected, share) => assert.ok(Math.abs(found / expected - 1) < share, `${found} is not ${expected}`);

test("a degree of the equator and of a meridian have their length on WGS 84", () => {
  near(geodesicKm([0, 0], [0, 1]), 111.3195, 1e-5);
  near(geodesicKm([0, 0], [1, 0]), 110.5744, 1e-5);
});

test("Tashkent to Karachi is as far as on the ellipsoid", () => {
  near(geodesicKm([41.3, 69.24], [24.86, 67.0]), 1835.1128, 2e-5);
});

test("over the antimeridian the short way is taken", () => {
  near(geodesicKm([0, 179.5], [0, -179.5]), 111.3195, 1e-5);
  const way = greatCircle([60, 170], [60, -170]);
  assert.ok(way.every(([, lon], i) => i === 0 || i === way.length - 1 || Math.abs(lon) > 165));
});

test("a point to itself is nothing", () => {
  assert.equal(geodesicKm([50, 30], [50, 30]), 0);
});
