/* Popups and tooltips: one of each, filled from the row behind what was pointed at. On a
   small screen a sheet at the bottom of the page stands in for the popup. */

const WIDEST_POPUP = 400; // px, of what is told
const POPUP_RIM = 50; // px, of the popup around it

function preparePopups(page) {
  const { map } = page;
  page.popup = L.popup({ minWidth: 240, autoPan: false, className: "card-popup" });
  page.tip = L.tooltip({ direction: "top", offset: [0, -9], className: "tip", opacity: 1 });
  page.sheet = el("section", { class: "panel sheet", "aria-label": say("about"), hidden: true });
  page.root.append(page.sheet);
  map.on("popupclose", () => leadBack(page));
  map.on("preclick", () => closeSheet(page));
  map.on("dblclick", () => map.once("zoomend", () => showWhole(page))); // its first click may have opened one
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    map.closePopup(page.popup);
    closeSheet(page);
  });
}

/* Gives the keyboard back to what opened the popup. */
function leadBack(page) {
  const { opener } = page;
  page.opener = null;
  if (opener?.isConnected) opener.focus({ preventScroll: true });
}

function openSheet(page, content) {
  const close = el("button", { type: "button", class: "close", "aria-label": say("close"), click: () => closeSheet(page) }, "×");
  page.sheet.replaceChildren(close, content);
  page.sheet.hidden = false;
}

function closeSheet(page) {
  if (page.sheet.hidden) return;
  page.sheet.hidden = true;
  leadBack(page);
}

const UNDER_LINES = /^(arcs|loads-)/;

/* Makes every layer of a group answer the pointer; a segment goes before what lies under it. */
function answer(page, group, name) {
  page.groups.push({ name, group });
  const lineOver = (event) => UNDER_LINES.test(name) && segmentAt(page, event);
  group.on("mouseover mousemove", (event) => {
    if (!lineOver(event)) showTip(page, event.layer.about, placeOf(event.layer) ?? event.latlng);
  });
  group.on("mouseout", () => page.tip.remove());
  group.on("click", (event) => {
    if (page.measuring) addPoint(page, event.latlng);
    else if (!lineOver(event)) openAbout(page, event.layer.about, placeOf(event.layer) ?? event.latlng);
  });
}

function showTip(page, about, latlng) {
  page.tip.setContent(el("div", {}, datum(shortened(about.name, 90)), tipDetail(page, about)));
  page.tip.setLatLng(latlng);
  if (!page.map.hasLayer(page.tip)) page.tip.addTo(page.map);
}

function tipDetail(page, { kind, row, rows: several }) {
  const detail = {
    segment: () => [say(`mode_${row.mode}`), measureOf("n_km", row.length_km), say(`status_${row.status}`)],
    crossing: () => [stateText(several[0]), waitText(several[0])],
    town: () => [say(`kind_${row.kind}`), page.countryName(row.country)],
    trade: () => [String(page.year), goodsName(page.choice.goods), shownAmount(page, row)],
  }[kind]();
  return el("span", { class: "tip-detail" }, datum(detail.filter(Boolean).join(" · ")));
}

function waitText(crossing) {
  return measureOf("n_h", crossing.worse_h) ?? "";
}

function placeOf(layer) {
  return layer.getLatLng ? layer.getLatLng() : null;
}

/* Opens the popup; with `opener` (an element) the keyboard is led in and back out. */
function openAbout(page, about, latlng, opener = null) {
  page.tip.remove();
  page.opener = null;
  const named = { role: "group", "aria-label": shortened(about.name, 120) };
  const content = el("div", { class: "about", tabindex: 0, ...named }, ABOUT[about.kind](page, about));
  page.told = { about, content, latlng };
  setForth(page);
  panIntoView(page, latlng);
  if (opener) {
    page.opener = opener;
    content.focus({ preventScroll: true });
  }
}

/* Puts what is told into the popup, or where there is little room into the sheet. */
function setForth(page) {
  const { content, latlng } = page.told;
  if (page.small) {
    openSheet(page, content);
    return;
  }
  const { left, right } = freeBox(page);
  page.popup.options.maxWidth = Math.min(WIDEST_POPUP, right - left - POPUP_RIM);
  page.popup.setLatLng(latlng).setContent(content).openOn(page.map);
  page.popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", say("close"));
}

/* After the map or the window changed: what is told comes into view, in popup or sheet. */
function showWhole(page, animate = !page.calm) {
  const { told, opener } = page;
  if (!told?.content.isConnected) return;
  if (page.small === page.sheet.hidden) {
    const held = told.content.contains(document.activeElement);
    page.opener = null; // the keyboard stays where it is
    page.map.closePopup(page.popup);
    closeSheet(page);
    setForth(page);
    page.opener = opener;
    if (held) told.content.focus({ preventScroll: true });
  }
  panIntoView(page, told.latlng, animate);
}

/* Tells the open popup again after year, goods or unit changed: it never lags behind the map. */
function tellAgain(page) {
  if (!page.told?.content.isConnected) return;
  const { about, content } = page.told;
  if (!["trade", "segment"].includes(about.kind)) return;
  const folds = () => [...content.querySelectorAll("details")];
  const before = folds().map((box) => [box.className, box.open]);
  content.replaceChildren();
  fill(content, {}, [ABOUT[about.kind](page, about)]);
  for (const [name, open] of before) {
    const box = folds().find((one) => one.className === name); // one inside another comes after it
    if (box && open) box.unfold();
    else if (box) box.open = false;
  }
}

/* Moves the map so that the popup, or beside a sheet the place, lies where no panel is. */
function panIntoView(page, latlng, animate = !page.calm) {
  const room = freeBox(page);
  if (page.small) {
    const middle = L.point((room.left + room.right) / 2, (room.top + room.bottom) / 2);
    const frame = page.map.getContainer().getBoundingClientRect();
    const at = page.map.latLngToContainerPoint(latlng).add([frame.left, frame.top]);
    page.map.panBy(at.subtract(middle), { animate });
    return;
  }
  const box = page.popup.getElement().getBoundingClientRect();
  const over = (low, high, least, most) =>
    low < least ? low - least : high > most ? Math.min(high - most, low - least) : 0;
  const dx = over(box.left, box.right, room.left, room.right);
  const dy = over(box.top, box.bottom, room.top, room.bottom);
  if (dx || dy) page.map.panBy([dx, dy], { animate });
}
