/* Home: the view to begin with, as large as it fits with no place under a panel. */

const EDGE = 16; // px kept free between the corridor and an edge or a panel
const GRAIN = 24; // px between the views that are tried
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
  page.locator.box.hidden = true; // there is none at home
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
  endGlide(map);
  map.setView(centre, zoom, { animate: false });
}

/* Ends a glide to another zoom: Leaflet drops every move asked for while one runs. */
function endGlide(map) {
  map._onZoomTransitionEnd();
}

/* Whether the map is still where it began. */
function isHome({ map, home }) {
  const moved = map.project(map.getCenter(), home.zoom).distanceTo(map.project(home.centre, home.zoom));
  return map.getZoom() === home.zoom && moved < 2;
}

/* The view nearest to the places in which none lies under a box or over the edge. */
function bestView(page, boxes, size) {
  const { map } = page;
  const places = homePlaces(page);
  const edges = planeBox(places.flat());
  const middle = L.latLng(unflattened((edges.west + edges.east) / 2, (edges.north + edges.south) / 2));
  for (let zoom = 7; zoom > map.getMinZoom(); zoom -= map.options.zoomSnap) {
    const scale = unitScale(zoom);
    const at = freeCorner(places, edges, scale, boxes, size);
    if (!at) continue;
    const [x, y] = [edges.west + (size.x / 2 - at[0]) / scale, edges.north + (size.y / 2 - at[1]) / scale];
    return { zoom, centre: L.latLng(unflattened(x, y)) };
  }
  return { zoom: map.getMinZoom(), centre: middle };
}

/* Where in the view [px] the north-west corner of all places goes so that each lies in the
   open, as near to the middle as can be; null if nowhere. */
function freeCorner(places, { west, north, east, south }, scale, boxes, size) {
  const [left, right] = size.x > 700 ? [NAMES.left, NAMES.right] : [EDGE, NAMES.left];
  const [across, down] = [size.x - (east - west) * scale - left - right, size.y - (south - north) * scale - 3 * EDGE];
  if (across < 0 || down < 0) return null;
  const open = (x, y) =>
    places.every(([px, py]) => {
      const [h, v] = [x + (px - west) * scale, y + (py - north) * scale];
      return !boxes.some((box) => h > box.left && h < box.right && v > box.top && v < box.bottom);
    });
  let [best, least] = [null, Infinity];
  for (let x = left; x <= left + across; x += GRAIN) {
    for (let y = EDGE; y <= EDGE + down; y += GRAIN) {
      const away = Math.abs(x - left - across / 2) + Math.abs(y - EDGE - down / 2);
      if (away < least && open(x, y)) [best, least] = [[x, y], away];
    }
  }
  return best;
}

/* What the first view must hold, x and y on the plane: the routes, or without one the
   whole corridor. */
function homePlaces(page) {
  const ridden = page.routes.flatMap((route) => route.segments);
  if (!ridden.length) return corridorPlaces(page).map(({ lat, lng }) => [lng * UNIT, planeY(lat)]);
  return ridden.flatMap(({ plane }) => {
    const line = sparse(plane, UNIT);
    return Array.from({ length: line.length / 2 }, (_, i) => [line[2 * i], line[2 * i + 1]]);
  });
}

/* Where lines end anywhere, thinned out. */
function corridorPlaces(page) {
  const seen = new Map();
  for (const node of page.nodes.values()) {
    if (node.lines) seen.set(`${Math.round(node.lat)} ${Math.round(node.lon)}`, L.latLng(node.lat, node.lon));
  }
  return seen.size ? [...seen.values()] : [L.latLng(45, 55)];
}
