/* Keyboard: each kind of thing on the map is one stop of the Tab key; arrow keys go from
   one to the next, north to south, and Enter opens what is known about it. */

const STOPS = ["crossings", "towns", "segments", "arcs"];

function prepareKeyboard(page) {
  page.layerOf = new WeakMap();
  const container = page.map.getContainer();
  container.addEventListener("keydown", (event) => onKey(page, event));
  container.addEventListener("focusin", (event) => {
    const layer = page.layerOf.get(event.target);
    if (layer) showTip(page, layer, middleOf(layer));
  });
  container.addEventListener("focusout", () => page.tip.remove());
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
}

function middleOf(layer) {
  if (layer.getLatLng) return layer.getLatLng();
  const points = layer.getLatLngs().flat();
  return L.latLng(points[Math.floor(points.length / 2)]);
}

function onKey(page, event) {
  const layer = page.layerOf.get(event.target);
  if (!layer) return;
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step) {
    event.preventDefault();
    event.stopPropagation();
    moveFocus(page, event.target, step);
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    event.stopPropagation();
    openAbout(page, layer.about, middleOf(layer), event.target);
  }
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
