/* Locator: a small picture of the region that shows, once one has come nearer, where the
   view lies in it. It stands in plate carrée, so a view is a plain rectangle. */

const LOCATOR = { width: 128, height: 88 };

function prepareLocator(page) {
  page.locator = { box: el("div", { class: "panel locator", hidden: true }) };
  page.root.append(page.locator.box);
  page.map.on("moveend", () => moveLocator(page));
}

/* Drawn when it first has something to say. */
function drawLocator(page) {
  const { locator } = page;
  const { width, height } = LOCATOR;
  const inset = locatorBounds(page);
  const scale = Math.min(width / (inset.east - inset.west), height / (inset.north - inset.south));
  const arcs = page.data.base.arcs.map((text) => decode(text, BASE_DECIMALS).filter((_, i, all) => i % 3 === 0 || i === all.length - 1));
  const at = ([lat, lon]) => `${((lon - inset.west) * scale).toFixed(1)} ${((inset.north - lat) * scale).toFixed(1)}`;
  const ring = (numbers) => `M${numbers.flatMap((n) => (n < 0 ? arcs[~n].slice().reverse() : arcs[n]).map(at)).join("L")}Z`;
  const land = (corridor) =>
    page.data.base.countries.filter((country) => page.onCorridor.has(country.id) === corridor).flatMap((country) => country.polygons.flat());
  const { colours } = page.data.style;
  const area = (rings, colour) => svg("path", { d: rings.map(ring).join(""), fill: colour, "fill-rule": "evenodd" });
  Object.assign(locator, { inset, scale, view: svg("rect", { class: "locator-view" }) });
  const box = { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": say("locator") };
  locator.box.append(svg("svg", box, area(land(false), colours["other-land"]), area(land(true), colours["border-tint"]), locator.view));
}

function locatorBounds(page) {
  const bounds = L.latLngBounds(corridorPlaces(page)).pad(0.35);
  return { west: bounds.getWest(), east: bounds.getEast(), south: bounds.getSouth(), north: bounds.getNorth() };
}

function moveLocator(page) {
  const { box } = page.locator;
  box.hidden = page.small || page.map.getZoom() < page.home.zoom + 1;
  if (box.hidden) return;
  if (!page.locator.view) drawLocator(page);
  const { view, inset, scale } = page.locator;
  const bounds = page.map.getBounds();
  const place = {
    x: (bounds.getWest() - inset.west) * scale,
    y: (inset.north - bounds.getNorth()) * scale,
    width: Math.max(3, (bounds.getEast() - bounds.getWest()) * scale),
    height: Math.max(3, (bounds.getNorth() - bounds.getSouth()) * scale),
  };
  for (const [name, value] of Object.entries(place)) view.setAttribute(name, value.toFixed(1));
}
