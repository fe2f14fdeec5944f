/* Base map: land, borders, names of countries and seas, and map tiles if asked for.
   It lies under everything and answers no pointer. */

const BASE_DECIMALS = 2;
const BASE_UNIT = 10 ** BASE_DECIMALS;

function drawBase(page) {
  const { base, style } = page.data;
  page.onCorridor = new Set(page.data.countries.filter((c) => c.on_corridor).map((c) => c.country));
  const of = style.colours;
  const sheet = sheetOf(page, "base", VectorSheet, { unit: BASE_UNIT, padding: 0.4 });
  const kinds = borderKinds(page);
  const shape = (look, text) => new Shape(sheet, look, { text });
  const fill = (colour, side) => shape({ fill: colour, stroke: colour, "stroke-width": 0.6 }, () => landPath(page, side));
  const line = (kind, colour, width, more = {}) =>
    shape({ fill: "none", stroke: colour, "stroke-width": width, ...more }, () => borderPath(page, kinds[kind]));
  const other = fill(of["other-land"], false);
  const land = [other, fill(of["corridor-land"], true), line("coast", of.coast, style.borders.coast)];
  for (const one of land) one.addTo(page.map);
  page.layers.borders = L.layerGroup([
    line("corridor", of["border-tint"], style.borders.tint, { "stroke-opacity": 0.45 }),
    line("other", of["other-border"], style.borders.other),
    line("corridor", of["corridor-border"], style.borders.corridor),
    line("disputed", of["corridor-border"], style.borders.corridor, { "stroke-dasharray": style.borders.dash }),
  ]);
  // Without borders land is one colour: a fill that ends at a border would draw it again.
  const paint = (colour) => fillAs(other.node, of[colour]);
  page.layers.borders.on("add", () => paint("other-land")).on("remove", () => paint("corridor-land"));
  if (base.borders) page.layers.borders.addTo(page.map);
  else paint("corridor-land");
  nameCountries(page);
}

function fillAs(node, colour) {
  for (const name of ["fill", "stroke"]) node.setAttribute(name, colour);
}

/* The arcs of the base map on the plane, and their steps both ways. */
function baseArcs(page) {
  const known = new Int32Array(180 * BASE_UNIT + 1);
  page.baseArcs ??= page.data.base.arcs.map((text) => {
    const plane = flattened(whole(text), BASE_UNIT, known);
    return { plane, there: "", back: "" }; // steps are written when first asked for
  });
  return page.baseArcs;
}

/* Land of the corridor, or other land: every ring as a closed path. */
function landPath(page, ofCorridor) {
  const arcs = baseArcs(page);
  const rings = page.data.base.countries
    .filter((country) => page.onCorridor.has(country.id) === ofCorridor)
    .flatMap((country) => country.polygons.flat());
  return rings.map((numbers) => ringPath(numbers, arcs)).join("");
}

function stepsThere(arc) {
  return (arc.there ||= strides(arc.plane));
}

function stepsBack(arc) {
  return (arc.back ||= stridesBack(arc.plane));
}

/* A ring of arcs that meet end to end; one with a negative number is run backwards. */
function ringPath(numbers, arcs) {
  const first = arcs[numbers[0] < 0 ? ~numbers[0] : numbers[0]].plane;
  const at = numbers[0] < 0 ? first.length - 2 : 0;
  const steps = numbers.map((n) => (n < 0 ? stepsBack(arcs[~n]) : stepsThere(arcs[n])));
  return `M${first[at]} ${first[at + 1]}l${steps.join("")}z`;
}

function borderPath(page, numbers) {
  const arcs = baseArcs(page);
  return numbers
    .map((n) => {
      if (typeof n === "string") return pathText(flattened(whole(n), BASE_UNIT));
      return `M${arcs[n].plane[0]} ${arcs[n].plane[1]}l${stepsThere(arcs[n])}`;
    })
    .join("");
}

/* Whether a place on the plane lies within polygons, of which a coarse outline will do. */
function within(page, polygons, x, y) {
  const arcs = baseArcs(page);
  polygons.planes ??= polygons.flat(2).map((n) => sparse(arcs[n < 0 ? ~n : n].plane, BASE_UNIT / 5));
  let odd = false;
  for (const plane of polygons.planes) {
    for (let i = 2; i < plane.length; i += 2) {
      const north = plane[i - 1];
      const south = plane[i + 1];
      if (north > y === south > y) continue;
      if (x < plane[i - 2] + ((plane[i] - plane[i - 2]) * (y - north)) / (south - north)) odd = !odd;
    }
  }
  return odd;
}

/* Which arcs are what: one that a single polygon uses is coast, one that two use a border.
   Lines in dispute that bound no polygon come as encoded text. */
function borderKinds({ data: { base }, onCorridor }) {
  const users = base.arcs.map(() => []);
  for (const country of base.countries) {
    for (const n of country.polygons.flat(2)) users[n < 0 ? ~n : n].push(onCorridor.has(country.id));
  }
  const disputed = new Set(base.disputed);
  const kinds = { coast: [], corridor: [], other: [], disputed: [] };
  users.forEach((sides, n) => {
    if (disputed.has(n)) kinds.disputed.push(n);
    else if (sides.length < 2) kinds.coast.push(n);
    else kinds[sides.includes(true) ? "corridor" : "other"].push(n);
  });
  kinds.disputed.push(...base.disputed_lines);
  return kinds;
}

function nameCountries(page) {
  const own = new Map(page.data.countries.map((c) => [c.country, named(c)]));
  for (const country of page.data.base.countries) {
    if (!country.name) continue;
    const corridor = page.onCorridor.has(country.id);
    const label = {
      text: own.get(country.id) ?? country.name,
      at: country.at,
      kind: corridor ? "corridor-country" : "other-country",
      layer: "names",
      room: country.half_width_deg,
      polygons: corridor ? country.polygons : null,
      rank: corridor ? 4000 + 10_000 / country.half_width_deg : country.half_width_deg, // where there is little room, before cities
      centred: true,
    };
    page.labels.push(label);
    if (corridor) page.labels.push({ ...label, kind: "corridor-country-small", rank: label.rank - 1 });
  }
  for (const sea of page.data.base.seas) {
    const label = { text: sea.name, at: sea.at, kind: "sea-name", layer: "names", centred: true };
    page.labels.push({ ...label, room: 4, rank: 3 });
  }
}

const TILES = {
  carto: {
    url: "https://{s}.basemaps.cartocdn.com/light_all/{z}/{x}/{y}{r}.png",
    options: { subdomains: "abcd", maxZoom: 20 },
    credit: ["© CARTO", "https://carto.com/attributions"],
  },
  osm: {
    url: "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    options: { maxZoom: 19 },
    credit: null, // OpenStreetMap is credited already
  },
};

/* The servers of OpenStreetMap refuse pages opened from a file. */
function tileNames() {
  return location.protocol.startsWith("http") ? ["carto", "osm"] : ["carto"];
}

function showTiles(page, name) {
  if (page.tiles) page.tiles.remove();
  page.tiles = name ? L.tileLayer(TILES[name].url, TILES[name].options).addTo(page.map) : null;
  showCredits(page, name ? TILES[name].credit : null);
}
