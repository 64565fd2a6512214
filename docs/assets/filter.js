// Filters the items of a page by the query string: ?region=hunan&year=2024. Without it (and without
// script) each facet is a link to a list of its own. What leads to items (headings, the list of
// contents, notes, the lists by choice), the counts of the facets and the other parts follow the choice.
(() => {
  "use strict";
  const { all, parts, follow, tell } = choice;
  const facets = all("a[data-facet]"), items = all("[data-item]");
  const names = Object.keys({ ...items[0]?.dataset }).filter((name) => name !== "item");
  const status = document.querySelector("[data-filter-status]");

  const is = (link, name, value) => link.dataset.facet === name && link.dataset.value === value;
  const offers = (name, value) => facets.some((link) => is(link, name, value));
  const query = (wanted) => wanted.length ? `?${new URLSearchParams(wanted)}` : "";

  // What this page does not offer may be on another part.
  const chosen = () => {
    const asked = new URLSearchParams(location.search);
    return names
      .map((name) => [name, asked.get(name)])
      .filter(([name, value]) => value && (parts.length || offers(name, value)));
  };

  const fits = (item, wanted) =>
    wanted.every(([name, value]) => item.dataset[name].split(" ").includes(value));

  // A list of items goes with its last item, and with it the heading right above.
  const fold = () => {
    for (const group of all("[data-group]")) {
      group.hidden = !group.querySelector("[data-item]:not([hidden])");
      const heading = group.previousElementSibling;
      if (heading?.tagName === "H3") heading.hidden = group.hidden;
    }
  };

  // The lists by choice say what there is, not what is left; they stand back while something is chosen.
  const standBack = (narrowed) => {
    for (const list of all("[data-unfiltered]")) {
      list.hidden = narrowed;
      if (list.previousElementSibling?.tagName === "H2") list.previousElementSibling.hidden = narrowed;
    }
  };

  // What each further choice would leave.
  const count = (wanted) => {
    for (const link of facets) {
      const { facet, value } = link.dataset;
      const others = wanted.filter(([name]) => name !== facet);
      const left = items.filter((item) => fits(item, [...others, [facet, value]])).length;
      link.querySelector(".count").textContent = left;
      link.toggleAttribute("data-none", !left);
      if (wanted.some(([name, own]) => is(link, name, own))) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  const say = (wanted, elsewhere) => {
    const shown = items.filter((item) => !item.hidden).length;
    const more = elsewhere === undefined ? "" : `, ${elsewhere} in the other parts`;
    const absent = wanted.filter(([name, value]) => !offers(name, value)).map(([, value]) => `“${value}”`).join(", ");
    const told = absent && `${absent}, not on this page: `;
    status.textContent = wanted.length ? `${told}${shown} of ${items.length} shown${more}. ` : "";
    if (!wanted.length) return;
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = "Show all";
    link.addEventListener("click", (event) => choice.go(event, "", apply));
    status.append(link);
  };

  const apply = () => {
    const wanted = chosen();
    for (const item of items) item.hidden = !fits(item, wanted);
    fold();
    standBack(wanted.length > 0);
    follow("h2[id^='y-']", "[data-group]", "[data-item]");
    count(wanted);
    say(wanted);
    const left = (page) => all("[data-item]", page).filter((item) => fits(item, wanted)).length;
    tell(query(wanted), left, (elsewhere) => say(wanted, elsewhere));
  };

  for (const link of facets) {
    link.addEventListener("click", (event) => {
      const { facet, value } = link.dataset, wanted = chosen();
      const rest = wanted.filter(([name]) => name !== facet);
      const isChosen = wanted.some(([name, own]) => is(link, name, own));
      choice.go(event, query(isChosen ? rest : [...rest, [facet, value]]), apply);
    });
  }
  addEventListener("popstate", apply);
  apply();
})();
