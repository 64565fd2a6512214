// The search: names from a small list at once, then the texts, by Pagefind. page.js opens the dialog
// and loads this then. All text goes into the page as text; no HTML is ever parsed here.
import * as match from "./search-words.js";

export const { start } = (() => {
  const base = new URL("../", import.meta.url);
  const dialog = document.getElementById("find");
  const [input, facets, status, results] =
    [".find-input", ".find-facets", ".find-status", ".find-results"].map((name) => dialog.querySelector(name));
  const GROUPS = { kind: "Kind", region: "Region", topic: "Topic", year: "Year" };
  const [NAMES, PAGES, PARTS, WORDS] = [5, 8, 3, 28];
  const MOST = 60; // pages that are read to count them; of more the rest is not counted
  const EDITORS = "For editors";
  const chosen = {}, parts = {};
  let names, labels, squares, shards, engine, turn = 0, timer, shown = PAGES, settled = true, follow = false, queue = Promise.resolve();

  const make = (tag, name, text, ...parts) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    element.append(...parts);
    return element;
  };

  // --- names

  const jump = (query) => {
    const asked = match.form(query);
    if (!asked.solid) return [];
    const rated = names.map((name, index) => (
      { ...name, index, score: Math.min(...name.forms.map((own, i) => match.rate(asked, own) + (i ? 0.0001 : 0))) }
    )).filter((name) => name.score < Infinity).sort((a, b) => a.score - b.score || a.index - b.index);
    const sure = rated.filter((name) => name.score < 4);
    return (sure.length ? sure : rated).slice(0, NAMES);
  };

  // The words of the best name that stand for the words asked: batery -> battery.
  const fixed = (query, [best]) => best && best.score >= 4 &&
    match.tokens(query).map((word) => best.forms.flatMap((own) => own.words)
      .sort((a, b) => match.distance(word, a, 9) - match.distance(word, b, 9))[0]).join(" ");

  // The places that the site knows of, but has no brief on.
  const missing = (query) => {
    const asked = ` ${match.tokens(query).join(" ")} `;
    return squares.filter((name) => asked.includes(` ${match.tokens(name).join(" ")} `));
  };

  // --- figures: the index of numbers is in parts, of which only those asked for are loaded

  const part = (number) => (parts[number] ??= fetch(new URL(`search-numbers/${number}.json`, base))
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .catch((error) => { delete parts[number]; throw error; }));

  const figures = async (all) => {
    const found = new Map();
    for (const { digits, whole, percent, others } of shards ? match.amounts(all) : []) {
      const { rows, keys } = await part(match.shard(whole, shards));
      for (const at of Object.hasOwn(keys, whole) ? keys[whole] : []) {
        const [url, title, when, words, printed] = rows[at], told = `${words} ${printed}`;
        if (percent && !/%|per ?cent/.test(told)) continue;
        const text = match.read(told), about = match.read(`${title} ${when}`);
        const fits = others.filter((unit) => match.marks(text, about, [unit])).length;
        found.set(url, { url, title, when, words, printed, fits, wanted: others.length, marked: [digits, whole] });
      }
    }
    const rows = [...found.values()], whole = rows.filter(({ fits, wanted }) => fits === wanted);
    return whole.length ? whole : rows.sort((a, b) => b.fits - a.fits);
  };

  const figure = ({ url, title, when, words, printed, marked }) => {
    const line = make("span", "find-excerpt"), text = words.split(" ");
    text.forEach((word, at) => line.append(match.tokens(word).some((token) => marked.includes(token)) ? make("mark", "", word) : word, at + 1 < text.length ? " " : ""));
    if (printed) line.append(" ", make("q", "", printed));
    return hit(title, when, new URL(url, base), line);
  };

  // --- texts

  const load = () => {
    names ??= fetch(new URL("search-names.json", base)).then((answer) => answer.json()).then((list) => {
      match.learn(list.variants);
      [labels, squares, shards] = [list.labels, list.squares, list.shards];
      names = list.names.map(([title, place, url, others]) => ({ title, place, url, forms: [title, ...others].map(match.form) }));
    });
    engine ??= import(new URL("pagefind/pagefind.js", base)).then(async (pagefind) => {
      await pagefind.options({ ranking: { metaWeights: { title: 8, names: 6, han: 2, place: 0.5 } } });
      await pagefind.init();
      await pagefind.filters(); // without them a search counts for no list
      return (engine = pagefind);
    });
    return Promise.all([names, engine]);
  };

  // One question at a time: the engine loads parts of its index for each.
  const ask = (question) => (queue = queue.then(question, question));

  // Chinese in pieces of at most four, which stand among the words of a page.
  const pieces = (run) => {
    const signs = [...run];
    const starts = signs.length > 4 ? signs.slice(3).map((_, i) => i) : [0];
    return starts.map((i) => signs.slice(i, i + 4).join("")).join(" ");
  };

  // The pages that may hold a unit. The engine takes a word in quotation marks for the word and its
  // forms, any other for a beginning; of numbers it knows the digits only. What it finds is read after.
  const holding = async (unit, filters) => {
    const look = async (text) => new Map((await engine.search(text, { filters })).results.map((result) => [result.id, result]));
    if (unit.run) return look(pieces(unit.run));
    const all = [];
    for (const token of unit.tokens) all.push(await look(token.includes(".") ? token : `"${token}"`));
    const found = all.reduce((left, right) => new Map([...left].filter(([id]) => right.has(id))));
    const whole = unit.tokens.length > 1 && !unit.quoted ? await look(`"${unit.text}"`) : [];
    return new Map([...found, ...whole]);
  };

  const common = (maps) => maps.reduce((left, right) => new Map([...left].filter(([id]) => right.has(id))));

  // The pages among these that do hold all units, in the engine's order, those for editors last;
  // `more` is how many were not read.
  const reading = async (held, all, filters, open) => {
    const words = all.map(({ run, tokens }) => (run ? pieces(run) : tokens.join(" "))).join(" ");
    const { results: order } = await engine.search(words, { filters });
    const sorted = [...order.filter(({ id }) => held.has(id)).map(({ id }) => held.get(id)),
      ...[...held.values()].filter(({ id }) => !order.some((one) => one.id === id))];
    const pages = [];
    for (const data of await Promise.all(sorted.slice(0, MOST).map((result) => result.data()))) {
      const { title = "", names: others = "", place = "" } = data.meta, text = match.read(data.content);
      const found = match.marks(text, match.read(`${title} ${others} ${place}`), all, open);
      if (found) pages.push({ data, text: text.words, marks: found });
    }
    const editors = ({ data }) => data.filters.kind?.includes(EDITORS);
    return { pages: [...pages.filter((one) => !editors(one)), ...pages.filter(editors)], more: Math.max(0, sorted.length - MOST) };
  };

  // What a query finds: pages with all its words; else with a name it may mean; else with its last
  // word as a beginning; else with as many of its words as stand together, the rare ones first.
  const texts = async (query, filters, better) => {
    const all = match.units(query);
    if (!all.length) return { pages: [], more: 0 };
    const sets = [];
    for (const unit of all) sets.push(await holding(unit, filters));
    const whole = await reading(common(sets), all, filters);
    if (whole.pages.length || whole.more) return whole;
    if (better) {
      const near = match.units(better), nearSets = [];
      for (const unit of near) nearSets.push(await holding(unit, filters));
      const found = await reading(common(nearSets), near, filters);
      if (found.pages.length) return { ...found, instead: better };
    }
    const last = all.at(-1);
    if (/^\p{L}{4,}$/u.test(last.tokens.join(" ")) && !last.run) {
      const begun = new Map((await engine.search(last.tokens[0], { filters })).results.map((result) => [result.id, result]));
      const found = await reading(common([...sets.slice(0, -1), begun]), all, filters, true);
      if (found.pages.length) return { ...found, begins: last.text };
    }
    const rare = all.map((unit, at) => ({ unit, held: sets[at] })).filter(({ held }) => held.size)
      .sort((a, b) => a.held.size - b.held.size);
    let left = [];
    for (const one of rare) if (common([...left, one].map(({ held }) => held)).size) left.push(one);
    if (left.length === all.length) left.pop();
    for (; left.length; left.pop()) {
      const kept = all.filter((unit) => left.some((one) => one.unit === unit));
      const found = await reading(common(left.map(({ held }) => held)), kept, filters);
      if (found.pages.length) return { ...found, only: kept };
    }
    return { pages: [], more: 0 };
  };

  const passage = (all, from, marks, cut) => {
    const line = make("span", "find-excerpt"), end = Math.min(all.length, from + WORDS);
    if (cut) line.append("… ");
    for (let at = from; at < end; at++) {
      line.append(marks.has(at) ? make("mark", "", all[at]) : all[at], at + 1 < end ? " " : "");
    }
    if (end < all.length) line.append(" …");
    return line;
  };

  // Events and statements by their brief and anchor; those told on another page have both in theirs.
  const partName = (anchor, url) => {
    if (/^h\d$/.test(anchor.element)) return anchor.text;
    const own = /^o-/.test(anchor.id) ? anchor.id.slice(2) : `${url.pathname.split("/").at(-2)}-${anchor.id}`;
    if (Object.hasOwn(labels, own)) return labels[own];
    if (anchor.id.startsWith("p-")) return `Paragraph ${anchor.id.slice(2)}`;
    const fits = names.filter(({ url }) => {
      const id = url.startsWith("indicators/") && url.slice(11, -1);
      return id && `${anchor.id}-`.startsWith(`f-${id}-`);
    });
    return fits.length ? fits.sort((a, b) => b.url.length - a.url.length)[0].title : "Computed value";
  };

  const hit = (title, place, url, ...parts) => {
    const link = make("a", "find-hit", "", make("span", "find-title", title), " ", make("span", "find-place", place), ...parts);
    link.href = url;
    return make("li", "", "", link);
  };

  const page = ({ data, text: all, marks }) => {
    const url = new URL(data.raw_url.replace(/^\//, ""), base);
    const anchors = data.anchors.filter(({ id, element }) =>
      /^h[23]$/.test(element) || /^[fesdpo]-/.test(id)).sort((a, b) => a.location - b.location);
    const sections = new Map();
    for (const at of [...marks].sort((a, b) => a - b)) {
      const anchor = anchors.findLast(({ location }) => location <= at);
      if (anchor) sections.set(anchor, [...(sections.get(anchor) ?? []), at]);
    }
    // The excerpt leaves out the heading, which stands above it already.
    const top = match.tokens(data.meta.title).length && data.meta.title.split(/\s+/).length;
    const head = Math.min(...[...marks].filter((at) => at >= top), anchors[0]?.location ?? all.length);
    const begin = marks.has(head) ? Math.max(top, head - 8) : top;
    const item = hit(data.meta.title, data.meta.place ?? "", url, passage(all, begin, marks, begin > top));
    const list = make("ul", "find-parts");
    const best = [...sections].sort((a, b) => new Set(b[1].map((at) => all[at].toLowerCase())).size
      - new Set(a[1].map((at) => all[at].toLowerCase())).size);
    for (const [anchor, hits] of best.slice(0, PARTS)) {
      const after = anchor.location + (/^h/.test(anchor.element) ? anchor.text.split(/\s+/).length : 0);
      const start = hits[0] - after > WORDS - 8 ? hits[0] - 8 : after;
      const link = make("a", "find-part", "", make("span", "find-title", partName(anchor, url)), " ", passage(all, start, marks, start > after));
      link.href = Object.assign(new URL(url), { hash: anchor.id });
      list.append(make("li", "", "", link));
    }
    if (list.children.length) item.append(list);
    return item;
  };

  // --- the dialog

  // Counts are shown where all pages were read.
  const narrow = (counts, counted = true) => {
    const told = (count) => (counted ? ` (${count})` : "");
    const held = document.activeElement?.dataset?.group;
    facets.replaceChildren();
    for (const [group, label] of Object.entries(GROUPS)) {
      const values = Object.entries(counts[group] ?? {}).filter(([value, count]) => count || chosen[group] === value)
        .sort(([a], [b]) => (group === "year" ? b.localeCompare(a) : a.localeCompare(b)));
      if (chosen[group]) {
        const count = counts[group]?.[chosen[group]] ?? 0;
        const button = make("button", "find-chosen", `${label}: ${chosen[group]}${told(count)} `, make("span", "", "×"));
        button.type = "button";
        button.dataset.group = group;
        button.setAttribute("aria-label", `${label}: ${chosen[group]}${counted ? `, ${count}` : ""}. Remove`);
        button.onclick = () => { delete chosen[group]; search(); };
        facets.append(button);
      } else if (values.length) {
        const select = make("select", "find-facet");
        select.setAttribute("aria-label", label);
        select.dataset.group = group;
        select.append(new Option(label, ""), ...values.map(([value, count]) => new Option(`${value}${told(count)}`, value)));
        select.onchange = () => { chosen[group] = select.value; search(); };
        facets.append(select);
      }
    }
    if (held) (facets.querySelector(`[data-group=${held}]`) ?? input).focus();
  };

  const section = (title, items) => {
    const list = make("ol", "find-list", "", ...items);
    list.setAttribute("aria-label", title);
    return make("section", "", "", make("h2", "find-head", title), list);
  };

  const count = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

  const quoted = (all) => all.map(({ text }) => `“${text.replace(/["“”]/g, "")}”`).join(" and ");

  // Pages by the choice alone.
  const listed = async (filters) => {
    const { results: all, filters: counts } = await engine.search(null, { filters });
    const first = await Promise.all(all.slice(0, shown).map((result) => result.data()));
    const pages = first.map((data) => ({ data, text: data.content.split(/\s+/), marks: new Set() }));
    return { pages, more: 0, total: all.length, counts };
  };

  const counted = ({ pages, counts }) => {
    if (counts) return counts;
    const sums = {};
    for (const { data } of pages) {
      for (const [group, values] of Object.entries(data.filters)) {
        for (const value of values) (sums[group] ??= {})[value] = (sums[group][value] ?? 0) + 1;
      }
    }
    return sums;
  };

  const heading = (query, { instead, begins, only }) => {
    if (instead) return `In the texts: ${instead}`;
    if (begins) return `In the texts: words that begin with “${begins}”`;
    if (only) return `In the texts: only ${quoted(only)}`;
    return query ? "In the texts" : "Pages";
  };

  const show = (query, near, values, found, lacks, narrowed) => {
    const rows = [], total = found.total ?? found.pages.length, visible = found.pages.slice(0, shown);
    const editors = visible.filter(({ data }) => query && data.filters.kind?.includes(EDITORS));
    const readers = visible.filter((one) => !editors.includes(one));
    if (near.length) {
      const title = near[0].score < 4 ? "Names" : "Names like it";
      rows.push(section(title, near.map((name) => hit(name.title, name.place, new URL(name.url, base)))));
    }
    if (values.length) rows.push(section("Figures", values.slice(0, shown).map(figure)));
    if (readers.length) rows.push(section(heading(query, found), readers.map(page)));
    if (editors.length) rows.push(section(readers.length ? "For editors" : `${heading(query, found)}, for editors`, editors.map(page)));
    const further = [values.length > shown && count(values.length, "figure"),
      total > shown && (found.more ? `the first ${total} pages` : count(total, "page"))].filter(Boolean);
    if (further.length) {
      const more = make("button", "find-more", `Show more of ${further.join(" and ")}`);
      more.type = "button";
      more.onclick = async () => {
        const seen = results.querySelectorAll("a").length;
        shown += PAGES;
        await search();
        results.querySelectorAll("a")[seen]?.focus();
      };
      rows.push(more);
    }
    results.replaceChildren(...rows);
    results.scrollTop = 0;
    narrow(counted(found), !found.more);
    const told = [near.length && count(near.length, "name"), values.length && count(values.length, "figure"),
      total && `${found.more ? "more than " : ""}${count(total, "page")}`].filter(Boolean);
    const lines = lacks.map((name) => `No brief on ${name} yet.`);
    if (told.length) lines.push(`${told.join(", ")} found.`);
    else if (!lacks.length) lines.push(`Nothing found for “${query}”${narrowed ? " with this choice" : ""}. Another spelling or fewer words may help.`);
    if (found.only) lines.push(`No page has all of these words; these have ${quoted(found.only)}.`);
    status.textContent = lines.join(" ");
  };

  const search = async () => {
    const mine = ++turn, query = input.value.trim(), filters = { ...chosen };
    const narrowed = Object.keys(filters).length > 0;
    settled = false;
    try {
      await load();
      if (!query && !narrowed) {
        const all = await ask(() => engine.filters());
        if (mine !== turn) return;
        results.replaceChildren();
        narrow(all);
        remember("");
        status.textContent = "Type a name, a word or a number, or choose above what to list.";
        return;
      }
      const lacks = missing(query), rated = narrowed ? [] : jump(query);
      const slip = rated.length > 0 && rated[0].score >= 4;
      const values = narrowed ? [] : await figures(match.units(query));
      const found = query ? await ask(() => texts(query, filters, !lacks.length && fixed(query, rated))) : await ask(() => listed(filters));
      if (mine !== turn) return;
      // What the texts or figures hold is no slip, and a place that is known is none.
      const own = values.length || (found.pages.length && !found.instead);
      const near = slip && (own || lacks.length) ? [] : rated;
      show(query, near, values, found, lacks, narrowed);
      remember(query);
    } catch (error) {
      if (mine !== turn) return;
      console.warn("search:", error);
      names = Array.isArray(names) ? names : undefined;
      engine = engine?.search ? engine : undefined;
      results.replaceChildren();
      status.textContent = "The search could not be loaded.";
    } finally {
      if (mine === turn) {
        settled = true;
        dialog.dataset.settled = query;
        if (follow) enter();
      }
    }
  };

  const enter = () => {
    follow = !settled;
    if (settled) results.querySelector("a")?.click();
  };

  const typed = () => {
    clearTimeout(timer);
    turn++; // what is under way is for other words
    settled = follow = false;
    delete dialog.dataset.settled;
    shown = PAGES;
    timer = setTimeout(search, 60);
  };

  const step = (by) => {
    const links = [input, ...results.querySelectorAll("a, .find-more")];
    const at = links.indexOf(document.activeElement);
    const next = links[Math.max(0, Math.min(links.length - 1, (at < 0 ? 0 : at) + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  input.addEventListener("input", typed);
  dialog.addEventListener("keydown", (event) => {
    if (event.target.tagName === "SELECT" || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      enter();
    } else if (event.target.tagName === "A" && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
      input.focus();
    }
    event.stopPropagation();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  // --- the query in the address: opened here it has an entry of its own in the history, so that Back
  // closes the dialog; a result leads to another entry, from which Back returns to the dialog.

  const address = (query) => {
    const url = new URL(location.href);
    url.searchParams.delete("q");
    if (query) url.searchParams.set("q", query);
    return url;
  };
  const asking = () => new URLSearchParams(location.search).get("q");
  const remember = (query) => {
    if (dialog.open && (asking() ?? "") !== query) history.replaceState(history.state, "", address(query));
  };
  let leaving = false; // Back was called, and has not come to its end
  const arrive = () => {
    if (leaving || history.state?.find) return;
    if (asking() === null) history.pushState({ find: "opened" }, "");
    else history.replaceState({ find: "led" }, "");
  };
  dialog.addEventListener("close", () => {
    if (history.state?.find === "opened") {
      leaving = true;
      history.back();
    } else if (asking() !== null) {
      history.replaceState(null, "", address(""));
    }
  });
  addEventListener("popstate", () => {
    if (leaving) {
      leaving = false;
      if (dialog.open) arrive();
      return;
    }
    const query = asking();
    if (query === null && !history.state?.find) return dialog.close();
    if (!dialog.open) dialog.showModal();
    input.value = query ?? "";
    typed();
  });

  // What was typed before this was loaded is asked at once; `hurried` is whether Enter was pressed.
  return {
    start: (hurried) => {
      arrive();
      follow ||= hurried;
      search();
    },
  };
})();
