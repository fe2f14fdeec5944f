/* Home: the view to begin with, as large as it fits with no place under a panel. */

const EDGE = 16; // px kept free between the corridor and an edge or a panel
const NAMES = { left: 34, right: 74, above: 26 }; // px kept free beside a place, for its name

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
  const bottom = page.sheet.hidden ? frame.bottom - (page.years ? 84 : 40) : page.sheet.getBoundingClientRect().top;
  return {
    left: frame.left + (beside ? card.right + 8 : 8),
    top: frame.top + (beside ? 8 : Math.min(card.bottom + 8, frame.height / 2)),
    right: frame.right - 8,
    bottom,
  };
}

/* Shows the routes, or the corridor, as large as they fit with no place of them under a panel. */
function goHome(page) {
  const boxes = (page.covered ?? covered(page)).map((box) => ({
    left: box.left - NAMES.right,
    right: box.right + NAMES.left,
    top: box.top - NAMES.above,
    bottom: box.bottom + NAMES.above,
  }));
  page.home = bestView(page, boxes, page.map.getSize());
  showView(page, page.home);
}

function showView({ map }, { centre, zoom }) {
  map.setView(centre, zoom, { animate: false });
}

/* Whether the map is still where it began. */
function isHome({ map, home }) {
  const moved = map.project(map.getCenter(), home.zoom).distanceTo(map.project(home.centre, home.zoom));
  return map.getZoom() === home.zoom && moved < 2;
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

/* What the first view must hold: the routes, or without one the whole corridor. */
function homePlaces(page) {
  const ridden = page.routes.flatMap((route) => route.segments);
  if (!ridden.length) return corridorPlaces(page);
  const seen = new Map();
  for (const { plane } of ridden) {
    for (let i = 0; i < plane.length; i += 2) {
      const key = `${Math.round(plane[i] / UNIT)} ${Math.round(plane[i + 1] / UNIT)}`;
      if (!seen.has(key) || i === 0 || i === plane.length - 2) seen.set(i ? key : `${key} end`, L.latLng(unflattened(plane[i], plane[i + 1])));
    }
  }
  return [...seen.values()];
}

/* Where lines end anywhere, thinned out. */
function corridorPlaces(page) {
  const seen = new Map();
  for (const node of page.nodes.values()) {
    if (node.lines) seen.set(`${Math.round(node.lat)} ${Math.round(node.lon)}`, L.latLng(node.lat, node.lon));
  }
  return seen.size ? [...seen.values()] : [L.latLng(45, 55)];
}
