import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { whole, flattened, unflattened, planeY, unitScale, sparse, strides, stridesBack, pathText, planeBox, distanceTo } = load(
  ["polyline", "plane"],
  ["whole", "flattened", "unflattened", "planeY", "unitScale", "sparse", "strides", "stridesBack", "pathText", "planeBox", "distanceTo"],
);
const near = (found, expected, most) => assert.ok(Math.abs(found - expected) < most, `${found} is not ${expected}`);

test("the equator is in the middle and the square ends where Mercator's does", () => {
  near(planeY(0), 0, 1e-6);
  near(planeY(85.0511287798), -180 * 10_000, 0.01);
  near(planeY(90), -180 * 10_000, 0.01);
  near(planeY(-45), -planeY(45), 1e-6);
});

test("at zoom 0 the world is 256 pixels wide, and twice that at zoom 1", () => {
  near(360 * 10_000 * unitScale(0), 256, 1e-9);
  near(360 * 10_000 * unitScale(1), 512, 1e-9);
  near(360 * 100 * unitScale(0, 100), 256, 1e-9);
});

test("a place comes back from the plane", () => {
  const [lat, lon] = unflattened(69.24 * 10_000, planeY(41.3));
  near(lat, 41.3, 1e-9);
  near(lon, 69.24, 1e-9);
});

test("a line with known latitudes is the same as without", () => {
  const numbers = Int32Array.from([4130, 6924, 4131, 6925, 4130, 6926]);
  const known = new Int32Array(180 * 100 + 1);
  assert.deepEqual(flattened(numbers, 100, known), flattened(numbers, 100));
  assert.deepEqual(flattened(numbers, 100, known), flattened(numbers, 100));
});

test("an encoded line is whole numbers, latitude first", () => {
  assert.deepEqual([...whole("_p~iF~ps|U_ulLnnqC_mqNvxq`@")], [3850000, -12020000, 4070000, -12095000, 4325200, -12645300]);
  assert.equal(whole("").length, 0);
});

test("a path begins at the first vertex and goes by steps, there and back", () => {
  const line = Int32Array.from([5, 5, 8, 5, 8, 1]);
  assert.equal(pathText(line), "M5 5l3 0 0 -4 ");
  assert.equal(strides(line), "3 0 0 -4 ");
  assert.equal(stridesBack(line), "0 4 -3 0 ");
  assert.equal(pathText(Int32Array.from([5, 5])), "");
});

test("a sparse line keeps both ends and no vertex too near", () => {
  const line = Int32Array.from([0, 0, 1, 0, 6, 0, 7, 0, 8, 0]);
  assert.deepEqual([...sparse(line, 5)], [0, 0, 6, 0, 8, 0]);
  assert.equal(sparse(line, 0), line);
  assert.deepEqual([...sparse(Int32Array.from([0, 0, 1, 1]), 50)], [0, 0, 1, 1]);
});

test("the distance from a line is that from its nearest piece, not from its vertices", () => {
  const line = Int32Array.from([0, 0, 100, 0, 100, 50]);
  assert.equal(distanceTo(line, 50, 7), 49);
  assert.equal(distanceTo(line, -3, -4), 25);
  assert.equal(distanceTo(Int32Array.from([0, 0, 0, 0]), 3, 4), 25);
});

test("a box holds all vertices", () => {
  assert.deepEqual(planeBox(Int32Array.from([3, -2, -1, 5])), { west: -1, north: -2, east: 3, south: 5 });
});
