// The search: names from a small list at once, then the texts, by Pagefind. page.js opens the dialog
// and loads this then. All text goes into the page as text; no HTML is ever parsed here.
export const { start } = (() => {
  const base = new URL("../", import.meta.url);
  const dialog = document.getElementById("find");
  const [input, facets, status, results] =
    [".find-input", ".find-facets", ".find-status", ".find-results"].map((name) => dialog.querySelector(name));
  const GROUPS = { kind: "Kind", region: "Region", topic: "Topic", year: "Year" };
  const [NAMES, PAGES, PARTS, WORDS] = [5, 8, 3, 28];
  const HAN = /[\u3007\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3134f}]+/gu;
  const chosen = {};
  let names, labels, engine, turn = 0, timer, shown = PAGES, settled = true, follow = false, queue = Promise.resolve();

  const make = (tag, name, text, ...parts) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    element.append(...parts);
    return element;
  };

  // --- names: folded for case, tone marks, spaces and signs, with up to two slips of the finger

  const words = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  const distance = (a, b, most) => {
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

  const slips = (a, b) => {
    const most = a.length < 4 || /\d/.test(a) ? 0 : a.length < 6 ? 1 : 2;
    const count = distance(a, b, most);
    return count <= most ? count : Infinity;
  };

  // 0 the name itself, 1 its beginning, 2 one of its words, 3 within it; from 4 on with slips.
  const rate = (asked, solid, own) => {
    if (own.solid === solid) return 0;
    if (own.solid.startsWith(solid)) return 1 + own.solid.length / 1000;
    if (asked.every((word) => own.words.some((w) => w.startsWith(word)))) return 2 + own.solid.length / 1000;
    if (solid.length > 1 && own.solid.includes(solid) && (solid.length > 3 || HAN.test(solid))) return 3;
    const whole = slips(solid, own.solid);
    if (whole < 3) return 4 + whole / 10;
    let sum = 0;
    for (const word of asked) sum += Math.min(...own.words.map((w) => (w.startsWith(word) ? 0 : slips(word, w))));
    return sum < 3 ? 5 + sum / 10 + own.words.length / 1000 : Infinity;
  };

  const jump = (query) => {
    const asked = words(query), solid = asked.join("");
    if (!solid) return [];
    const rated = names.map((name, index) => {
      HAN.lastIndex = 0;
      return { ...name, index, score: Math.min(...name.forms.map((own, i) => rate(asked, solid, own) + (i ? 0.0001 : 0))) };
    }).filter((name) => name.score < Infinity).sort((a, b) => a.score - b.score || a.index - b.index);
    const sure = rated.filter((name) => name.score < 4);
    return (sure.length ? sure : rated).slice(0, NAMES);
  };

  // The words of the best name that stand for the words asked: batery -> battery.
  const fixed = (query, [best]) => best && best.score >= 4 &&
    words(query).map((word) => best.forms.flatMap((own) => own.words)
      .sort((a, b) => distance(word, a, 9) - distance(word, b, 9))[0]).join(" ");

  // Pagefind falls back on the first letters of a word it does not know; then the text lacks the word.
  const says = async ({ results: [first] }, query) => {
    const text = first && words((await first.data()).content).join(" ");
    return !!text && words(query).every((word) => text.includes(word.length > 4 ? word.slice(0, -1) : word));
  };

  // --- texts

  const load = () => {
    names ??= fetch(new URL("search-names.json", base)).then((answer) => answer.json()).then((list) => {
      labels = list.labels;
      names = list.names.map(([title, place, url, others]) => ({ title, place, url,
        forms: [title, ...others].map((form) => ({ words: words(form), solid: words(form).join("") })) }));
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

  // Numbers without their commas; Chinese apart from the rest, in pieces of at most four.
  const pieces = (query) => query.normalize("NFKC").replace(/(\d),(?=\d{3})/g, "$1").replace(HAN, (run) => {
    const signs = [...run];
    const starts = signs.length > 4 ? signs.slice(3).map((_, i) => i) : [0];
    return ` ${starts.map((i) => signs.slice(i, i + 4).join("")).join(" ")} `;
  }).trim();

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

  const page = (data, han) => {
    const url = new URL(data.raw_url.replace(/^\//, ""), base);
    const all = data.content.split(/\s+/);
    const places = data.weighted_locations.map(({ location }) => location);
    all.forEach((word, at) => { if (han.some((run) => word.includes(run))) places.push(at); });
    const marks = new Set(places), anchors = data.anchors.filter(({ id, element }) =>
      /^h[23]$/.test(element) || /^[fesdpo]-/.test(id)).sort((a, b) => a.location - b.location);
    const sections = new Map();
    for (const at of [...marks].sort((a, b) => a - b)) {
      const anchor = anchors.findLast(({ location }) => location <= at);
      if (anchor) sections.set(anchor, [...(sections.get(anchor) ?? []), at]);
    }
    // The excerpt leaves out the heading, which stands above it already.
    const top = words(data.meta.title).length && data.meta.title.split(/\s+/).length;
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

  const narrow = (counts) => {
    const held = document.activeElement?.dataset?.group;
    facets.replaceChildren();
    for (const [group, label] of Object.entries(GROUPS)) {
      const values = Object.entries(counts[group] ?? {}).filter(([value, count]) => count || chosen[group] === value)
        .sort(([a], [b]) => (group === "year" ? b.localeCompare(a) : a.localeCompare(b)));
      if (chosen[group]) {
        const count = counts[group]?.[chosen[group]] ?? 0;
        const button = make("button", "find-chosen", `${label}: ${chosen[group]} (${count}) `, make("span", "", "×"));
        button.type = "button";
        button.dataset.group = group;
        button.setAttribute("aria-label", `${label}: ${chosen[group]}, ${count}. Remove`);
        button.onclick = () => { delete chosen[group]; search(); };
        facets.append(button);
      } else if (values.length) {
        const select = make("select", "find-facet");
        select.setAttribute("aria-label", label);
        select.dataset.group = group;
        select.append(new Option(label, ""), ...values.map(([value, count]) => new Option(`${value} (${count})`, value)));
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
        status.textContent = "Type a name, a word or a number, or choose above what to list.";
        return;
      }
      const near = narrowed ? [] : jump(query);
      let asked = query, found = await ask(() => engine.search(pieces(query) || null, { filters }));
      const better = fixed(query, near);
      if (better && !(await says(found, query))) [asked, found] = [better, await ask(() => engine.search(better, { filters }))];
      const texts = await Promise.all(found.results.slice(0, shown).map((result) => result.data()));
      if (mine !== turn) return;
      const han = asked.match(HAN) ?? [], parts = [];
      if (near.length) {
        const title = near[0].score < 4 ? "Names" : "Names like it";
        parts.push(section(title, near.map((name) => hit(name.title, name.place, new URL(name.url, base)))));
      }
      if (texts.length) {
        const title = asked !== query ? `In the texts: ${better}` : query ? "In the texts" : "Pages";
        parts.push(section(title, texts.map((data) => page(data, han))));
      }
      if (found.results.length > shown) {
        const more = make("button", "find-more", `Show more of ${found.results.length} pages`);
        more.type = "button";
        more.onclick = async () => {
          const seen = results.querySelectorAll("a").length;
          shown += PAGES;
          await search();
          results.querySelectorAll("a")[seen]?.focus();
        };
        parts.push(more);
      }
      results.replaceChildren(...parts);
      results.scrollTop = 0;
      narrow(found.filters);
      const told = [near.length && count(near.length, "name"), found.results.length && count(found.results.length, "page")].filter(Boolean);
      status.textContent = told.length ? `${told.join(", ")} found.` : `Nothing found for “${query}”${narrowed ? " with this choice" : ""}. Another spelling or fewer words may help.`;
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
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });

  // What was typed before this was loaded is asked at once; `hurried` is whether Enter was pressed.
  return {
    start: (hurried) => {
      follow ||= hurried;
      search();
    },
  };
})();
