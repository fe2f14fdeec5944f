/* Base map: land, borders, names of countries and seas, and map tiles if asked for.
   It lies under everything and answers no pointer. */

const BASE_DECIMALS = 2;

function drawBase(page) {
  const { base, style } = page.data;
  const arcs = base.arcs.map((text) => decode(text, BASE_DECIMALS).map((at) => L.latLng(at)));
  const onCorridor = new Set(page.data.countries.filter((c) => c.on_corridor).map((c) => c.country));
  const of = style.colours;
  const land = { corridor: [], other: [] };
  const users = arcs.map(() => []);
  for (const country of base.countries) {
    const side = onCorridor.has(country.id) ? "corridor" : "other";
    for (const polygon of country.polygons) {
      land[side].push(polygon.map((ring) => ringOf(ring, arcs, (n) => users[n].push(side))));
    }
  }
  page.land = land;
  const renderer = L.svg({ pane: "base", padding: 0.4 });
  const quiet = { pane: "base", renderer, interactive: false, smoothFactor: 1.4, noClip: true };
  const fills = (list, colour) =>
    L.polygon(list, { ...quiet, color: colour, weight: 0.6, fillColor: colour, fillOpacity: 1 });
  const other = fills(land.other, of["other-land"]);
  const corridor = fills(land.corridor, of["corridor-land"]);
  page.map.addLayer(other).addLayer(corridor);

  const kinds = borderKinds(base, arcs, users);
  const stroke = (list, colour, weight, more = {}) =>
    L.polyline(list, { ...quiet, color: colour, weight, ...more });
  const coast = stroke(kinds.coast, of.coast, style.borders.coast);
  page.map.addLayer(coast);
  page.layers.borders = L.layerGroup([
    stroke(kinds.corridor, of["border-tint"], style.borders.tint, { opacity: 0.45 }),
    stroke(kinds.other, of["other-border"], style.borders.other),
    stroke(kinds.corridor, of["corridor-border"], style.borders.corridor),
    stroke(kinds.disputed, of["corridor-border"], style.borders.corridor, {
      dashArray: style.borders.dash,
    }),
  ]);
  // Without borders land is one colour: a fill that ends at a border would draw it again.
  page.layers.borders.on("add remove", (event) => {
    const colour = of[event.type === "add" ? "other-land" : "corridor-land"];
    other.setStyle({ color: colour, fillColor: colour });
  });
  if (base.borders) page.layers.borders.addTo(page.map);
  else other.setStyle({ color: of["corridor-land"], fillColor: of["corridor-land"] });
  nameCountries(page, onCorridor);
}

function ringOf(numbers, arcs, visit) {
  const ring = [];
  for (const n of numbers) {
    const arc = n < 0 ? arcs[~n].slice().reverse() : arcs[n];
    visit(n < 0 ? ~n : n);
    ring.push(...(ring.length ? arc.slice(1) : arc));
  }
  return ring;
}

/* An arc that one polygon uses is coast, one that two use a border. */
function borderKinds(base, arcs, users) {
  const disputed = new Set(base.disputed);
  const kinds = { coast: [], corridor: [], other: [], disputed: [] };
  arcs.forEach((arc, n) => {
    if (disputed.has(n)) kinds.disputed.push(arc);
    else if (users[n].length < 2) kinds.coast.push(arc);
    else kinds[users[n].includes("corridor") ? "corridor" : "other"].push(arc);
  });
  kinds.disputed.push(...base.disputed_lines.map((text) => decode(text, BASE_DECIMALS)));
  return kinds;
}

function nameCountries(page, onCorridor) {
  const own = new Map(page.data.countries.map((c) => [c.country, named(c)]));
  for (const country of page.data.base.countries) {
    if (!country.name) continue;
    const corridor = onCorridor.has(country.id);
    page.labels.push({
      text: own.get(country.id) ?? country.name,
      at: country.at,
      kind: corridor ? "corridor-country" : "other-country",
      layer: "names",
      room: country.half_width_deg,
      rank: (corridor ? 4000 : 0) + country.half_width_deg,
      centred: true,
    });
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
