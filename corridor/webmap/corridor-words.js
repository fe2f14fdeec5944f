/* Words: how the page says things and writes numbers, amounts and dates in its language.
   The phrases come with the data (corridor/words/<language>.json); names and notes are data. */

const LOCALES = { en: "en-GB", ru: "ru-RU" };
let lang = "en";
let phrases = {};

function speak(language, words) {
  lang = language;
  phrases = words;
}

/* Returns the words for a key, with {0}, {1} … filled in. */
function say(key, ...parts) {
  return (phrases[key] ?? key).replace(/\{(\d)\}/g, (_, n) => parts[n]);
}

/* Returns the name of a row in the language of the page. */
function named(row) {
  return (lang === "ru" ? row.name_ru : null) ?? row.name;
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

/* A figure of a column: one decimal always, so that points stand below each other. */
function tenths(value) {
  return format({ minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
}

/* Sentences in a row, each with one full stop. */
function sentences(parts) {
  return parts
    .filter(Boolean)
    .map((part) => part.replace(/\.$/, ""))
    .join(". ");
}

function given(value) {
  return value !== null && value !== undefined;
}

/* Returns a figure in words with its unit, as in "110 km"; null stays null. */
function measureOf(unit, value, digits = 1) {
  return given(value) ? say(unit, number(value, digits)) : null;
}

/* Returns an amount as in "US$ 3.9 bn". */
function dollars(value, digits = 4) {
  const [unit, scale] = value >= 1e9 ? ["bn", 1e9] : value >= 1e6 ? ["m", 1e6] : ["usd", 1];
  return say(unit, format({ maximumSignificantDigits: digits }).format(value / scale));
}

function shortAmount(value) {
  if (value < 1e6) return number(value, 0);
  return value >= 1e9 ? say("short_bn", number(value / 1e9)) : say("short_m", number(value / 1e6));
}

function tonnes(value) {
  return value >= 1e6 ? say("n_mt", number(value / 1e6, 2)) : say("n_t", number(value, 0));
}

function percent(share) {
  return format({ style: "percent", maximumFractionDigits: 0 }).format(share);
}

function day(iso) {
  const style = { dateStyle: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat(LOCALES[lang], style).format(new Date(`${iso}T00:00:00Z`));
}
