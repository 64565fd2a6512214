// Filters the items of a page by the query string: ?region=hunan&year=2024. Without it (and without
// script) each facet is a link to a list of its own. What leads to items (headings, the list of
// contents, notes, the lists by choice) and the counts of the facets follow the choice.
(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const facets = all("a[data-facet]"), items = all("[data-item]");
  const names = [...new Set(facets.map((link) => link.dataset.facet))];
  const status = document.querySelector("[data-filter-status]");

  const chosen = () => {
    const query = new URLSearchParams(location.search);
    return names
      .map((name) => [name, query.get(name)])
      .filter(([name, value]) => facets.some((a) => a.dataset.facet === name && a.dataset.value === value));
  };

  const fits = (item, wanted) =>
    wanted.every(([name, value]) => item.dataset[name].split(" ").includes(value));

  // A list of items goes with its last item, a heading with all that stands below it.
  const fold = () => {
    for (const group of all("[data-group]")) {
      group.hidden = !group.querySelector("[data-item]:not([hidden])");
      const heading = group.previousElementSibling;
      if (heading?.tagName === "H3") heading.hidden = group.hidden;
    }
    for (const heading of all("h2[id^='y-']")) {
      let next = heading.nextElementSibling, full = false;
      for (; next && next.tagName !== "H2"; next = next.nextElementSibling) {
        full ||= next.matches("[data-group]:not([hidden])");
      }
      heading.hidden = !full;
    }
  };

  // The lists by choice say what there is, not what is left; they stand back while something is chosen.
  const standBack = (narrowed) => {
    for (const list of all("[data-unfiltered]")) {
      list.hidden = narrowed;
      if (list.previousElementSibling?.tagName === "H2") list.previousElementSibling.hidden = narrowed;
    }
  };

  const contents = () => {
    for (const link of all(".md-nav--secondary a[href^='#']")) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      const row = link.closest("li");
      if (target && row) row.hidden = target.hidden;
    }
  };

  // Notes keep their numbers, whichever are left out.
  const notes = () => {
    const used = new Set(all("[data-item]:not([hidden]) sup a").map((link) => link.hash.slice(1)));
    for (const note of all("ol.notes > li")) {
      note.hidden = !used.has(note.id);
      note.style.counterSet = `note ${note.id.slice(2)}`;
    }
    const heading = document.getElementById("notes");
    if (heading) heading.hidden = !used.size;
  };

  // What each further choice would leave.
  const count = (wanted) => {
    for (const link of facets) {
      const { facet, value } = link.dataset;
      const others = wanted.filter(([name]) => name !== facet);
      const left = items.filter((item) => fits(item, [...others, [facet, value]])).length;
      link.querySelector(".count").textContent = left;
      link.toggleAttribute("data-none", !left);
      if (wanted.some(([name, own]) => name === facet && own === value)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  const say = (wanted) => {
    const shown = items.filter((item) => !item.hidden).length;
    status.textContent = wanted.length ? `${shown} of ${items.length} shown. ` : "";
    if (!wanted.length) return;
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = "Show all";
    link.addEventListener("click", (event) => go(event, new URLSearchParams()));
    status.append(link);
  };

  const apply = () => {
    const wanted = chosen();
    for (const item of items) item.hidden = !fits(item, wanted);
    fold();
    standBack(wanted.length > 0);
    contents();
    notes();
    count(wanted);
    say(wanted);
  };

  const go = (event, query) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const text = query.toString();
    history.pushState(null, "", location.pathname + (text ? `?${text}` : ""));
    apply();
  };

  for (const link of facets) {
    link.addEventListener("click", (event) => {
      const query = new URLSearchParams(chosen());
      const { facet, value } = link.dataset;
      if (query.get(facet) === value) query.delete(facet);
      else query.set(facet, value);
      go(event, query);
    });
  }
  addEventListener("popstate", apply);
  apply();
})();
