// Narrows the comparison to the briefs in the address: ?with=hunan,anhui. With one, the indicators
// that it has, with all values; with more, the indicators that two of them have, with theirs alone.
(() => {
  "use strict";
  const { all, follow, tell, go } = choice;
  const facets = all("a[data-facet='with']"), tables = all("[data-compared]");
  const status = document.querySelector("[data-filter-status]");
  if (!status) return;
  const name = (link) => [link.dataset.value, link.firstChild.textContent.trim()];
  const names = new Map(facets.map(name));
  const chosen = () => [...new Set((new URLSearchParams(location.search).get("with") ?? "").split(","))].filter(Boolean);
  const query = (wanted) => wanted.length ? `?with=${wanted.map(encodeURIComponent).join(",")}` : "";
  const briefs = (within) => new Set(all("[data-brief]:not([hidden])", within).map((row) => row.dataset.brief));

  const holds = (table, wanted) => {
    const held = briefs(table);
    return wanted.filter((id) => held.has(id)).length >= Math.min(wanted.length, 2);
  };

  const narrow = (table, wanted) => {
    for (const row of all("[data-brief]", table)) row.hidden = false;
    table.hidden = !holds(table, wanted);
    for (const row of all("[data-brief]", table)) row.hidden = table.hidden || wanted.length > 1 && !wanted.includes(row.dataset.brief);
    table.previousElementSibling.hidden = table.hidden;
    for (const group of all("tbody", table)) {
      const left = briefs(group);
      group.hidden = !left.size;
      group.querySelector(".lonely").hidden = left.size > 1;
    }
  };

  const say = (wanted) => {
    status.textContent = "";
    if (!wanted.length) return;
    const left = tables.filter((table) => !table.hidden).length;
    const told = wanted.map((id) => names.get(id) ?? `“${id}”, not on this page`).join(", ");
    const count = left ? `${left} indicator${left === 1 ? "" : "s"}` : "no indicator in common here";
    const link = Object.assign(document.createElement("a"), { href: location.pathname, textContent: "Show all" });
    link.addEventListener("click", (event) => go(event, "", apply));
    status.append(`${told}: ${count}. `, wanted.length === 1 ? "Choose another to compare with. " : "", link);
  };

  // How many tables of another part are left; the briefs that it names are known by then.
  const left = (page, wanted) => {
    for (const facet of all("a[data-facet='with']", page)) names.set(...name(facet));
    return all("[data-compared]", page).filter((table) => holds(table, wanted)).length;
  };

  const apply = () => {
    const wanted = chosen();
    for (const table of tables) narrow(table, wanted);
    for (const link of facets) {
      if (wanted.includes(link.dataset.value)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    follow("h2[id^='topic-']", "[data-compared]", "[data-brief]");
    say(wanted);
    tell(query(wanted), (page) => left(page, wanted), () => say(wanted));
  };

  for (const link of facets) {
    link.addEventListener("click", (event) => {
      const id = link.dataset.value, wanted = chosen();
      go(event, query(wanted.includes(id) ? wanted.filter((other) => other !== id) : [...wanted, id]), apply);
    });
  }
  addEventListener("popstate", apply);
  apply();
})();
