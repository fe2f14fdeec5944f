/* Labels: names placed so that none covers a marker or another name, weightiest first,
   and off the lines where there is a choice. A name without room is left out. */

const FONTS = {
  city: "700 13px system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
  town: "500 11.5px system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
  "crossing-name": "500 11.5px system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
  "corridor-country": "500 13.5px Georgia, 'DejaVu Serif', serif",
  "other-country": "400 11px Georgia, 'DejaVu Serif', serif",
  "sea-name": "italic 400 11px Georgia, 'DejaVu Serif', serif",
};
const SPACING = { "corridor-country": 2.6, "other-country": 1.1, "sea-name": 0.8 };
const HEIGHT = { city: 16, town: 14, "crossing-name": 14 };
const CELL = 6; // px, grain of the record of where lines run
const CUT_OFF = 40; // how many cells of line a name cut off counts as
const WIDE_ZOOM = 7; // up to here all names are placed at once, beyond it those near the view

function prepareLabels(page) {
  const pen = document.createElement("canvas").getContext("2d");
  for (const label of page.labels) {
    const caps = label.kind.endsWith("-country") || label.kind === "sea-name";
    const text = caps ? label.text.toLocaleUpperCase(lang) : shortened(label.text, 40);
    const spacing = SPACING[label.kind] ?? 0;
    pen.font = FONTS[label.kind];
    label.width = Math.min(260, Math.ceil(pen.measureText(text).width + spacing * text.length) + 2);
    label.height = HEIGHT[label.kind] ?? 15;
    const node = el("div", { class: `name name-${label.kind}`, "aria-hidden": "true" }, datum(text));
    node.style.font = FONTS[label.kind];
    node.style.letterSpacing = `${spacing}px`;
    const icon = L.divIcon({ className: "name-icon", html: node, iconSize: [0, 0] });
    const quiet = { interactive: false, keyboard: false, pane: "labels" };
    label.icon = L.marker(label.at, { ...quiet, icon });
    label.node = node;
  }
  page.labels.sort((a, b) => b.rank - a.rank);
}

function layoutLabels(page) {
  const { map } = page;
  const wide = map.getZoom() < WIDE_ZOOM;
  page.labelled = wide ? null : map.getBounds().pad(0.75);
  const within = (at) => wide || page.labelled.contains(at);
  const taken = markerBoxes(page, within);
  const ground = { lines: lineCells(page, within), open: openView(page), taken };
  for (const label of page.labels) {
    const box = wanted(page, label) && within(label.at) ? place(page, label, ground) : null;
    if (box) {
      taken.push(box);
      label.icon.addTo(map);
      const at = map.latLngToLayerPoint(label.at);
      label.node.style.left = `${box.left - at.x}px`;
      label.node.style.top = `${box.top - at.y}px`;
      label.node.style.width = `${label.width}px`;
    } else {
      label.icon.remove();
    }
  }
}

/* After a move at high zoom the names for the new view may not be placed yet. */
function labelsStale(page) {
  return page.labelled !== null && !page.labelled.contains(page.map.getBounds());
}

function wanted(page, label) {
  if (label.layer === "names") {
    if (page.hidden.has("names")) return false;
    return label.width <= 2.6 * label.room * degree(page);
  }
  if (page.hidden.has(label.layer) || !label.marker.named) return false;
  return page.map.getZoom() >= (label.from ?? 0);
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
  const heads = page.hidden.has("arcs") ? [] : page.arcs.filter((arc) => arc.most > 1.5 && arc.width);
  return [
    ...marked(page.crossings, "crossings", 9),
    ...marked(page.towns, "towns", 5),
    ...heads.map((arc) => boxAround(page.map.latLngToLayerPoint(middleOf(arc.head)), 5)),
  ];
}

function boxAround(at, half) {
  return { left: at.x - half, top: at.y - half, right: at.x + half, bottom: at.y + half };
}

/* The cells of a coarse grid that a line runs through. */
function lineCells(page, within) {
  const cells = new Set();
  for (const segment of page.segments) {
    let before = null;
    for (const point of segment.drawn) {
      const at = within(point) ? page.map.latLngToLayerPoint(point) : null;
      if (at && before) markLine(cells, before, at);
      before = at;
    }
  }
  return cells;
}

function markLine(cells, from, to) {
  const steps = Math.max(1, Math.ceil(from.distanceTo(to) / CELL));
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
  const corner = map.containerPointToLayerPoint([0, 0]);
  const shifted = (box) => ({
    left: box.left + corner.x,
    right: box.right + corner.x,
    top: box.top + corner.y,
    bottom: box.bottom + corner.y,
  });
  const size = map.getSize();
  const view = shifted({ left: 0, top: 0, right: size.x, bottom: size.y });
  return { view, panels: covered(page).map(shifted) };
}

/* Whether a box is in view, but partly cut off by the edge or a panel. */
function cutOff(box, { view, panels }) {
  if (!overlap(box, view)) return false;
  const whole = box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom;
  return !whole || panels.some((panel) => overlap(box, panel));
}

/* Returns the free box with the fewest lines under it, or null. */
function place(page, label, { lines, open, taken }) {
  const at = page.map.latLngToLayerPoint(label.at);
  let best = null;
  let least = Infinity;
  candidates(label, degree(page)).forEach(([x, y], i) => {
    const left = at.x + x;
    const top = at.y + y;
    const box = { left, top, right: left + label.width, bottom: top + label.height };
    if (taken.some((other) => overlap(box, other))) return;
    const cost = crossed(box, lines) + i * 0.4 + (cutOff(box, open) ? CUT_OFF : 0);
    if (cost < least) [best, least] = [box, cost];
  });
  return best;
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
