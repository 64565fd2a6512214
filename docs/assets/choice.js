// What pages share on which a choice in the address narrows what is shown: the comparison, the
// timeline and the table of briefs. Each may be in parts; the other parts are read when a choice, or
// an address that is not on this page, asks for them.
const choice = (() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const parts = all("a[data-part]");

  // Headings, the list of contents and the notes follow what is left. Notes keep their numbers.
  const follow = (headings, groups, items) => {
    for (const heading of all(headings)) {
      let next = heading.nextElementSibling, full = false;
      for (; next && next.tagName !== "H2"; next = next.nextElementSibling) full ||= next.matches(`${groups}:not([hidden])`);
      heading.hidden = !full;
    }
    for (const link of all(".md-nav--secondary a[href^='#']")) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1))), row = link.closest("li");
      if (target && row) row.hidden = target.hidden;
    }
    const used = new Set(all(`${items}:not([hidden]) sup a`).map((link) => link.hash.slice(1)));
    for (const note of all("ol.notes > li")) {
      note.hidden = !used.has(note.id);
      note.style.counterSet = `note ${note.id.slice(2)}`;
    }
    const notes = document.getElementById("notes");
    if (notes) notes.hidden = !used.size;
  };

  const pages = new Map();
  const fetched = async (address) => new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const read = (address) => {
    if (!pages.has(address)) pages.set(address, fetched(address));
    return pages.get(address);
  };

  // Each other part leads on with the choice, and says how much is left in it: `count` looks there.
  // `done` is told of all together, unless there is another choice by then.
  let asked;
  const tell = async (query, count, done) => {
    asked = query;
    const counted = parts.map(async (link) => {
      const words = link.dataset.part ||= link.textContent;
      link.textContent = words;
      link.search = query;
      if (!query) return 0;
      const left = count(await read(link.pathname));
      if (asked === query) link.textContent = `${words.replace(/ \(\d+\)$/, "")} (${left})`;
      return left;
    });
    const left = await Promise.allSettled(counted);
    if (parts.length && query && asked === query) done(left.reduce((sum, one) => sum + (one.value ?? 0), 0));
  };

  // An address of something on another part leads on to it.
  const seek = async () => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (!id || document.getElementById(id)) return;
    for (const link of parts) {
      if (!(await read(link.pathname)).getElementById(id)) continue;
      location.replace(link.pathname + location.search + location.hash);
      return;
    }
  };
  seek().catch(() => {});

  // A click that chooses, unless it asks for a new tab or window.
  const go = (event, query, apply) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState(null, "", location.pathname + query);
    apply();
  };

  return { all, parts, follow, tell, go };
})();
