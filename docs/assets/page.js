// What every page does beyond reading; without script each page works all the same.
"use strict";

// Shows which figures have passed their review since the site was built.
(() => {
  const today = new Date().toISOString().slice(0, 10);
  for (const mark of document.querySelectorAll("[data-due]")) {
    if (mark.dataset.due < today) mark.hidden = false;
  }
})();

// Each figure: its permanent link opens its evidence, a button copies the words to cite it by, the form
// for errors knows it, and its links say for whom they are when they are heard alone.
(() => {
  // The page's figures in words, by their keys: a line with the key, a line with the words.
  let words;
  const cited = async () => (words ??= Object.fromEntries((await (await fetch("cite.txt")).text())
    .trim().split("\n\n").map((entry) => entry.split("\n"))));

  const copier = (key) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: "Copy citation" });
    button.ariaLive = "polite";
    button.onpointerenter = button.onfocus = () => cited().catch(() => {});
    button.onclick = async () => {
      try {
        await navigator.clipboard.writeText((await cited())[key]);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not copied: see Evidence";
      }
      setTimeout(() => { button.textContent = "Copy citation"; }, 4000);
    };
    return button;
  };

  const claims = new Map();
  for (const link of document.querySelectorAll(".here")) {
    const claim = link.closest(".kf, td").querySelector(".claim");
    const figure = link.closest(".kf") ?? link.closest("tr").previousElementSibling;
    const parts = [".kf-label, th a", ".kf-meta, .period", ".kf-value, .value"].map((part) => figure.querySelector(part));
    const [name, when] = parts.map((part) => part.firstChild.textContent.trim());
    claim.firstElementChild.ariaLabel = `Evidence for ${name}, ${when}`;
    link.ariaLabel = `Link to ${name}, ${when}`;
    claims.set(link.hash, claim);
    if (navigator.clipboard) link.after(copier(claim.querySelector("code").textContent));
    const wrong = claim.querySelector("a[href='#report']"), form = document.querySelector("#report a:last-of-type");
    if (wrong && form) {
      const words = parts.map(({ childNodes }) => Array.from(childNodes, (node) => node.matches?.(".stale") ? "" : node.textContent).join("").trim());
      const seen = [document.querySelector("h1").firstChild.textContent, ...words].join("; ").replace(/\s+/g, " ");
      wrong.href = `${form.href}${encodeURIComponent(link.hash)}&figure=${encodeURIComponent(seen)}`;
    }
  }
  const open = () => {
    const claim = claims.get(location.hash);
    if (claim) claim.open = true;
  };
  addEventListener("hashchange", open);
  open();
})();

// Opens the box of a term as a popover at the word; without this the link leads to the same box.
(() => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.term, .gloss a[href^='#u-']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!link.matches(".term")) {
      const box = link.closest(".gloss");
      if (!box.popover || !box.matches(":popover-open")) return;
      event.preventDefault();
      box.hidePopover();
      return;
    }
    const box = document.getElementById(link.hash.slice(1));
    if (!box?.showPopover) return;
    event.preventDefault();
    box.popover = "auto";
    box.tabIndex = -1;
    if (box.matches(":popover-open")) return;
    box.showPopover({ source: link });
    box.focus();
  });
})();

// The drawer of narrow screens, by keyboard: Material opens it by labels, which take no focus. The one
// in the header becomes a button; those within the drawer take the focus and answer to Enter and Space.
(() => {
  const toggle = document.getElementById("__drawer");
  const label = document.querySelector(".md-header label[for=__drawer]");
  const drawer = document.querySelector(".md-sidebar--primary");
  if (!toggle || !label || !drawer) return;

  const button = document.createElement("button");
  button.type = "button";
  button.className = `${label.className} menu`;
  button.setAttribute("aria-label", "Menu");
  button.append(...label.childNodes);
  button.onclick = () => toggle.click();
  label.replaceWith(button);

  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const told = () => button.setAttribute("aria-expanded", String(toggle.checked));
  const enter = () => [...drawer.querySelectorAll("a[href], [tabindex='0']")].find(shown)?.focus();
  const close = () => { if (toggle.checked) toggle.click(); };
  told();
  toggle.addEventListener("change", () => {
    told();
    if (toggle.checked) enter();
  });
  drawer.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !drawer.contains(relatedTarget) && relatedTarget !== button) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !toggle.checked) return;
    close();
    button.focus();
  });

  // The labels that open and close the lists within the drawer; Enter is Material's own for all labels.
  for (const step of drawer.querySelectorAll("label[for^='__nav'], label[for='__toc']")) {
    const list = document.getElementById(step.htmlFor);
    step.tabIndex = 0;
    step.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      step.click();
    });
    list?.addEventListener("change", () => { if (document.activeElement === step) enter(); });
  }
})();

