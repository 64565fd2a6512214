// What counts as found: a word or a form of it, a number by its value, Chinese by its signs. Nothing
// here knows the page or the index.

export const HAN = /[\u3007\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3134f}]+/gu;
const STOP = new Set(("a an and any are as at be been by can could did do does for from had has have how in into is it its "
  + "many me much of on or so some tell than that the their them there these they this those to us was we were what when "
  + "where which who whom whose why will with would you").split(" "));

// Traditional signs and their simplified forms, in turn: set from the file of names.
let simple = new Map();
export const learn = (pairs) => {
  const signs = [...pairs];
  simple = new Map(signs.flatMap((sign, at) => (at % 2 ? [] : [[sign, signs[at + 1]]])));
};
export const folded = (text) =>
  simple.size ? text.replace(HAN, (run) => [...run].map((sign) => simple.get(sign) ?? sign).join("")) : text;

// `868,000` and `868000` are one number, `99.90` and `99.9`, `12,5` and `12.5`; the index of figures
// has its numbers in the same form (`number_key` in briefsite/site/search.py).
export const value = (digits) => {
  let text = digits;
  if (/^\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?$/.test(text)) text = text.replaceAll(",", "");
  const [whole, ...rest] = text.split(/[.,]/);
  return [(rest.length > 1 ? whole + rest.join("") : whole).replace(/^0+(?=\d)/, ""),
    rest.length === 1 ? rest[0].replace(/0+$/, "") : ""].filter(Boolean).join(".");
};
export const isNumber = (token) => /^[\d.]+$/.test(token);

// The words and numbers of a text, without case, tone marks and signs; `China’s` is China, and `110kV`
// a number and a word, but `6G` and `4th` are words.
export const tokens = (text) =>
  (text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/(?<=\p{L})['’]s(?!\p{L})/gu, "")
    .match(/[\p{L}\p{N}]+(?:[.,]\d+)*/gu) ?? [])
    .flatMap((word) => {
      const [, digits, unit] = word.match(/^(\d+(?:[.,]\d+)*)(?!(?:st|nd|rd|th)$)(\p{L}{2,})?$/u) ?? [];
      return digits ? [value(digits), unit].filter(Boolean) : word.split(/[.,]/);
    });

// A word with what it may be a form of: plurals, and verbs in -ed and -ing; these are forms of nothing.
const WHOLE = new Set("news series species this his its was has gas plus united evening morning during nothing something".split(" "));
const kept = new Map();
const forms = (word) => {
  if (kept.has(word)) return kept.get(word);
  const all = new Set([word]);
  if (/^[a-z]{3,40}$/.test(word) && !WHOLE.has(word)) {
    if (/[^aeiou]ies$/.test(word)) all.add(`${word.slice(0, -3)}y`);
    else if (/(?:s|sh|ch|x|z)es$/.test(word)) all.add(word.slice(0, -2));
    if (/[^su]s$/.test(word)) all.add(word.slice(0, -1));
    const verb = word.match(/^(.*[aeiouy].*?)(?:ing|ed)$/);
    if (verb && verb[1].length > 2) {
      all.add(verb[1]).add(`${verb[1]}e`);
      if (/([^aeiou])\1$/.test(verb[1])) all.add(verb[1].slice(0, -1));
    }
  }
  if (kept.size > 50000) kept.clear();
  kept.set(word, all);
  return all;
};
export const isForm = (a, b) => {
  if (a === b) return true;
  if (a[0] !== b[0]) return false;
  const others = forms(b);
  for (const form of forms(a)) if (others.has(form)) return true;
  return false;
};

const SCALES = { thousand: 3, million: 6, billion: 9, trillion: 12 };
const SHORT = { mn: "million", bn: "billion", tn: "trillion" };
const scale = (text) => {
  const word = text?.toLowerCase() ?? "";
  return Object.hasOwn(SHORT, word) ? SHORT[word] : Object.hasOwn(SCALES, word) ? word : "";
};

// A query in units: a run of Chinese, words in quotation marks, or what stands between spaces; a number
// and the scale word behind it are one. Words such as `how` and `the` are left out beside others.
export const units = (query) => {
  const found = [];
  const plain = query.normalize("NFKC").replace(HAN, (run) => {
    found.push({ text: run, run: folded(run), tokens: [] });
    return " ";
  });
  const chunks = [...plain.matchAll(/["“]([^"”]*)["”]?|[^\s"“]+/gu)];
  for (let at = 0; at < chunks.length; at++) {
    const [chunk, quoted = ""] = chunks[at], own = tokens(quoted || chunk);
    const glued = own.length === 2 && isNumber(own[0]) && !quoted ? scale(own[1]) : "";
    const behind = own.length === 1 && isNumber(own[0]) && !quoted ? scale(chunks[at + 1]?.[0]) : "";
    const percent = own.length === 1 && isNumber(own[0]) && !quoted
      && (/%$/.test(chunk) || /^(?:%|percent|per-cent|pct)\.?$/i.test(chunks[at + 1]?.[0] ?? ""));
    if (percent) {
      found.push({ text: `${own[0]}%`, run: "", tokens: own, percent });
      if (!/%$/.test(chunk)) at++;
    } else if (glued) found.push({ text: chunk, run: "", tokens: [own[0], glued] });
    else if (behind) found.push({ text: `${chunk} ${chunks[++at][0]}`, run: "", tokens: [...own, behind] });
    else if (own.length) found.push({ text: (quoted || chunk).trim(), run: "", quoted: !!quoted, tokens: own });
  }
  const rare = found.filter(({ quoted, run, tokens: own }) => quoted || run || !own.every((word) => STOP.has(word)));
  return rare.length ? rare : found;
};

