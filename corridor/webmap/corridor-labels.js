/* Labels: names placed so that none covers a marker or another name, weightiest first,
   and off the lines where there is a choice. A name without room is left out. */

const WIDEST = 260; // px, as in corridor-marks.css
const CELL = 6; // px, grain of the record of where lines run
const LATER = 0.4; // what a place further down the list costs
const STEPS = 40; // of the search for room in a country, from its middle to its edge
const BEYOND = 12; // what a name costs for each end beyond the border
const NEAR = 3; // px from its middle that weigh as much as a cell with a line
const HOST = 10; // px, a mark as near as this stands for the place itself
const WIDE_ZOOM = 7; // up to here all names are placed at once, beyond it those near the view

function prepareLabels(page) {
  const { map } = page;
  for (const label of page.labels) label.at = L.latLng(label.at);
  page.labels.sort((a, b) => b.rank - a.rank);
  map.on("zoomanim", ({ zoom, center }) => glideNames(page, (at) => map._latLngToNewLayerPoint(at, zoom, center)));
}

let gauge = null; // what measures text

/* Measures a name when it first wants a place. */
function measured(page, label) {
  if (label.width) return label;
  gauge ??= document.createElement("canvas").getContext("2d");
  const { font, spacing, height } = page.data.style.names[label.kind];
  const caps = label.layer === "names";
  const shown = caps ? label.text.toLocaleUpperCase(lang) : shortened(label.text, 40);
  if (gauge.of !== font) [gauge.font, gauge.of] = [font, font]; // a font is slow to set
  const width = Math.min(WIDEST, Math.ceil(gauge.measureText(shown).width + spacing * shown.length) + 2);
  return Object.assign(label, { shown, width, height });
}

/* The element of a name, made when it first has a place. */
function nodeOf(label) {
  const names = `name name-${label.kind} leaflet-zoom-animated`;
  label.node ??= el("div", { class: names, "aria-hidden": "true", dir: "auto" }, label.shown);
  return label.node;
}

/* Puts a name where its box is; `label.aside` is how far that is from what it names. */
function putName(page, label, box) {
  const node = nodeOf(label);
  const at = page.map.latLngToLayerPoint(label.at);
  label.aside = L.point(box.left - at.x, box.top - at.y);
  L.DomUtil.setPosition(node, at.add(label.aside));
  if (!node.isConnected) page.map.getPane("labels").append(node);
}

/* Moves the names that are shown to where the map is gliding to put their places. */
function glideNames(page, pointOf) {
  for (const label of page.labels) {
    if (label.node?.isConnected) L.DomUtil.setPosition(label.node, pointOf(label.at).add(label.aside));
  }
}

function layoutLabels(page) {
  const { map } = page;
  const wide = map.getZoom() < WIDE_ZOOM;
  page.labelled = wide ? null : map.getBounds().pad(0.75);
  const within = (at) => wide || page.labelled.contains(at);
  const around = map.getBounds().pad(1.5); // a name at the edge reaches over it, to markers beyond
  const marks = markerBoxes(page, (at) => wide || around.contains(at));
  page.laid = { origin: map.getPixelOrigin(), lines: lineCells(page), marks, taken: [...marks, ...headBoxes(page)], shown: new Set(), cut: [] };
  const asking = page.labels.filter((label) => within(label.at) && wanted(page, label));
  const placed = new Set(placeNames(page, asking));
  for (const label of page.labels) if (!placed.has(label)) label.node?.remove();
}

/* Places names as far as they have room, and returns those; a name out of view, or one that
   the edge or a panel would cut off, waits until the map is moved. */
function placeNames(page, labels) {
  const { laid } = page;
  const open = openView(page);
  const near = (at) => overlap(boxAround(page.map.latLngToLayerPoint(at), WIDEST / 2), open.view);
  return labels.filter((label) => {
    if (label.polygons && laid.shown.has(label.text)) return false; // in another size
    const { box, cut } = near(label.at) ? place(page, label, laid, open) : { cut: true };
    if (box) {
      laid.taken.push(box);
      laid.shown.add(label.text);
      putName(page, label, box);
    } else if (cut) laid.cut.push(label);
    return box;
  });
}

/* After a move: names that were cut off may now stand whole. */
function placeCut(page) {
  placeNames(page, page.laid.cut.splice(0));
}

/* After a jump all names have to be placed again, and after a move at high zoom those of the
   new view may not be placed yet. */
function labelsStale(page) {
  const { map, labelled, laid } = page;
  return !laid.origin.equals(map.getPixelOrigin()) || (labelled !== null && !labelled.contains(map.getBounds()));
}

