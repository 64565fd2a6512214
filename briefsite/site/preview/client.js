// Keeps a page of the preview up to date and shows what is wrong with the files. It is put into pages
// as they are served, never into those on disk. All words from files go into the page as text.
"use strict";
(() => {
  const { page: shownPage, style: firstStyle } = document.currentScript.dataset;
  const STYLE = `
    :host { all: initial; font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Noto Sans CJK SC", sans-serif;
      --paper: light-dark(#fffdf8, #1b2124); --ink: light-dark(#1c2729, #e9edeb); --muted: light-dark(#4d5a5e, #b3bfc0);
      --line: light-dark(#d8d2c2, #3f4b50); --bad: light-dark(#a2371f, #f2a288); --soft: light-dark(#f4f0e4, #10161a); --mark: light-dark(#ffe0d6, #5b2a1c);
      --warn: light-dark(#7a5600, #f0c869); --focus: light-dark(#14565a, #8fd0cc); }
    @media print { :host { display: none; } }
    * { box-sizing: border-box; }
    .panel, .pill { position: fixed; z-index: 2147483647; color: var(--ink); background: var(--paper); border: 1px solid var(--line); }
    .panel { inset: auto 0 0; max-height: min(60vh, 36rem); overflow: auto; overscroll-behavior: contain; border-width: 4px 0 0; border-top-color: var(--tone); box-shadow: 0 -6px 24px #0005; }
    .panel > div { max-width: 64rem; margin: 0 auto; padding: 0 1rem 1rem; }
    header { position: sticky; top: 0; display: flex; gap: .75rem; align-items: baseline; justify-content: space-between; padding: .6rem 0 .4rem; background: var(--paper); }
    h2 { margin: 0; font-size: 1.05rem; color: var(--tone); }
    p { margin: .15rem 0; overflow-wrap: anywhere; }
    ul { margin: 0; padding: 0; list-style: none; }
    li { padding: .6rem 0; border-top: 1px solid var(--line); }
    code, pre { font: .875rem/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; }
    .place { font-weight: 600; user-select: all; overflow-wrap: anywhere; }
    .rule { display: inline-block; color: var(--muted); }
    pre { margin: .35rem 0; padding: .35rem .6rem; background: var(--soft); border-left: 3px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
    pre b { margin-right: .8em; color: var(--muted); font-weight: 400; user-select: none; }
    mark { color: inherit; background: var(--mark); text-decoration: underline wavy var(--bad) 2px; text-underline-offset: 3px; }
    .hint::before { content: "→ "; color: var(--muted); }
    button { flex: none; min-height: 2rem; padding: .2rem .8rem; border: 1px solid currentColor; border-radius: .3rem; font: inherit; color: inherit; background: none; cursor: pointer; }
    :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
    .panel:focus-visible { outline-offset: -3px; }
    .pill { right: 1rem; bottom: 1rem; border: 2px solid var(--tone); border-radius: 2rem; min-height: 2.75rem; padding: .4rem 1.1rem; color: var(--tone); box-shadow: 0 2px 10px #0005; }
    .bad { --tone: var(--bad); } .warn { --tone: var(--warn); }
    .live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    [hidden] { display: none !important; }`;

  const make = (name, kind, ...parts) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    made.append(...parts);
    return made;
  };
  const host = document.createElement("brief-preview");
  const root = host.attachShadow({ mode: "open" });
  const style = make("style", "", STYLE);
  const [alarm, calm] = [make("div", "live"), make("div", "live")];
  alarm.setAttribute("role", "alert");
  calm.setAttribute("role", "status");
  const panel = make("section", "panel");
  panel.tabIndex = -1;
  panel.hidden = true;
  panel.setAttribute("aria-label", "Problems");
  const pill = make("button", "pill");
  pill.type = "button";
  pill.hidden = true;
  root.append(style, alarm, calm, panel, pill);
  document.body.append(host);

  let hidden = "", told = "", look = firstStyle, source, lost, state = { problems: [], notices: [] };

  const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const one = (problem) => {
    const item = make("li");
    const where = make("p");
    if (problem.place) where.append(make("code", "place", problem.place), " ");
    where.append(make("span", "rule", problem.level === "warning" ? `${problem.rule}, a warning` : problem.rule));
    item.append(where, make("p", "message", problem.message));
    if (problem.line) item.append(make("pre", "", make("b", "", problem.line), problem.before, make("mark", "", problem.guilty), problem.after));
    if (problem.hint) item.append(make("p", "hint", problem.hint));
    return item;
  };
  const words = () => {
    const errors = state.problems.filter((problem) => problem.level !== "warning");
    if (errors.length) {
      const why = shownPage === "none" ? "there is no page to show yet" : "the page shows the last good state";
      return `${plural(errors.length, "problem")}: ${why}`;
    }
    if (state.problems.length) return plural(state.problems.length, "warning");
    return lost ? "The preview has ended" : "Note";
  };
  const show = () => {
    const notices = [...state.notices, ...(lost ? ["This page follows again when build.py serve runs again."] : [])];
    const now = JSON.stringify([state.problems, notices]);
    const is_bad = state.problems.some((problem) => problem.level !== "warning");
    const is_any = state.problems.length + notices.length > 0;
    panel.hidden = !is_any || hidden === now;
    pill.hidden = !is_any || !panel.hidden;
    if (now === told) return;
    told = now;
    panel.hidden = !is_any;
    pill.hidden = true;
    panel.className = `panel ${is_bad ? "bad" : "warn"}`;
    pill.className = `pill ${is_bad ? "bad" : "warn"}`;
    pill.textContent = words().split(":")[0];
    const close = make("button", "close", "Hide");
    close.type = "button";
    close.onclick = hide;
    const head = make("header", "", make("h2", "", words()), close);
    panel.replaceChildren(make("div", "", head, ...notices.map((text) => make("p", "notice", text)), make("ul", "", ...state.problems.map(one))));
    const first = state.problems[0];
    alarm.textContent = is_bad ? `${words()}. ${first.place} ${first.message}` : "";
    calm.textContent = is_bad ? "" : is_any ? [words(), ...notices].join(". ") : "No problems any more.";
  };
  const hide = () => {
    const had = root.activeElement;
    hidden = told;
    show();
    if (had) pill.focus();
  };
  pill.onclick = () => {
    hidden = "";
    show();
    panel.focus();
  };
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });

  // A style sheet takes the place of the old one when it is loaded; the page stays as it is.
  const restyle = (version) => {
    look = version;
    for (const old of document.querySelectorAll("link[rel=stylesheet]")) {
      const url = new URL(old.href);
      if (url.origin !== location.origin) continue;
      url.searchParams.set("v", version);
      const fresh = old.cloneNode();
      fresh.href = url.href;
      fresh.onload = fresh.onerror = () => old.remove();
      old.after(fresh);
    }
  };
  const hear = ({ data }) => {
    clearTimeout(lost);
    lost = undefined;
    state = JSON.parse(data);
    if (state.page !== shownPage) {
      source.close();
      return location.reload();
    }
    if (state.style !== look) restyle(state.style);
    show();
  };
  // Browsers hold few connections to one host: a page that nobody sees gives its own back.
  const follow = () => {
    source?.close();
    if (document.hidden) return;
    source = new EventSource(`/~preview/events?at=${encodeURIComponent(location.pathname)}`);
    source.onmessage = hear;
    source.onerror = () => {
      lost ??= setTimeout(show, 1000);
      if (source.readyState === EventSource.CLOSED) setTimeout(follow, 1000);
    };
  };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
  addEventListener("pagehide", () => source?.close());
  follow();
})();
