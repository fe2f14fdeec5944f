/* View: the part of the map to begin with, the buttons, the scale, credits and print. */

const EDGE = 16; // px kept free between the corridor and an edge or a panel
const NAMES = { left: 34, right: 74, above: 26 }; // px kept free beside a place, for its name
const PAPER = { width: 1512, height: 1047 }; // A3 landscape less 10 mm margins, CSS px

const CREDITS = [
  ["© OpenStreetMap contributors (ODbL)", "https://www.openstreetmap.org/copyright"],
  ["GeoNames (CC BY)", "https://www.geonames.org"],
  ["Leaflet", "https://leafletjs.com"],
];

function drawControls(page) {
  const { map } = page;
  const press = (name, path, act) =>
    el(
      "button",
      { type: "button", class: "tool", title: say(name), "aria-label": say(name), click: act },
      svg("svg", { viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" }, svg("path", { d: path })),
    );
  page.root.append(
    el(
      "div",
      { class: "tools" },
      press("zoom_in", "M10 4V16M4 10H16", () => map.zoomIn(1)),
      press("zoom_out", "M4 10H16", () => map.zoomOut(1)),
      press("home", "M3 10 10 4 17 10M5 9V16H15V9", () => goHome(page)),
      press("fullscreen", "M4 8V4H8M12 4H16V8M16 12V16H12M8 16H4V12", fullScreen),
    ),
  );
  page.scale = L.control.scale({ imperial: false, position: "bottomright", maxWidth: 140 }).addTo(map);
  page.credits = el("footer", { class: "credits" });
  page.root.append(page.credits);
  showCredits(page, null);
}

function showCredits(page, more) {
  const link = ([text, url]) => el("a", { href: url, rel: "noopener" }, text);
  const parts = [...CREDITS, ...(more ? [more] : [])].map(link);
  parts.splice(1, 0, datum(page.data.base.attribution.join("; ")));
  page.credits?.replaceChildren(...parts.flatMap((part, i) => (i ? [" · ", part] : [part])));
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}

/* Returns the rectangles that panels cover, relative to the map. */
function covered(page) {
  const frame = page.map.getContainer().getBoundingClientRect();
  return [...page.root.querySelectorAll(".panel:not([hidden]), .tools"), page.scale.getContainer()].map((node) => {
    const box = node.getBoundingClientRect();
    return {
      left: box.left - frame.left,
      right: box.right - frame.left,
      top: box.top - frame.top,
      bottom: box.bottom - frame.top,
    };
  });
}

/* The part of the page beside or below the panels. */
function freeBox(page) {
  const frame = page.map.getContainer().getBoundingClientRect();
  const card = page.root.querySelector(".card").getBoundingClientRect();
  const beside = card.right < frame.width / 2;
  const bottom = page.sheet.hidden ? frame.bottom - 40 : page.sheet.getBoundingClientRect().top;
  return {
    left: frame.left + (beside ? card.right + 8 : 8),
    top: frame.top + (beside ? 8 : Math.min(card.bottom + 8, frame.height / 2)),
    right: frame.right - 8,
    bottom,
  };
}

/* Shows the corridor as large as it fits with no place of it under a panel. */
function goHome(page) {
  const { map } = page;
  const boxes = covered(page).map((box) => ({
    left: box.left - NAMES.right,
    right: box.right + NAMES.left,
    top: box.top - NAMES.above,
    bottom: box.bottom + NAMES.above,
  }));
  const view = bestView(page, boxes, map.getSize());
  map.setView(view.centre, view.zoom, { animate: false });
}

function bestView(page, boxes, size) {
  const { map } = page;
  const places = homePlaces(page);
  for (let zoom = 7; zoom > map.getMinZoom(); zoom -= map.options.zoomSnap) {
    const points = places.map((at) => map.project(at, zoom));
    const offset = freeOffset(points, boxes, size);
    if (offset) return { zoom, centre: map.unproject(size.divideBy(2).subtract(offset), zoom) };
  }
  return { zoom: map.getMinZoom(), centre: L.latLngBounds(places).getCenter() };
}

/* Returns how far to shift projected points so that all lie in the open, or null. */
function freeOffset(points, boxes, size) {
  const bounds = L.bounds(points);
  const [left, right] = size.x > 700 ? [NAMES.left, NAMES.right] : [EDGE, NAMES.left];
  const room = size.subtract(bounds.getSize()).subtract([left + right, 3 * EDGE]);
  if (room.x < 0 || room.y < 0) return null;
  const step = 24;
  let best = null;
  let least = Infinity;
  for (let x = left; x <= left + room.x; x += step) {
    for (let y = EDGE; y <= EDGE + room.y; y += step) {
      const shift = L.point(x, y).subtract(bounds.min);
      const away = Math.abs(x - left - room.x / 2) + Math.abs(y - EDGE - room.y / 2);
      if (away < least && points.every((point) => isOpen(point.add(shift), boxes))) {
        [best, least] = [shift, away];
      }
    }
  }
  return best;
}

function isOpen(point, boxes) {
  return !boxes.some(
    (box) => point.x > box.left && point.x < box.right && point.y > box.top && point.y < box.bottom,
  );
}

/* The places the first view must hold: ends and bends of what is drawn, thinned out. */
function homePlaces(page) {
  const seen = new Map();
  for (const node of page.nodes.values()) {
    if (node.lines) seen.set(`${Math.round(node.lat)} ${Math.round(node.lon)}`, L.latLng(node.lat, node.lon));
  }
  return seen.size ? [...seen.values()] : [L.latLng(45, 55)];
}

/* On paper the page is a sheet of A3, and the map shows what the screen showed. */
function preparePrint(page) {
  const { map } = page;
  const node = map.getContainer();
  let before = null;
  window.addEventListener("beforeprint", () => {
    before = { centre: map.getCenter(), zoom: map.getZoom() };
    const bounds = map.getBounds();
    node.style.width = `${PAPER.width}px`;
    node.style.height = `${PAPER.height}px`;
    map.invalidateSize({ animate: false }).fitBounds(bounds, { animate: false });
    layout(page);
  });
  window.addEventListener("afterprint", () => {
    node.style.width = "";
    node.style.height = "";
    map.invalidateSize({ animate: false });
    if (before) map.setView(before.centre, before.zoom, { animate: false });
    layout(page);
  });
}
