/* View: the buttons, the scale, credits and print. */

const PAPER = { width: 1512, height: 1047 }; // A3 landscape less 10 mm margins, CSS px

const CREDITS = [
  ["osm_credit", "https://www.openstreetmap.org/copyright"],
  ["GeoNames (CC BY)", "https://www.geonames.org"],
  ["Leaflet", "https://leafletjs.com"],
];

function icon(path) {
  const box = { viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" };
  return svg("svg", box, svg("path", { d: path }));
}

function drawControls(page) {
  const { map } = page;
  const press = (name, path, act, more = {}) => {
    const marks = { type: "button", class: "tool", title: say(name), "aria-label": say(name), click: act, ...more };
    return el("button", marks, icon(path));
  };
  const ruler = "M3 13.5 13.5 3 17 6.5 6.5 17ZM6 10.5 8 12.5M8.5 8 10.5 10M11 5.5 13 7.5";
  page.measureButton = press("measure", ruler, () => toggleMeasure(page), { "aria-pressed": "false" });
  page.root.append(
    el(
      "div",
      { class: "tools" },
      press("zoom_in", "M10 4V16M4 10H16", () => zoomBy(page, 1)),
      press("zoom_out", "M4 10H16", () => zoomBy(page, -1)),
      press(page.routes.length ? "home_route" : "home", "M3 10 10 4 17 10M5 9V16H15V9", () => goHome(page)),
      press("fullscreen", "M4 8V4H8M12 4H16V8M16 12V16H12M8 16H4V12", fullScreen),
      page.measureButton,
      press("print", "M6 8V3H14V8M6 14H3V8H17V14H14M6 12H14V17H6Z", () => window.print()),
    ),
  );
  map.on("zoomend", () => (page.zoomGoal = null));
  page.scale = new Scale({ imperial: false, position: "bottomright", maxWidth: 110 }).addTo(map);
  page.root.append(page.scale.getContainer()); // arranged with the panels
  page.credits = el("footer", { class: "credits" });
  page.root.append(page.credits);
  showCredits(page, null);
}

/* Steps add up however fast they come: a glide is ended, one yet to begin is aimed anew. */
function zoomBy(page, step) {
  const { map } = page;
  endGlide(map);
  const zoom = (page.zoomGoal ?? map.getZoom()) + step;
  page.zoomGoal = Math.max(map.getMinZoom(), Math.min(map.getMaxZoom(), zoom));
  map.setZoom(page.zoomGoal);
}

/* The scale of Leaflet, with units in the language of the page. */
const Scale = L.Control.Scale.extend({
  _updateMetric(most) {
    const metres = this._getRoundNum(most);
    const text = metres < 1000 ? say("n_m", number(metres, 0)) : say("n_km", number(metres / 1000, 0));
    this._updateScale(this._mScale, text, metres / most);
  },
});

function showCredits(page, more) {
  const link = ([text, url]) => el("a", { href: url, rel: "noopener" }, say(text));
  const parts = [...CREDITS, ...(more ? [more] : [])].map(link);
  parts.splice(1, 0, datum(page.data.base.attribution.join("; ")));
  page.credits?.replaceChildren(...parts.flatMap((part, i) => (i ? [" · ", part] : [part])));
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}

/* On paper the page is a sheet of A3. The map shows what the first view does, made for the
   sheet, or once it was moved what the screen showed; chart and legend are unfolded. */
function preparePrint(page) {
  const { map } = page;
  let back = null;
  window.addEventListener("beforeprint", () => {
    const [bounds, home] = [map.getBounds(), isHome(page)];
    const folded = foldingBoxes(page).filter((box) => !box.open);
    endGlide(map);
    back = { centre: map.getCenter(), zoom: map.getZoom(), home: page.home, folded };
    turn(page, true);
    for (const box of folded) box.open = true;
    sizeMap(page, PAPER);
    if (home) goHome(page);
    else map.fitBounds(bounds, { animate: false });
    showWhole(page, false);
    layout(page);
  });
  window.addEventListener("afterprint", () => {
    if (!back) return;
    turn(page, false);
    for (const box of back.folded) box.open = false;
    sizeMap(page, null);
    page.home = back.home;
    showView(page, back);
    layout(page);
    back = null;
  });
}

/* Arranges the page for paper or for the screen again. */
function turn(page, paper) {
  page.paper = paper;
  arrange(page);
}

function sizeMap({ map }, size) {
  const { style } = map.getContainer();
  style.width = size ? `${size.width}px` : "";
  style.height = size ? `${size.height}px` : "";
  map.invalidateSize({ animate: false, pan: false });
}
