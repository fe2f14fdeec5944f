/* Loads files of the page as plain scripts and hands out the functions named. */

import { readFileSync } from "node:fs";

const folder = new URL("../../corridor/webmap/", import.meta.url);

export function load(files, names) {
  const code = files.map((name) => readFileSync(new URL(`corridor-${name}.js`, folder), "utf8"));
  return new Function(`"use strict";\n${code.join("\n")}\nreturn { ${names.join(", ")} };`)();
}
