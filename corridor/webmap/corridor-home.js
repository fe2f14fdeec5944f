/* Home: the view to begin with, as large as it fits with no place under a panel. */

const EDGE = 16; // px kept free between the corridor and an edge or a panel
const GRAIN = 24; // px between the views that are tried
const NAMES = { left: 34, right: 74, above: 26 }; // px kept free beside a place, for its name

/* Returns the rectangles that panels cover, relative to the map. */
function covered(page) {
  const frame = page.map.getContainer().getBoundingClientRect();
  const boxes = [...page.root.children].map((node) => node.getBoundingClientRect()).filter((box) => box.width);
  return boxes.map((box) => ({
    left: box.left - frame.left,
    right: box.right - frame.left,
    top: box.top - frame.top,
    bottom: box.bottom - frame.top,
  }));
}

/* The part of the page between the panels. */
function freeBox(page) {
  const frame = page.map.getContainer().getBoundingClientRect();
  const at = (css) => page.root.querySelector(css)?.getBoundingClientRect();
  const card = at(".card");
  const beside = card.right < frame.width / 2;
  const below = page.sheet.hidden ? (at(".years") ?? at(".credits")) : at(".sheet");
  return {
    left: beside ? card.right + 8 : frame.left + 8,
    top: beside ? frame.top + 8 : Math.min(card.bottom + 8, frame.height / 2),
    right: (page.small ? frame.right : at(".legend").left) - 8,
    bottom: below.top - 8,
  };
}

/* Shows the routes, or the corridor, as large as they fit with no place of them under a panel. */
function goHome(page) {
  page.locator.box.hidden = true; // there is none at home
  page.home = bestView(page, page.covered ?? covered(page), page.map.getSize());
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

/* The nearest view in which no place lies under a box or over the edge: with room for names
   beside the places, without if there is none, or the furthest one, between the panels. */
function bestView(page, boxes, size) {
  const { map } = page;
  const places = homePlaces(page);
  const edges = planeBox(places.flat());
  const least = map.getMinZoom();
  const view = (zoom, [left, top]) => {
    const scale = unitScale(zoom);
    const [x, y] = [edges.west + (size.x / 2 - left) / scale, edges.north + (size.y / 2 - top) / scale];
    return { zoom, centre: L.latLng(unflattened(x, y)) };
  };
  for (const part of [1, 0.2]) {
    const wider = boxes.map((box) => grown(box, part));
    for (let zoom = 7; zoom >= least; zoom -= map.options.zoomSnap) {
      const at = freeCorner(places, edges, unitScale(zoom), wider, size, part);
      if (at) return view(zoom, at);
    }
  }
  const { left, right, top, bottom } = freeBox(page);
  const [across, down] = [edges.east - edges.west, edges.south - edges.north].map((far) => far * unitScale(least));
  return view(least, [(left + right - across) / 2, (top + bottom - down) / 2]);
}

/* A box, and around it as much of the room that names take. */
function grown(box, part) {
  return {
    left: box.left - NAMES.right * part,
    right: box.right + NAMES.left * part,
    top: box.top - NAMES.above * part,
    bottom: box.bottom + NAMES.above * part,
  };
}

/* Where in the view [px] the north-west corner of all places goes so that each lies in the
   open, as near to the middle as can be; null if nowhere. */
function freeCorner(places, { west, north, east, south }, scale, boxes, size, part) {
  const [left, right] = (size.x > 700 ? [NAMES.left, NAMES.right] : [EDGE, NAMES.left]).map((room) => room * part);
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
