// Narrows the comparison to the briefs in the address: ?with=hunan,anhui. With one, the indicators
// that it has, with all values; with more, the indicators that two of them have, with theirs alone.
(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const facets = all("a[data-facet='with']"), tables = all("[data-compared]");
  const status = document.querySelector("[data-filter-status]");
  if (!status) return;
  const names = new Map(facets.map((link) => [link.dataset.value, link.firstChild.textContent.trim()]));
  const chosen = () => [...new Set((new URLSearchParams(location.search).get("with") ?? "").split(","))].filter(Boolean);
  const query = (wanted) => wanted.length ? `?with=${wanted.map(encodeURIComponent).join(",")}` : "";
  const briefs = (within) => new Set(all("[data-brief]:not([hidden])", within).map((row) => row.dataset.brief));

  const narrow = (table, wanted) => {
    for (const row of all("[data-brief]", table)) row.hidden = false;
    const held = briefs(table);
    table.hidden = wanted.filter((id) => held.has(id)).length < Math.min(wanted.length, 2);
    for (const row of all("[data-brief]", table)) row.hidden = table.hidden || wanted.length > 1 && !wanted.includes(row.dataset.brief);
    table.previousElementSibling.hidden = table.hidden;
    for (const group of all("tbody", table)) {
      const left = briefs(group);
      group.hidden = !left.size;
      group.querySelector(".lonely").hidden = left.size > 1;
    }
  };

  // Headings of topics, the list of contents and the notes follow what is left.
  const fold = () => {
    for (const heading of all("h2[id^='topic-']")) {
      let next = heading.nextElementSibling, full = false;
      for (; next && next.tagName !== "H2"; next = next.nextElementSibling) full ||= next.matches("[data-compared]:not([hidden])");
      heading.hidden = !full;
    }
    for (const link of all(".md-nav--secondary a[href^='#']")) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1))), row = link.closest("li");
      if (target && row) row.hidden = target.hidden;
    }
    const used = new Set(all("[data-brief]:not([hidden]) sup a").map((link) => link.hash.slice(1)));
    for (const note of all("ol.notes > li")) {
      note.hidden = !used.has(note.id);
      note.style.counterSet = `note ${note.id.slice(2)}`;
    }
    const notes = document.getElementById("notes");
    if (notes) notes.hidden = !used.size;
  };

  const say = (wanted) => {
    status.textContent = "";
    if (!wanted.length) return;
    const left = tables.filter((table) => !table.hidden).length;
    const told = wanted.map((id) => names.get(id) ?? `“${id}”, not on this page`).join(", ");
    const count = left ? `${left} indicator${left === 1 ? "" : "s"}` : "no indicator in common here";
    const link = Object.assign(document.createElement("a"), { href: location.pathname, textContent: "Show all" });
    link.addEventListener("click", (event) => go(event, []));
    status.append(`${told}: ${count}. `, wanted.length === 1 ? "Choose another to compare with. " : "", link);
  };

  const apply = () => {
    const wanted = chosen();
    for (const table of tables) narrow(table, wanted);
    for (const link of facets) {
      if (wanted.includes(link.dataset.value)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const link of all("a[data-part]")) link.search = query(wanted);
    fold();
    say(wanted);
  };

  const go = (event, wanted) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState(null, "", location.pathname + query(wanted));
    apply();
  };

  for (const link of facets) {
    link.addEventListener("click", (event) => {
      const id = link.dataset.value, wanted = chosen();
      go(event, wanted.includes(id) ? wanted.filter((other) => other !== id) : [...wanted, id]);
    });
  }
  addEventListener("popstate", apply);
  apply();
})();
