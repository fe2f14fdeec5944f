/* Choice: of which goods and in which unit trade and loads are drawn, and its two controls. */

const UNITS = ["value_usd", "tonnes"];

/* The units anything drawn has a figure in. */
function unitsOf({ trade, loads }) {
  return UNITS.filter((unit) => [trade?.reports, loads].some((table) => table?.[unit]?.some(given)));
}

function readChoice(page) {
  page.units = unitsOf(page.data);
  const first = page.data.loads ? "tonnes" : "value_usd";
  page.choice = { goods: TOTAL, unit: page.units.includes(first) ? first : page.units[0] };
  const goods = page.data.trade?.goods ?? [];
  if (!goods.includes(TOTAL) && goods.length) page.choice.goods = goods[0];
}

function choose(page, change) {
  Object.assign(page.choice, change);
  page.root.querySelectorAll('input[name="unit"]').forEach((box) => {
    box.checked = box.value === page.choice.unit;
  });
  page.onChoice?.();
  showYear(page, page.year);
}

function goodsName(goods) {
  return say(`goods_${goods}`);
}

/* The list of goods, where there are figures of more than the total. */
function goodsSelect(page) {
  const { goods } = page.data.trade;
  if (goods.length < 2) return null;
  const option = (name) => el("option", { value: name, selected: name === page.choice.goods }, goodsName(name));
  const pick = (event) => choose(page, { goods: event.target.value });
  return el("label", { class: "pick" }, el("span", {}, say("goods")), el("select", { class: "goods", change: pick }, goods.map(option)));
}

/* US$ or tonnes, where there are figures in both; one switch for trade and loads. */
function unitSwitch(page) {
  if (page.units.length < 2) return null;
  const option = (unit) =>
    el(
      "label",
      {},
      el("input", { type: "radio", name: "unit", value: unit, checked: unit === page.choice.unit, change: () => choose(page, { unit }) }),
      el("span", {}, say(`unit_${unit}`)),
    );
  return el("div", { class: "pick", role: "radiogroup", "aria-label": say("unit") }, page.units.map(option));
}

/* An amount of a unit in words, as in "US$ 3.9 bn" or "1.6 Mt". */
function amount(unit, value, digits) {
  return unit === "tonnes" ? tonnes(value) : dollars(value, digits);
}
