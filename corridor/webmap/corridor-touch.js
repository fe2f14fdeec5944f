/* Touch: which segment the pointer means, and a line for the keyboard to hold on to.

   No segment has an element of its own: the nearest line within reach answers the pointer.
   Two unseen lines take turns under the keyboard, so that each step moves the focus to
   another element and is read out. */

const REACH_PX = { mouse: 7, finger: 14 };
// What lies over the lines and answers for itself; arcs and ribbons lie under them.
const OVER = ".leaflet-popup, .leaflet-marker-icon, .leaflet-interactive:not(.arc, .arc-head, .ribbon, .ribbon-edge)";

function drawTouch(page) {
  const { map } = page;
  const sheet = sheetOf(page, "touch");
  const line = (look) => {
    const shape = new Shape(sheet, look, { text: () => "" });
    shape.addTo(map);
    return shape.node;
  };
  const held = () => line({ class: "touch" });
  page.touch = { under: null, glow: line({ class: "touch-glow" }), held: [held(), held()], at: 0, order: null };
  map.on("mousemove", (event) => hover(page, segmentAt(page, event), event.latlng));
  map.on("mouseout", () => hover(page, null));
  map.on("click", (event) => {
    const segment = page.measuring ? null : segmentAt(page, event);
    if (segment) openAbout(page, aboutOfSegment(page, segment), event.latlng);
  });
}

/* The segment nearest to a place on the map, if one is within reach and nothing lies over it. */
function segmentAt(page, { latlng, originalEvent }) {
  if (originalEvent?.target.closest?.(OVER)) return null;
  const reach = (originalEvent?.pointerType === "touch" ? REACH_PX.finger : REACH_PX.mouse) / unitScale(page.map.getZoom());
  const [x, y] = [latlng.lng * UNIT, planeY(latlng.lat)];
  let [nearest, least] = [null, reach * reach];
  for (const segment of page.segments) {
    const { west, north, east, south } = segment.box;
    if (x < west - reach || x > east + reach || y < north - reach || y > south + reach) continue;
    if (page.hidden.has(lineKind(segment))) continue;
    const far = distanceTo(segment.plane, x, y);
    if (far < least) [nearest, least] = [segment, far];
  }
  return nearest;
}

function hover(page, segment, latlng) {
  const { touch } = page;
  if (segment) showTip(page, aboutOfSegment(page, segment), latlng);
  else if (touch.under) page.tip.remove();
  if (segment === touch.under) return;
  touch.under = segment;
  touch.glow.setAttribute("d", segment ? pathText(segment.plane) : "");
  page.map.getContainer().classList.toggle("on-line", Boolean(segment));
}

/* The segments that are drawn, north to south. */
function touchOrder(page) {
  const { touch } = page;
  touch.order ??= page.segments
    .filter((segment) => !page.hidden.has(lineKind(segment)))
    .map((segment) => ({ segment, y: segment.plane[2 * Math.floor(segment.plane.length / 4) + 1] }))
    .sort((a, b) => a.y - b.y)
    .map(({ segment }) => segment);
  return touch.order;
}

/* Makes the line under the keyboard that of the segment at a place in the order. */
function hold(page, node, at) {
  const { touch } = page;
  const order = touchOrder(page);
  touch.at = order.length ? (at + order.length) % order.length : 0;
  const segment = order[touch.at];
  for (const one of touch.held) for (const name of ["d", "role", "tabindex", "aria-label"]) one.removeAttribute(name);
  if (!segment) return;
  const name = shortened(segmentName(page, segment), 120);
  fill(node, { d: pathText(segment.plane), role: "button", tabindex: 0, "aria-label": name }, []);
}

/* After a layer is hidden or shown: the first of what is drawn is what Tab comes to. */
function refreshTouch(page) {
  if (!page.touch.order) hold(page, page.touch.held[0], 0);
}

function heldSegment(page, node) {
  return page.touch.held.includes(node) ? touchOrder(page)[page.touch.at] : null;
}

function stepSegment(page, from, step) {
  const to = page.touch.held.find((one) => one !== from);
  hold(page, to, page.touch.at + step);
  to.focus({ preventScroll: true });
  const middle = middleOfSegment(heldSegment(page, to));
  if (!page.map.getBounds().contains(middle)) page.map.panTo(middle, { animate: !page.calm });
}
