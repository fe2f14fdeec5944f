/* Loads: tonnes or US$ a year along the line, by segment and direction, and the one scale of
   their ribbons. What no row tells is no data. */

const LOAD_MODES = ["rail", "road", "sea"];

function readLoads(page) {
  const { loads } = page.data;
  if (!loads) return;
  page.loads = new Map(); // segment -> direction -> year -> row
  const { years, begin, onward, runs, ...table } = loads;
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

function loadWidth(page, value, widest = page.data.style.loads.widest) {
  return Math.max(0.5, (widest * value) / widestLoad(page));
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
