// Filters the items of a page by the query string: ?region=hunan&year=2024. Without it (and without
// script) each facet is a link to a list of its own.
const facets = [...document.querySelectorAll("a[data-facet]")];
const items = [...document.querySelectorAll("[data-item]")];
const names = [...new Set(facets.map((link) => link.dataset.facet))];
const status = document.querySelector("[data-filter-status]");

function chosen() {
  const query = new URLSearchParams(location.search);
  return names
    .map((name) => [name, query.get(name)])
    .filter(([name, value]) => facets.some((a) => a.dataset.facet === name && a.dataset.value === value));
}

function apply() {
  const wanted = chosen();
  for (const item of items) {
    item.hidden = !wanted.every(([name, value]) => item.dataset[name].split(" ").includes(value));
  }
  for (const group of document.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector("[data-item]:not([hidden])");
    const heading = group.previousElementSibling;
    if (heading && heading.tagName === "H3") heading.hidden = group.hidden;
  }
  for (const heading of document.querySelectorAll("h2[id^='y-']")) {
    let next = heading.nextElementSibling;
    let full = false;
    for (; next && next.tagName !== "H2"; next = next.nextElementSibling) {
      full ||= next.matches("[data-group]:not([hidden])");
    }
    heading.hidden = !full;
  }
  for (const link of facets) {
    const on = wanted.some(([name, value]) => name === link.dataset.facet && value === link.dataset.value);
    if (on) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const shown = items.filter((item) => !item.hidden).length;
  status.textContent = wanted.length ? `${shown} of ${items.length} shown. ` : "";
  if (wanted.length) {
    const all = document.createElement("a");
    all.href = location.pathname;
    all.textContent = "Show all";
    all.addEventListener("click", (event) => go(event, new URLSearchParams()));
    status.append(all);
  }
}

function go(event, query) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const text = query.toString();
  history.pushState(null, "", location.pathname + (text ? `?${text}` : ""));
  apply();
}

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
