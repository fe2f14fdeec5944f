/* Room: how the page is arranged, by what the window has room for. The style sheets know it
   as classes of the root element, so that it is decided here and nowhere else. */

const ROOM = {
  small: "(max-width: 960px), (max-height: 560px)", // panels folded, a sheet for the popup
  upright: "(max-width: 480px), (max-width: 960px) and (orientation: portrait)", // card above the map, not beside it
  narrow: "(max-width: 1100px)", // thinner panels
};

/* Arranges the page now and whenever the window comes to have more or less room. */
function followRoom(page) {
  page.paper = false;
  for (const query of Object.values(ROOM)) matchMedia(query).addEventListener("change", () => arrange(page));
  arrange(page);
}

function arrange(page) {
  const { classList } = document.documentElement;
  const has = (name) => !page.paper && matchMedia(ROOM[name]).matches;
  for (const name of Object.keys(ROOM)) classList.toggle(`room-${name}`, has(name));
  classList.toggle("room-paper", page.paper);
  if (has("small") === page.small) return;
  page.small = has("small");
  for (const box of foldingBoxes(page)) box.open = !page.small;
}

/* What is folded away where there is little room. */
function foldingBoxes(page) {
  return [...page.root.querySelectorAll(".more, .legend")];
}

function foldAway(page) {
  for (const box of foldingBoxes(page)) box.open = false;
}

/* After the window changed its size: home is made anew, and what is open stays in view. */
function fitAgain(page) {
  if (page.paper) return;
  if (isHome(page)) goHome(page);
  layoutLabels(page);
  showWhole(page);
}
