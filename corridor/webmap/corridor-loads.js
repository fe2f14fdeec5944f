/* Loads: ribbons along the line for tonnes or US$ a year, each direction to the right of its
   travel, width in proportion. What no row tells is no data and has no ribbon. */

const RIBBON_COARSE_DEG = 0.12; // so that offsets do not tangle
const EDGE_PX = 1.2;
const LOAD_MODES = ["rail", "road", "sea"];

function readLoads(page) {
  const { loads } = page.data;
  if (!loads) return;
  page.loads = new Map(); // segment -> direction -> year -> row
  const { years, onward, ...table } = loads;
  page.segments.forEach((segment, i) => {
    segment.onward = Boolean(onward[i]);
  });
  for (const row of rows(table)) {
    const id = page.segments[row.segment].segment_id;
    if (!page.loads.has(id)) page.loads.set(id, { ab: {}, ba: {} });
    page.loads.get(id)[row.direction][row.year] = row;
  }
  const loaded = new Set(page.segments.filter((one) => page.loads.has(one.segment_id)).map((one) => one.mode));
  page.loadModes = LOAD_MODES.filter((mode) => loaded.has(mode));
  // Ribbons of rail and road side by side are hard to read: the first there is comes alone.
  for (const mode of page.loadModes.slice(1)) page.hidden.add(loadLayer(mode));
}

function loadLayer(mode) {
  return `loads-${mode}`;
}

function shownLoads(page) {
  return (page.loadModes ?? []).filter((mode) => !page.hidden.has(loadLayer(mode)));
}

/* The unit ribbons are drawn in: the one chosen, or tonnes if the table has no US$. */
function loadUnit(page) {
  return page.data.loads[page.choice.unit] ? page.choice.unit : "tonnes";
}

/* The rows of a segment and direction that have the unit, by year. */
function loadsByYear(known, unit) {
  return Object.fromEntries(Object.entries(known).filter(([, row]) => given(row[unit])));
}

function loadOf(page, id, direction) {
  return page.loads.get(id)?.[direction][page.year]?.[loadUnit(page)] ?? undefined;
}

/* The largest load of any year: the end of the one width scale of the unit. */
function widestLoad(page) {
  const unit = loadUnit(page);
  page.widestLoads ??= {};
  return (page.widestLoads[unit] ??= Math.max(0, ...page.data.loads[unit].filter(given)));
}

function drawLoads(page) {
  if (!page.loads) return;
  page.ribbons = [];
  const groups = Object.fromEntries(page.loadModes.map((mode) => [mode, L.featureGroup()]));
  const { style } = page.data;
  for (const segment of page.segments) {
    if (!page.loads.has(segment.segment_id)) continue;
    const coarse = thinned(pointsOf(segment), RIBBON_COARSE_DEG);
    for (const direction of ["ab", "ba"]) {
      const path = direction === "ab" ? coarse : coarse.slice().reverse();
      const colour = loadColour(segment, direction);
      const [edge, line] = ["ribbon-edge", "ribbon"].map((name) => {
        const look = { pane: "loads", className: name, opacity: style.loads.opacity, lineCap: "butt" };
        return L.polyline(path, { ...look, color: style.colours[name === "ribbon" ? colour : `${colour}-edge`] });
      });
      line.about = aboutOfSegment(page, segment);
      line.follows = true;
      edge.about = line.about;
      edge.follows = true;
      page.ribbons.push({ segment, direction, path, edge, line });
      groups[segment.mode].addLayer(edge).addLayer(line);
    }
  }
  const shown = shownLoads(page);
  for (const [mode, group] of Object.entries(groups)) {
    answer(page, group, loadLayer(mode));
    page.layers[loadLayer(mode)] = group;
    if (shown.includes(mode)) group.addTo(page.map);
  }
  page.map.on("zoomend", () => showLoadsYear(page));
}

function showLoadsYear(page) {
  const { widest, gap } = page.data.style.loads;
  const aside = Math.max(gap, routesWidth(page) / 2);
  const zoom = page.map.getZoom();
  for (const ribbon of page.ribbons ?? []) {
    const value = loadOf(page, ribbon.segment.segment_id, ribbon.direction);
    for (const one of [ribbon.edge, ribbon.line]) show(one, value > 0);
    if (!(value > 0)) continue;
    const width = loadWidth(page, value, widest);
    const flat = ribbon.path.map((at) => page.map.project(at, zoom));
    const moved = beside(flat, aside + width / 2);
    const places = moved.map((at) => page.map.unproject(L.point(at.x, at.y), zoom));
    for (const [one, weight] of [[ribbon.edge, width + EDGE_PX], [ribbon.line, width]]) {
      one.setStyle({ weight });
      one.setLatLngs(places);
    }
  }
}

function loadWidth(page, value, widest = page.data.style.loads.widest) {
  return Math.max(0.5, (widest * value) / widestLoad(page));
}

/* A line moved sideways: to the right of travel, on a plane whose y points down. */
function beside(points, by) {
  return points.map((point, i) => {
    const before = points[Math.max(0, i - 1)];
    const after = points[Math.min(points.length - 1, i + 1)];
    const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
    return { x: point.x - ((after.y - before.y) / length) * by, y: point.y + ((after.x - before.x) / length) * by };
  });
}

/* Whether a direction of a segment leads towards the last country of the corridor. */
function runsOnward(segment, direction) {
  return segment.onward === (direction === "ab");
}

function loadColour(segment, direction) {
  return runsOnward(segment, direction) ? "southbound" : "northbound";
}

/* Tonne-kilometres, or US$ times km, of the year in both directions, by the modes shown;
   undefined where no segment has a figure. */
function loadTotals(page) {
  const sums = {};
  const shown = shownLoads(page);
  for (const id of page.loads.keys()) {
    const segment = page.segmentOf.get(id);
    if (!shown.includes(segment.mode)) continue;
    for (const direction of ["ab", "ba"]) {
      const side = runsOnward(segment, direction) ? "onward" : "back";
      const load = loadOf(page, id, direction);
      if (load !== undefined) sums[side] = (sums[side] ?? 0) + load * segment.length_km;
    }
  }
  return sums;
}

/* Segments in use that no row tells anything of for the year. */
function unloaded(page) {
  return page.segments.filter((segment) => {
    if (!["open", "restricted"].includes(segment.status)) return false;
    return ["ab", "ba"].every((direction) => loadOf(page, segment.segment_id, direction) === undefined);
  });
}
