/* Locator: a small picture of the region that shows, once one has come nearer, where the
   view lies in it. It stands in plate carrée, so a view is a plain rectangle. */

const LOCATOR = { width: 128, height: 88 };

function drawLocator(page) {
  const inset = locatorBounds(page);
  const scale = Math.min(LOCATOR.width / (inset.east - inset.west), LOCATOR.height / (inset.north - inset.south));
  const at = ({ lat, lng }) => `${((lng - inset.west) * scale).toFixed(1)} ${((inset.north - lat) * scale).toFixed(1)}`;
  const { colours } = page.data.style;
  const land = (rings, colour) => svg("path", { d: rings.map((ring) => `M${ring.map(at).join("L")}Z`).join(""), fill: colour, "fill-rule": "evenodd" });
  const view = svg("rect", { class: "locator-view" });
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${LOCATOR.width} ${LOCATOR.height}`, width: LOCATOR.width, height: LOCATOR.height, role: "img", "aria-label": say("locator") },
    land(page.land.other.flat().map(everyOther), colours["other-land"]),
    land(page.land.corridor.flat().map(everyOther), colours["border-tint"]),
    view,
  );
  const box = el("div", { class: "panel locator", hidden: true }, picture);
  page.root.append(box);
  page.locator = { box, view, inset, scale };
  page.map.on("moveend", () => moveLocator(page));
}

/* Rings thinned for a picture of a few pixels; the first vertex stays. */
function everyOther(ring) {
  return ring.length < 12 ? ring : ring.filter((_, i) => i % 3 === 0);
}

function locatorBounds(page) {
  const bounds = L.latLngBounds(homePlaces(page)).pad(0.35);
  return { west: bounds.getWest(), east: bounds.getEast(), south: bounds.getSouth(), north: bounds.getNorth() };
}

function moveLocator(page) {
  const { box, view, inset, scale } = page.locator;
  const bounds = page.map.getBounds();
  box.hidden = page.small || page.map.getZoom() < page.homeZoom + 1;
  const place = {
    x: (bounds.getWest() - inset.west) * scale,
    y: (inset.north - bounds.getNorth()) * scale,
    width: Math.max(3, (bounds.getEast() - bounds.getWest()) * scale),
    height: Math.max(3, (bounds.getNorth() - bounds.getSouth()) * scale),
  };
  for (const [name, value] of Object.entries(place)) view.setAttribute(name, value.toFixed(1));
}
