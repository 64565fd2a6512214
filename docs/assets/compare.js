// Narrows the comparison to the briefs in the address: ?with=hunan,anhui. With one, the indicators
// that it has, with all values; with more, the indicators that two of them have, with theirs alone.
(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const facets = all("a[data-facet='with']"), tables = all("[data-compared]"), parts = all("a[data-part]");
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

  // The other parts are read once there is a choice: each link says how much is left in its part.
  const pages = new Map();
  const read = async (address) => new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const count = async (link, wanted) => {
    link.dataset.part ||= link.textContent;
    link.textContent = link.dataset.part;
    if (!wanted.length) return;
    const address = link.pathname;
    if (!pages.has(address)) pages.set(address, read(address));
    const page = await pages.get(address);
    for (const facet of all("a[data-facet='with']", page)) names.set(...name(facet));
    const left = all("[data-compared]", page).filter((table) => holds(table, wanted)).length;
    if (query(chosen()) === query(wanted)) link.textContent = `${link.dataset.part} (${left})`;
  };

  const apply = () => {
    const wanted = chosen();
    for (const table of tables) narrow(table, wanted);
    for (const link of facets) {
      if (wanted.includes(link.dataset.value)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const link of parts) link.search = query(wanted);
    fold();
    say(wanted);
    Promise.allSettled(parts.map((link) => count(link, wanted))).then(() => {
      if (parts.length && query(chosen()) === query(wanted)) say(wanted);
    });
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
