/* Words: all that the page says, by language, and how it writes numbers and dates.
   Names and notes are data and never stand here. */

const WORDS = {
  en: {
    rail: "Railway",
    road: "Road",
    sea: "Sea link",
    planned_lines: "Planned or being built",
    closed_lines: "Closed or disused",
    faded: "Faded: not on the route",
    crossings: "Border crossings",
    towns: "Towns and stations",
    names: "Country names",
    borders: "Borders",
    arcs: "Exports south, north",
    network: "Network",
    trade_heading: "Trade, {0}, US$",
    places: "Places",
    base_map: "Base map",
    paper: "Paper (offline)",
    carto: "CARTO Positron (online)",
    osm: "OpenStreetMap (online)",
    legend: "Legend and layers",
    trade_note: "Total bilateral trade, all routes and modes; not corridor traffic. Width by the square root of the value.",
    trade_totals: "Total bilateral trade, all routes and modes; not corridor traffic.",
    no_data: "No data, so no line: {0} pairs",
    wait_over: "Wait over {0} h",
    wait_within: "Wait of {0} h or less",
    mark_restricted: "Restricted",
    mark_closed: "Closed",
    mark_planned: "Planned",
    mode_rail: "rail",
    mode_road: "road",
    mode_sea: "sea",
    status_open: "open",
    status_restricted: "restricted",
    status_closed: "closed",
    status_construction: "under construction",
    status_planned: "planned",
    kind_published: "published",
    kind_network: "along the mapped network",
    kind_geodesic: "geodesic",
    kind_city: "City",
    kind_town: "Town",
    kind_station: "Station",
    kind_terminal: "Terminal",
    kind_port: "Port",
    kind_border: "Border station",
    grade_observed: "observed",
    grade_reported: "reported",
    grade_derived: "derived",
    grade_assumed: "assumed",
    country: "Country",
    length: "Length",
    network_length: "Mapped length",
    running: "Running time",
    speed: "Moving speed",
    stops: "En-route stops",
    tracks: "Tracks",
    electrified: "Electrified",
    ref: "Number",
    open_year: "Opening year",
    source: "Source",
    sources: "Sources",
    note: "Note",
    direction: "Direction",
    wait: "Wait, h",
    range: "Low–high, h",
    fee: "Fee, US$",
    year: "Year",
    grade: "Grade",
    side: "Side",
    both_sides: "both sides",
    status: "Status",
    since: "since {0}",
    regime: "Regime",
    capacity: "Capacity a day",
    closures: "Closures and restrictions",
    closure_closed: "Closed",
    closure_restricted: "Restricted",
    until: "until {0}",
    no_end: "no end known",
    confirmed: "still so on {0}",
    gauges: "Gauges",
    exporter_reports: "Exporter’s report",
    importer_reports: "Importer’s report",
    none_given: "none",
    ratio: "Importer’s ÷ exporter’s",
    shown: "shown on the map",
    basis_customs: "customs",
    basis_payments: "payments",
    basis_press: "press",
    period_fiscal: "fiscal year",
    period_calendar: "calendar year",
    name_ru: "Russian name",
    lines_here: "Segments that end here",
    crossing_table: "Border crossings ({0})",
    segment_table: "Segments ({0})",
    town_table: "Towns and stations ({0})",
    crossing: "Crossing",
    segment: "Segment",
    place: "Place",
    wait_worse: "h",
    as_recorded: "Crossings in their state as last recorded.",
    as_of: "Closures in force on {0}.",
    route_from_to: "{0} – {1}",
    route_kind: "{0}, least {1}",
    mode_multimodal: "rail and road",
    minimise_time: "time",
    minimise_distance: "distance",
    distance: "Distance",
    transit: "Transit time",
    at_borders: "At borders",
    days: "days",
    notes: "What to know ({0})",
    route: "Route",
    home: "Show the whole corridor",
    fullscreen: "Full screen",
    zoom_in: "Zoom in",
    zoom_out: "Zoom out",
    about: "About what was chosen",
    close: "Close",
    map: "Map of the corridor",
    more_here: "{0} and {1} more",
    skip: "Skip to the map",
    details: "Details",
  },
};

let lang = "en";
const LOCALES = { en: "en-GB" };

/* Returns the words for a key, with {0}, {1} … filled in. */
function say(key, ...parts) {
  const words = WORDS[lang][key] ?? key;
  return words.replace(/\{(\d)\}/g, (_, n) => parts[n]);
}

const formats = new Map();

/* Number formats are slow to make, so each is made once. */
function format(options) {
  const key = lang + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(LOCALES[lang], options));
  return formats.get(key);
}

function number(value, digits = 1) {
  return format({ maximumFractionDigits: digits }).format(value);
}

/* Returns an amount as in "US$ 3.9 bn". */
function dollars(value) {
  const [unit, scale] = value >= 1e9 ? ["bn", 1e9] : value >= 1e6 ? ["m", 1e6] : ["", 1];
  return `US$ ${format({ maximumSignificantDigits: 4 }).format(value / scale)} ${unit}`.trim();
}

function day(iso) {
  const style = { dateStyle: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat(LOCALES[lang], style).format(new Date(`${iso}T00:00:00Z`));
}
