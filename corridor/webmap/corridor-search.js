/* Search: towns, crossings and segments by name in English or Russian, alias or number. */

const MOST_FOUND = 9;

/* A text as it is compared: lower case, without accents, dashes and the dots of ё. */
function folded(text) {
  return String(text)
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/* How well a query fits: 0 the whole name, 1 its beginning, 2 a word's, 3 within; or null. */
function fit(query, texts) {
  let best = null;
  for (const text of texts) {
    const at = text === query ? 0 : text.startsWith(query) ? 1 : text.includes(` ${query}`) ? 2 : text.includes(query) ? 3 : null;
    if (at !== null && (best === null || at < best)) best = at;
  }
  return best;
}

/* The best entries for a query, each {texts, rank, …}; of equal fit the higher rank first. */
function search(entries, text, most = MOST_FOUND) {
  const query = folded(text);
  if (!query) return [];
  const found = entries.map((entry) => ({ entry, at: fit(query, entry.texts) })).filter(({ at }) => at !== null);
  found.sort((a, b) => a.at - b.at || b.entry.rank - a.entry.rank);
  return found.slice(0, most).map(({ entry }) => entry);
}

function searchEntries(page) {
  const texts = (...all) => all.filter(given).map(folded);
  const both = (row) => `${named(row)}`;
  const towns = page.towns.map((row) => ({
    texts: texts(row.name, row.name_ru, ...(row.aliases ?? "").split("|").filter(Boolean)),
    name: both(row),
    kind: say(`kind_${row.kind}`),
    rank: row.rank,
    go: (node) => visitTown(page, row, node),
  }));
  const crossings = page.crossings.map((row) => ({
    texts: texts(row.name, row.name_ru),
    name: both(row),
    kind: `${say("crossing")}, ${say(`mode_${row.mode}`)}`,
    rank: 900,
    go: (node) => visitCrossing(page, row, node),
  }));
  const segments = page.segments.map((row) => {
    const ends = [row.from_node, row.to_node].map((id) => page.nodes.get(id));
    const name = (key) => ends.map((end) => end?.[key] ?? "").join(" ");
    return {
      texts: texts(name("name"), name("name_ru"), row.ref),
      name: segmentName(page, row),
      kind: [say("segment"), say(`mode_${row.mode}`), row.ref].filter(Boolean).join(", "),
      rank: 0,
      go: (node) => visitSegment(page, row, node),
    };
  });
  return [...towns, ...crossings, ...segments];
}

function drawSearch(page) {
  const results = el("ul", { class: "found", id: "found", role: "listbox", "aria-label": say("find"), hidden: true });
  const input = el("input", {
    type: "search",
    class: "search-box",
    placeholder: say("search"),
    "aria-label": say("search"),
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-expanded": "false",
    "aria-controls": "found",
    "aria-autocomplete": "list",
  });
  const status = el("p", { class: "unseen", role: "status" });
  page.search = { input, results, status, at: -1, found: [], entries: null };
  input.addEventListener("input", () => seek(page));
  input.addEventListener("click", () => seek(page));
  input.addEventListener("focus", () => page.small && foldAway(page)); // they share a corner
  input.addEventListener("keydown", (event) => searchKey(page, event));
  input.addEventListener("blur", () => setTimeout(() => closeFound(page), 150));
  page.root.append(el("search", { class: "panel search" }, input, results, status));
}

function seek(page) {
  const { search: box } = page;
  box.entries ??= searchEntries(page);
  box.found = search(box.entries, box.input.value);
  box.at = -1;
  const option = (entry, i) =>
    el(
      "li",
      { role: "option", id: `found-${i}`, "aria-selected": "false", mousedown: (event) => event.preventDefault(), click: () => take(page, i) },
      datum(shortened(entry.name, 60)),
      el("span", { class: "note" }, datum(shortened(entry.kind, 60))),
    );
  const asked = box.input.value.trim() !== "";
  const none = el("li", { class: "note", role: "option", "aria-disabled": "true", "aria-selected": "false" }, say("found", 0));
  box.results.replaceChildren(...(box.found.length ? box.found.map(option) : asked ? [none] : []));
  box.results.hidden = !asked;
  box.input.setAttribute("aria-expanded", String(asked));
  box.input.removeAttribute("aria-activedescendant");
  box.status.textContent = asked ? say("found", box.found.length) : "";
}

function closeFound(page) {
  page.search.results.hidden = true;
  page.search.input.setAttribute("aria-expanded", "false");
}

function searchKey(page, event) {
  const { search: box } = page;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && box.results.hidden) seek(page);
  if (step && box.found.length) {
    event.preventDefault();
    box.at = (box.at + step + box.found.length) % box.found.length;
    [...box.results.children].forEach((node, i) => node.setAttribute("aria-selected", String(i === box.at)));
    box.input.setAttribute("aria-activedescendant", `found-${box.at}`);
  } else if (event.key === "Enter" && box.found.length) {
    event.preventDefault();
    take(page, Math.max(0, box.at));
  } else if (event.key === "Escape") {
    closeFound(page);
  }
}

function take(page, i) {
  const { search: box } = page;
  const entry = box.found[i];
  box.input.value = entry.name;
  closeFound(page);
  entry.go(box.input);
}
