/* Years: the slider under the map, its play button, and the totals of both directions. */

const YEAR_MS = 1100; // how long a year stays while playing

function drawYears(page) {
  const { trade, loads } = page.data;
  const years = [...new Set([...(trade?.years ?? []), ...(loads?.years ?? [])])].sort((a, b) => a - b);
  if (!years.length) return;
  const first = loads?.begin ?? trade.year;
  page.years = { all: years, timer: null };
  const slider = el("input", {
    type: "range",
    min: 0,
    max: years.length - 1,
    step: 1,
    "aria-label": say("year_label"),
    input: () => showYear(page, years[slider.value]),
  });
  slider.value = years.indexOf(first);
  Object.assign(page.years, {
    slider,
    play: el("button", { type: "button", class: "tool play", click: () => playYears(page) }),
    now: el("output", { class: "year-now" }),
    totals: el("p", { class: "year-totals" }),
  });
  const { play, now, totals } = page.years;
  page.root.append(el("section", { class: "panel years", "aria-label": say("by_year") }, play, now, el("div", {}, slider, totals)));
  page.year = first;
  markPlaying(page);
  tellYear(page);
}

function markPlaying(page) {
  const { play, timer } = page.years;
  const name = say(timer ? "pause" : "play");
  play.setAttribute("aria-label", name);
  play.title = name;
  play.replaceChildren(icon(timer ? "M7 5V15M13 5V15" : "M7 4.5 15 10 7 15.5Z"));
}

function showYear(page, year) {
  page.year = year;
  if (page.arcs.length) showTradeYear(page);
  if (page.ribbons) showLoadsYear(page);
  if (page.years) tellYear(page);
  page.onYear?.();
  page.tellPairs?.();
  tellAgain(page);
}

function tellYear(page) {
  const { year } = page;
  const { slider, now, totals } = page.years;
  slider.setAttribute("aria-valuetext", year);
  now.textContent = year;
  totals.textContent = totalsText(page);
}

function totalsText(page) {
  if (shownLoads(page).length) {
    const { onward, back } = loadTotals(page);
    const unit = loadUnit(page) === "tonnes" ? "n_btkm" : "n_bukm";
    const inWords = (value) => (value === undefined ? say("no_data") : say(unit, number(value / 1e9, value < 1e11 ? 1 : 0)));
    return say("loads_ob", inWords(onward), inWords(back));
  }
  if (!page.data.trade || page.hidden.has("arcs")) return "";
  const { south, north } = tradeTotals(page);
  const inWords = (value) => (value === undefined ? say("no_data") : amount(page.choice.unit, value, 3));
  const known = page.pairs.length - missingPairs(page).length;
  return say("flows_sn", inWords(south), inWords(north), known, page.pairs.length);
}

function playYears(page) {
  const { all, slider, timer } = page.years;
  if (timer) {
    clearInterval(timer);
    page.years.timer = null;
  } else {
    if (Number(slider.value) === all.length - 1) slider.value = -1;
    const step = () => {
      slider.value = Number(slider.value) + 1;
      showYear(page, all[slider.value]);
      if (Number(slider.value) === all.length - 1) playYears(page);
    };
    if (Number(slider.value) === 0 && page.year !== all[0]) showYear(page, all[0]);
    page.years.timer = setInterval(step, YEAR_MS);
  }
  markPlaying(page);
}