function wanted(page, label) {
  if (label.layer === "names") {
    if (page.hidden.has("names")) return false;
    return measured(page, label).width <= (label.polygons ? 4 : 2.6) * label.room * degree(page);
  }
  if (page.hidden.has(label.layer) || !label.marker.named) return false;
  if (page.map.getZoom() < (label.from ?? 0)) return false;
  measured(page, label);
  return true;
}

/* Pixels to a degree of longitude. */
function degree(page) {
  return (256 * 2 ** page.map.getZoom()) / 360;
}

function markerBoxes(page, within) {
  const marked = (list, layer, half) =>
    page.hidden.has(layer)
      ? []
      : list
          .filter((one) => one.marker.shown && within(one.marker.getLatLng()))
          .map((one) => boxAround(page.map.latLngToLayerPoint(one.marker.getLatLng()), half));
  return [...marked(page.crossings, "crossings", 9), ...marked(page.towns, "towns", 5)];
}

/* The heads of arrows. */
function headBoxes(page) {
  const heads = page.hidden.has("arcs") ? [] : page.arcs.filter((arc) => arc.most > 1.5 && arc.width);
  return heads.map((arc) => boxAround(page.map.latLngToLayerPoint(middleOf(arc.head)), 5));
}

function boxAround(at, half) {
  return { left: at.x - half, top: at.y - half, right: at.x + half, bottom: at.y + half };
}

/* The cells of a coarse grid that a line runs through. */
function lineCells(page) {
  const cells = new Set();
  const scale = unitScale(page.map.getZoom());
  const origin = page.map.getPixelOrigin();
  const near = page.labelled ? unitBox(page.labelled) : null;
  for (const { plane, box } of page.segments) {
    if (near && (box.east < near.west || box.west > near.east || box.south < near.north || box.north > near.south)) continue;
    const line = sparse(plane, (CELL * 0.7) / scale);
    let before = null;
    for (let i = 0; i < line.length; i += 2) {
      const at = { x: (line[i] + 180 * UNIT) * scale - origin.x, y: (line[i + 1] + 180 * UNIT) * scale - origin.y };
      if (before) markLine(cells, before, at);
      before = at;
    }
  }
  return cells;
}

function unitBox(bounds) {
  const [west, east] = [bounds.getWest() * UNIT, bounds.getEast() * UNIT];
  return { west, east, north: planeY(bounds.getNorth()), south: planeY(bounds.getSouth()) };
}

function markLine(cells, from, to) {
  const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / CELL));
  for (let i = 0; i <= steps; i += 1) {
    const x = from.x + ((to.x - from.x) * i) / steps;
    const y = from.y + ((to.y - from.y) * i) / steps;
    cells.add(cellKey(Math.floor(x / CELL), Math.floor(y / CELL)));
  }
}

function cellKey(column, row) {
  return column * 1e6 + row;
}

/* The part of the page in view, and what panels cover of it. */
function openView(page) {
  const { map } = page;
  const boxes = page.covered ?? covered(page);
  const corner = map.containerPointToLayerPoint([0, 0]);
  const shifted = (box) => ({
    left: box.left + corner.x,
    right: box.right + corner.x,
    top: box.top + corner.y,
    bottom: box.bottom + corner.y,
  });
  const size = map.getSize();
  const view = shifted({ left: 0, top: 0, right: size.x, bottom: size.y });
  return { view, panels: boxes.map(shifted) };
}

/* Whether a box is in view, but partly cut off by the edge or a panel. */
function cutOff(box, { view, panels }) {
  if (!overlap(box, view)) return false;
  const whole = box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom;
  return !whole || panels.some((panel) => overlap(box, panel));
}

/* Returns the free box with the fewest lines under it, and whether one was cut off. */
function place(page, label, laid, open) {
  const found = placeNear(page, label, laid, open);
  return found.box || !label.polygons ? found : { box: placeWithin(page, label, laid, open), cut: found.cut };
}