// A text ready to be looked through: its words as they stand, and which tokens each holds.
export const read = (text) => {
  const words = text.split(/\s+/).filter(Boolean), flat = [];
  words.forEach((word, at) => { for (const token of tokens(word)) flat.push([token, at]); });
  return { words, flat, solid: folded(text) };
};

// Where a unit stands in a text; `open` takes words that only begin so.
const places = ({ words, flat }, unit, open) => {
  if (unit.run) return words.flatMap((word, at) => (folded(word).includes(unit.run) ? [at] : []));
  const fits = (token, wanted, last) =>
    isNumber(wanted) ? token === wanted : isForm(token, wanted) || (open && last && token.startsWith(wanted));
  const found = [], last = unit.tokens.length - 1;
  const percent = (at) => words[flat[at][1]].includes("%") || /^(?:per)?cent/.test(flat[at + 1]?.[0] ?? "")
    || flat[at + 2]?.[0] === "cent";
  for (let at = 0; at + last < flat.length; at++) {
    if (unit.tokens.every((wanted, i) => fits(flat[at + i][0], wanted, i === last)) && (!unit.percent || percent(at)))
      for (let i = 0; i <= last; i++) found.push(flat[at + i][1]);
  }
  return found;
};

// Where the units stand in a text; null where one of them is neither there nor in what is said of it.
export const marks = (text, about, all, open) => {
  const found = new Set();
  for (const [index, unit] of all.entries()) {
    const begins = open && index === all.length - 1, own = places(text, unit, begins);
    if (!own.length && !places(about, unit, begins).length) return null;
    for (const at of own) found.add(at);
  }
  return found;
};

// --- names, with slips of the finger

export const distance = (a, b, most) => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
};

// One slip from four letters on, two from nine on: Shanghai is not Shanshan.
const slips = (a, b) => {
  const most = a.length < 4 || /\d/.test(a) ? 0 : a.length < 9 ? 1 : 2;
  const count = distance(a, b, most);
  return count <= most ? count : Infinity;
};

export const form = (text) => {
  const words = tokens(folded(text));
  return { words, solid: words.join("") };
};

// A beginning counts from three letters on, or from one Chinese sign; a number only as a whole.
const begins = (word, asked) => word === asked || (word.startsWith(asked) && !/\d$/.test(asked)
  && (asked.length > 2 || /^\p{Script=Han}/u.test(asked)));

// Whether words without the spaces between them begin so: `gangch` Gang Cheng, but `news` not New Sea.
const joined = (words, asked) => {
  let rest = asked;
  for (const word of words) {
    if (!rest.startsWith(word) || rest === word) return begins(word, rest);
    rest = rest.slice(word.length);
  }
  return false;
};

// 0 the name itself, 1 its beginning, 2 its words, 3 within it, or it within what is asked; from 4 on
// with slips.
export const rate = ({ words: asked, solid }, own) => {
  if (own.solid === solid) return 0;
  if (joined(own.words, solid)) return 1 + own.solid.length / 1000;
  const typing = (word, at) => at > 0 && at === asked.length - 1 && !/\d$/.test(word);
  if (asked.every((word, at) => own.words.some((w) => begins(w, word) || (typing(word, at) && w.startsWith(word))))) return 2 + own.solid.length / 1000;
  if (asked.every((word) => own.words.some((w) => begins(w, word) || isForm(w, word)))) return 2.5 + own.solid.length / 1000;
  if (own.words.some((_, from) => joined(own.words.slice(from), solid)) || (/^\p{Script=Han}{2,}$/u.test(solid) && own.solid.includes(solid))) return 3;
  if (isNumber(solid)) return Infinity;
  const rest = asked.join(" "), name = own.words.join(" ");
  if (own.solid.length > 2 && !STOP.has(name) && ` ${rest} `.includes(` ${name} `)) return 3.5 - name.length / 1000;
  const whole = slips(solid, own.solid);
  if (whole < 3) return 4 + whole / 10;
  let sum = 0;
  for (const word of asked) sum += Math.min(...own.words.map((w) => (begins(w, word) ? 0 : slips(word, w))));
  return sum < 3 ? 5 + sum / 10 + own.words.length / 1000 : Infinity;
};

// --- figures by their numbers

// The numbers of a query, and what each is in full: 290 billion is 290000000000.
export const amounts = (all) => all.flatMap((unit) => {
  const [digits = "", word = ""] = unit.tokens, power = SCALES[word];
  if (!isNumber(digits) || unit.tokens.length > 2 || isNumber(word)) return [];
  const others = all.filter((other) => other !== unit);
  if (word && !power) others.push({ text: word, run: "", tokens: [word] });
  return [{ digits, whole: power ? shifted(digits, power) : digits, percent: unit.percent, others }];
});

const shifted = (digits, power) => {
  const [whole, part = ""] = digits.split(".");
  return value(`${whole}${part.slice(0, power).padEnd(power, "0")}.${part.slice(power)}`.replace(/\.$/, ""));
};

export const shard = (digits, count) => {
  let sum = 0;
  for (const sign of digits) sum = (sum * 31 + sign.charCodeAt(0)) % 65521;
  return sum % count;
};
