/* Draw: reads the block of data and puts everything on the map, in order. */

/* What a page only has with a table of the user's own: {read, draw, legend, list}. */
const EXTRAS = [];

function extra(page, step) {
  return EXTRAS.map((one) => one[step]?.(page) ?? null);
}

function drawCorridor(map) {
  const data = JSON.parse(document.getElementById("corridor-data").textContent);
  speak(data.lang, data.words);
  const page = {
    map,
    data,
    root: el("main", { class: "corridor" }),
    layers: {}, // by name in the legend
    groups: [], // what answers pointer and keyboard
    labels: [],
    arcs: [],
    hidden: new Set(data.loads || data.criticality ? ["arcs"] : []), // names of layers that are switched off
    calm: matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
  if (page.calm) Object.assign(map.options, { zoomAnimation: false, fadeAnimation: false, inertia: false });
  map.getContainer().before(page.root);
  map.getContainer().setAttribute("role", "region");
  map.getContainer().setAttribute("aria-label", say("map"));
  for (const [name, z] of Object.entries(data.style.panes)) map.createPane(name).style.zIndex = z;

  followRoom(page);
  readPlaces(page);
  readNetwork(page);
  readChoice(page);
  readTrade(page);
  readLoads(page);
  extra(page, "read");
  preparePopups(page);
  drawPanel(page);
  drawSearch(page);
  drawYears(page);
  drawLegend(page);
  drawControls(page);
  prepareLocator(page);
  page.covered = covered(page); // measured once, before the map fills
  goHome(page); // before there are layers, which would have to be drawn twice

  drawBase(page);
  drawChanges(page);
  drawNetwork(page);
  drawTrade(page);
  extra(page, "draw");
  showYear(page, page.year);
  drawPlaces(page);
  drawTouch(page);
  prepareLabels(page);
  prepareKeyboard(page);
  preparePrint(page);
  layout(page);
  page.covered = null; // from here on what panels cover may change
  map.on("resize", () => fitAgain(page));
  map.on("zoomend", () => layout(page));
  map.on("moveend", () => (labelsStale(page) ? layoutLabels(page) : placeCut(page)));
  for (const sheet of Object.values(page.sheets)) sheet.draw?.();
  document.documentElement.dataset.ready = "true";
  performance.mark("corridor-ready");
  setTimeout(() => settle(page));
}

/* Fits markers and names to the zoom; lines grow a little as one comes nearer. */
function layout(page) {
  const zoom = page.map.getZoom();
  const scale = zoom < 5 ? 0.72 : zoom < 6.5 ? 0.85 : zoom < 9 ? 1 : 1.25;
  page.map.getContainer().style.setProperty("--scale", scale);
  layoutPlaces(page);
  layoutLabels(page);
  if (page.settled) refreshKeyboard(page);
}

/* What nobody sees goes after what is drawn: names for the keyboard and the screen reader. */
function settle(page) {
  page.settled = true;
  refreshKeyboard(page);
  document.documentElement.dataset.settled = "true";
}