/* Where else in its country a name is free: near its middle, over few lines, not beyond borders. */
function placeWithin(page, label, { lines, taken }, open) {
  const { map } = page;
  const { width, height } = label;
  const [scale, origin, middle] = [unitScale(map.getZoom(), BASE_UNIT), map.getPixelOrigin(), map.latLngToLayerPoint(label.at)];
  const reach = 2 * Math.max(label.room * degree(page), width / 2);
  const step = Math.max(3, reach / STEPS);
  const near = taken.filter((other) => overlap(boxAround(middle, reach + width / 2), other));
  const inside = (x, y) =>
    within(page, label.polygons, (x + origin.x) / scale - 180 * BASE_UNIT, (y + origin.y) / scale - 180 * BASE_UNIT);
  let [best, least] = [null, Infinity];
  for (const { dx, dy, far } of aroundMiddle()) {
    const away = (far * step) / NEAR;
    if (away >= least || far * step > reach) break;
    const [x, y] = [middle.x + dx * step, middle.y + dy * step];
    const box = { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
    if (near.some((other) => overlap(box, other)) || cutOff(box, open)) continue;
    const at = away + crossed(box, lines);
    if (at >= least || !inside(x, y)) continue; // the outline is asked last, it takes longest
    const cost = at + BEYOND * [box.left, box.right].filter((end) => !inside(end, y)).length;
    if (cost < least) [best, least] = [box, cost];
  }
  return best;
}

let steps = null;

/* Steps from a middle outwards, the nearest first; a name is wide, so those across are longer. */
function aroundMiddle() {
  if (steps) return steps;
  steps = [];
  for (let dx = -STEPS; dx <= STEPS; dx += 4) {
    for (let dy = -STEPS; dy <= STEPS; dy += 2) steps.push({ dx, dy, far: Math.hypot(dx, dy) });
  }
  return steps.sort((a, b) => a.far - b.far);
}

function placeNear(page, label, { lines, taken, marks }, open) {
  const at = page.map.latLngToLayerPoint(label.at);
  let best = null;
  let least = Infinity;
  let cut = false;
  const places = candidates(label, degree(page));
  const near = label.centred ? [] : marks.filter((mark) => overlap(mark, boxAround(at, label.width + 2 * HOST)));
  for (let i = 0; i < places.length && i * LATER < least; i += 1) {
    const [left, top] = [at.x + places[i][0], at.y + places[i][1]];
    const box = { left, top, right: left + label.width, bottom: top + label.height };
    if (taken.some((other) => overlap(box, other)) || astray(at, box, near)) continue;
    if (cutOff(box, open)) {
      cut = true;
      continue;
    }
    const cost = crossed(box, lines) + i * LATER;
    if (cost < least) [best, least] = [box, cost];
  }
  return { box: best, cut };
}

/* Whether a name would stand nearer to another mark than to its own. */
function astray(at, box, marks) {
  const apart = (one) => Math.hypot(Math.max(box.left - one.right, one.left - box.right, 0), Math.max(box.top - one.bottom, one.top - box.bottom, 0));
  const owns = (one) => Math.hypot((one.left + one.right) / 2 - at.x, (one.top + one.bottom) / 2 - at.y) < HOST;
  const own = Math.min(...marks.filter(owns).map(apart));
  return marks.some((one) => apart(one) < own && !owns(one));
}

function candidates({ width, height, gap: own, centred, marker, room }, scale) {
  if (centred) {
    // The name of an area may be moved, but not out of the area.
    const reach = room * scale;
    const within = (steps, part) => steps.filter((step) => Math.abs(step) <= reach * part);
    const centre = [-width / 2, -height / 2];
    return [0, ...within([-14, 14, -21, 21, -28, 28, -44, 44, -60, 60], 0.6)].flatMap((dy) =>
      [0, ...within([-15, 15, -30, 30, -45, 45, -60, 60, -90, 90], 0.7)].map((dx) => [centre[0] + dx, centre[1] + dy]),
    );
  }
  const gap = marker.shown ? own : 12; // its place is taken by a diamond
  const middle = -height / 2;
  const [right, left] = [gap, -gap - width];
  return [
    [right, middle],
    [left, middle],
    [-width / 2, -gap - height],
    [-width / 2, gap],
    [right - 2, middle - 8],
    [right - 2, middle + 8],
    [left + 2, middle - 8],
    [left + 2, middle + 8],
    [-6, -gap - height],
    [6 - width, -gap - height],
    [-6, gap],
    [6 - width, gap],
  ];
}

function overlap(a, b) {
  return a.left < b.right + 1 && b.left < a.right + 1 && a.top < b.bottom && b.top < a.bottom;
}

function crossed(box, lines) {
  let count = 0;
  for (let c = Math.floor(box.left / CELL); c <= box.right / CELL; c += 1) {
    for (let r = Math.floor(box.top / CELL); r <= box.bottom / CELL; r += 1) {
      if (lines.has(cellKey(c, r))) count += 1;
    }
  }
  return count;
}
