/* Keyboard: each kind of thing on the map is one stop of the Tab key; arrow keys go from
   one to the next, north to south, and Enter opens what is known about it. */

const STOPS = ["crossings", "towns", "arcs"]; // segments see to themselves: corridor-touch.js

function prepareKeyboard(page) {
  page.layerOf = new WeakMap();
  const container = page.map.getContainer();
  container.addEventListener("keydown", (event) => onKey(page, event));
  container.addEventListener("focusin", (event) => {
    const held = heldBy(page, event.target);
    if (held) showTip(page, held.about, held.at);
  });
  container.addEventListener("focusout", () => page.tip.remove());
}

/* What an element of the map stands for, and where that is; null for any other element. */
function heldBy(page, node) {
  const segment = heldSegment(page, node);
  if (segment) return { about: aboutOfSegment(page, segment), at: middleOfSegment(segment) };
  const layer = page.layerOf.get(node);
  return layer ? { about: layer.about, at: middleOf(layer) } : null;
}

/* Names what can be reached and leaves one of each kind in the order of the Tab key. */
function refreshKeyboard(page) {
  page.stops = {};
  for (const { group } of page.groups) {
    for (const layer of group.getLayers()) layer.getElement()?.setAttribute("tabindex", "-1");
  }
  for (const name of STOPS) {
    const layers = page.groups
      .filter((one) => one.name === name)
      .flatMap((one) => one.group.getLayers())
      .filter((layer) => layer.about && !layer.follows && layer.shown !== false && layer.getElement());
    const north = new Map(layers.map((layer) => [layer, middleOf(layer).lat]));
    layers.sort((a, b) => north.get(b) - north.get(a));
    page.stops[name] = layers.map((layer) => layer.getElement());
    layers.forEach((layer, i) => {
      const node = layer.getElement();
      page.layerOf.set(node, layer);
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", shortened(layer.about.name, 120));
      node.setAttribute("tabindex", i === 0 ? "0" : "-1");
    });
  }
  refreshTouch(page);
}

function middleOf(layer) {
  if (layer.getLatLng) return layer.getLatLng();
  const points = layer.getLatLngs().flat();
  return L.latLng(points[Math.floor(points.length / 2)]);
}

function onKey(page, event) {
  const held = heldBy(page, event.target);
  if (!held) return;
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step && event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  event.stopPropagation();
  if (!step) openAbout(page, held.about, held.at, event.target);
  else if (page.layerOf.has(event.target)) moveFocus(page, event.target, step);
  else stepSegment(page, event.target, step);
}

function moveFocus(page, from, step) {
  const stop = Object.values(page.stops).find((nodes) => nodes.includes(from));
  const to = stop[(stop.indexOf(from) + step + stop.length) % stop.length];
  from.setAttribute("tabindex", "-1");
  to.setAttribute("tabindex", "0");
  to.focus({ preventScroll: true });
  const layer = page.layerOf.get(to);
  if (!page.map.getBounds().contains(middleOf(layer))) page.map.panTo(middleOf(layer), { animate: !page.calm });
}