// The way into the search: the link of the header becomes a button that opens a dialog; the search
// itself is loaded when that opens for the first time.
(() => {
  const dialog = document.createElement("dialog"), way = document.querySelector(".find-open");
  if (!way || !dialog.showModal) return;
  dialog.id = dialog.className = "find";
  dialog.ariaLabel = "Search";
  dialog.innerHTML = `<form class="find-form" role="search" method="dialog">
<input class="find-input" type="text" inputmode="search" enterkeyhint="go" aria-label="Search" aria-describedby="find-status" autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false" maxlength="200">
<button class="find-close" type="submit" aria-label="Esc: close the search">Esc</button></form>
<div class="find-facets" role="group" aria-label="Narrow the results"></div>
<p class="find-status" id="find-status" role="status" aria-live="polite"></p>
<div class="find-results"></div>
<p class="find-help" aria-hidden="true"><kbd>↑</kbd> <kbd>↓</kbd> to move <kbd>Enter</kbd> to open <kbd>Esc</kbd> to close</p>`;
  document.querySelector(".md-header").after(dialog);
  const program = new URL("search.js", document.currentScript.src);
  const [input, status] = [".find-input", ".find-status"].map((name) => dialog.querySelector(name));
  input.placeholder = way.dataset.asked;
  let loading, loaded = false, hurried = false;

  const open = (query) => {
    if (dialog.open) return input.select();
    dialog.showModal();
    if (query !== undefined) input.value = query;
    input.select();
    if (location.protocol === "file:") {
      const root = decodeURIComponent(new URL("..", program).pathname).replace(/^\/(?=[A-Za-z]:)/, "");
      status.textContent = `The search needs a web server; this page was opened from a disk. Run: python -m http.server --directory "${root}" and open http://localhost:8000/`;
      return;
    }
    loading ??= import(program);
    loading.then(({ start }) => {
      loaded = true;
      start(hurried);
      hurried = false;
    }, () => {
      loading = undefined;
      status.textContent = "The search could not be loaded.";
    });
  };

  // Enter in a form's only field would close the dialog.
  input.addEventListener("keydown", (event) => {
    if (loaded || event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    hurried = true;
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || dialog.contains(event.target)) return;
    const writing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !writing;
    const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (slash || k) {
      event.preventDefault();
      open();
    }
  });

  const button = (name, ...parts) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: name });
    made.append(...parts);
    return made;
  };
  const key = Object.assign(document.createElement("kbd"), { textContent: "/", ariaHidden: "true" });
  const opener = button("find-open", ...way.childNodes, key);
  opener.setAttribute("aria-haspopup", "dialog");
  opener.setAttribute("aria-keyshortcuts", "/ Control+K Meta+K");
  opener.querySelector(".find-word").textContent = way.dataset.find;
  opener.onclick = () => open();
  way.replaceWith(opener);
  for (const place of document.querySelectorAll("[data-find-here]")) {
    let lost = "";
    try { lost = decodeURIComponent(location.pathname).split("/").filter(Boolean).pop() ?? ""; } catch { /* no words */ }
    lost = lost.replace(/\.\w+$/, "").replace(/[-_]+/g, " ").slice(0, 80);
    const way = button("way", lost && lost !== "404" ? `Search for “${lost}”` : "Search");
    way.onclick = () => open(lost === "404" ? "" : lost);
    place.replaceChildren(way);
    place.hidden = false;
  }
  const shared = new URLSearchParams(location.search).get("q");
  if (shared !== null || history.state?.find) open((shared ?? "").slice(0, 200));
})();
