import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { folded, fit, search } = load(["search"], ["folded", "fit", "search"]);
const entry = (name, rank, ...texts) => ({ name, rank, texts: [name, ...texts].map(folded) });

test("case, accents, dashes and the dots of ё make no difference", () => {
  assert.equal(folded("Mazar-i-Sharif"), folded("mazar i sharif"));
  assert.equal(folded("Орёл"), folded("ОРЕЛ"));
  assert.equal(folded("Małaszewicze "), "małaszewicze");
  assert.equal(folded("Türkiye"), "turkiye");
});

test("a whole name goes before a beginning, that before a later word, that before a part", () => {
  assert.deepEqual(["kabul", "kabul north", "new kabul", "xkabul", "herat"].map((text) => fit("kabul", [text])), [0, 1, 2, 3, null]);
});

test("a town is found by its Russian name", () => {
  const entries = [entry("Tashkent", 5, "Ташкент"), entry("Karachi", 9, "Карачи")];
  assert.deepEqual(search(entries, "ташк").map((found) => found.name), ["Tashkent"]);
});

test("of equal fit the weightier comes first, and there is an end", () => {
  const entries = Array.from({ length: 30 }, (_, i) => entry(`Place ${i}`, i));
  const found = search(entries, "place", 5);
  assert.deepEqual(found.map((one) => one.rank), [29, 28, 27, 26, 25]);
});

test("nothing asked finds nothing", () => {
  assert.deepEqual(search([entry("Kabul", 1)], " - "), []);
});
