"""What is looked at on a page in the browser: all of it in one visit, as loading costs most.

axe-core, what a first view costs and moves, every stop of Tab, large letters, still pictures. Each
look has a test that it sees a fault made on purpose.
"""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from tests.visitor import NARROW, Visitor

# --- axe-core ------------------------------------------------------------------------------------

SCHEMES = {"light": "default", "dark": "slate"}
AXE = Axe().axe_script + "; undefined"
# Parts of a page that are like two others before them: by name, attributes, what is around and
# inside, and whether they are first or last. How an element looks follows from these. `seen` says
# how often there was one of a kind, and counts on; kinds by a number made of their words, as there
# are thousands.
ALIKE = """(seen) => {
  const alike = [];
  const styled = /^(class|style|lang|fill|stroke|tabindex|aria-current|data-md-color-scheme)$/;
  const number = (words) => {
    let hash = words.length;
    for (let at = 0; at < words.length; at++)
      hash = Math.imul(hash ^ words.charCodeAt(at), 16777619);
    return hash;
  };
  const isNew = (element, above) => {
    const names = [...element.attributes].map(({ name, value }) =>
      styled.test(name) ? `${name}=${value}` : name);
    const own = number([above, element.localName, ...names].join());
    const kind = number([own, !element.previousElementSibling, !element.nextElementSibling].join());
    seen[kind] = (seen[kind] ?? 0) + 1;
    const known = [...element.children].filter((child) => !isNew(child, own));
    const differs = seen[kind] <= 2 || known.length < element.children.length;
    if (differs) alike.push(...known);
    return differs;
  };
  isNew(document.documentElement, 0);
  return alike;
}"""
# Colours are looked at where they may differ, all else everywhere, in one run: each draws up the
# page anew. The size of targets (WCAG 2.2) is off in axe-core unless asked for. What was seen is
# given back with what was found.
COLOURS = {"color-contrast": "*", "link-in-text-block": "a[href], [role=link]"}
RUN = f"""async ([only, within, seen, colours]) => {{
  const alike = ({ALIKE})(seen);
  for (const part of alike) part.dataset.alike = "";
  const others = ":not([data-alike], [data-alike] *)";
  axe.configure({{ rules: Object.entries(colours).map(([id, words]) =>
    ({{ id, selector: `:is(${{words}})${{others}}` }})) }});
  const rules = {{ "target-size": {{ enabled: true }} }};
  const which = only.length ? {{ runOnly: only }} : {{ rules }};
  const options = {{ resultTypes: ["violations"], preload: false, ...which }};
  const {{ violations }} = await axe.run(within, options);
  for (const part of alike) delete part.dataset.alike;
  const words = violations.map(({{ id, nodes }}) =>
    `${{id}}: ${{nodes.slice(0, 4).map(({{ target }}) => target)}} (${{nodes.length}})`);
  return [words, seen];
}}"""
FOLDED = "details:not([open]) > summary"
UNFOLD = """document.querySelectorAll("details:not([open])").forEach((details) => {
  details.open = true;
  details.dataset.unfolded = "";
})"""
FOLD = """document.querySelectorAll("[data-unfolded]").forEach((details) => {
  details.open = false;
})"""
AGAIN, PAUSE = 3, 500
"""How often a page with a fault is looked at, and the milliseconds between; on a busy machine its
scripts may still be at work, or half a table may be painted."""


Seen = dict[str, int]
"""How often parts of a kind were there, for `ALIKE`."""


def violations(page: Page, *only: str, within: str = "html", seen: Seen | None = None) -> list[str]:
    """What axe-core finds in the page as it stands, or in parts of it; by all its rules or some.

    For colours, parts that are like two others are passed over: of this page and, with `seen`, of
    those before it in the same size and scheme, which it joins.
    """
    for _ in range(AGAIN):
        found, now = page.evaluate(RUN, [only, within, seen or {}, COLOURS])
        if not found:
            if seen is not None:
                seen |= now
            return []
        page.wait_for_timeout(PAUSE)
    return list(found)


def recoloured(page: Page, scheme: str) -> None:
    """Switch the colours, as the button in the header does."""
    number = list(SCHEMES).index(scheme)
    page.evaluate(f"document.getElementById('__palette_{number}').click()")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])


# --- large letters, narrow screens, stillness ----------------------------------------------------

ZOOMS = {
    "200 %": {"width": 640, "height": 512},
    "320 pixels": {"width": 320, "height": 640},
    "letters, desktop": {"width": 1280, "height": 800},
    "letters, phone": {"width": 390, "height": 844},
}

# What is wider than the screen, and every visible box that cuts off text, in letters of a size.
LOST = """(letters) => {
  document.documentElement.style.fontSize = letters;
  const lost = [];
  for (const root of [document.documentElement, document.body])
    if (root.scrollWidth > innerWidth) lost.push(`${root.tagName} is ${root.scrollWidth} wide`);
  for (const element of document.querySelectorAll("body *")) {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
    const [wide, high] = [[scrollWidth, clientWidth], [scrollHeight, clientHeight]]
      .map(([has, shows]) => shows && has > shows + 1);
    if (!wide && !high) continue;  // most: what follows takes long
    const { clipPath, overflowX, overflowY } = getComputedStyle(element);
    const shown = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!shown || !element.textContent.trim() || clipPath !== "none") continue;
    const cuts = (overflow) => /hidden|clip/.test(overflow);
    if (wide && cuts(overflowX) || high && cuts(overflowY))
      lost.push(`${element.tagName}.${element.className}: ${element.textContent.trim()}`);
  }
  document.documentElement.style.fontSize = "";
  return lost;
}"""

MOVING = """() => [...document.querySelectorAll("*")].flatMap((element) =>
  [null, "::before", "::after"].flatMap((part) => {
    const style = getComputedStyle(element, part);
    const times = [style.transitionDuration, style.transitionDelay, style.animationDuration];
    const long = times.join().split(",").some((time) => parseFloat(time) > 0.01);
    const moves = long || style.scrollBehavior === "smooth";
    return moves ? [`${element.tagName}.${element.className}`] : [];
  }))"""


def lost(page: Page, zoom: str) -> list[str]:
    """What is lost where letters are large or the screen is small; the window keeps its size."""
    page.set_viewport_size(ZOOMS[zoom])  # type: ignore[arg-type]
    found: list[str] = page.evaluate(LOST, "200%" if zoom.startswith("letters") else "")
    return found


@contextmanager
def sized(page: Page, size: dict[str, int]) -> Iterator[None]:
    """The window has another size for a while."""
    before = page.viewport_size
    page.set_viewport_size(size)  # type: ignore[arg-type]
    yield
    page.set_viewport_size(before)  # type: ignore[arg-type]


# --- the keyboard --------------------------------------------------------------------------------

MOST = 2_000
"""More steps than any page takes: a walk that is not through by then is in a trap."""

# How each element looks before the walk. What is wrong with a stop is seen when Tab leaves it; what
# is still on its way is given ten frames, in which Tab does nothing: such steps are not counted.
# The radio buttons of the palette are shown by their labels.
WATCH = """() => {
  const face = (element) =>
    element.matches("input.md-option") ? element.nextElementSibling : element;
  const look = (element) => {
    const { outlineStyle, outlineWidth, boxShadow, backgroundColor } = getComputedStyle(element);
    const outline = outlineStyle === "none" ? "" : outlineStyle + outlineWidth;
    return [outline, boxShadow, backgroundColor].join();
  };
  const before = new Map();
  for (const element of document.querySelectorAll("*")) before.set(element, look(element));
  const isSeen = (shown) => [...shown.getClientRects()].some(({ left, right, top, bottom }) => {
    // The part of the element that is on the screen: some of it must be on top.
    const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
    const [from, to] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
    return [0.5, 0.9].some((part) => {
      const hit = from < to && document.elementFromPoint(x, from + (to - from) * part);
      return hit && (shown.contains(hit) || hit.contains(shown) && !hit.matches("body, html"));
    });
  });
  const faults = (shown) => [
    ...(isSeen(shown) ? [] : ["not seen"]),
    ...(look(shown) === before.get(shown) ? ["not marked"] : []),
  ];
  let last, first, late, frames;
  const frame = (then) => requestAnimationFrame(then);
  const pass = (then) => frames < 10 ? frame(() => { frames++; pass(then); }) : then();
  const isLate = (element) => {
    if (element !== late) [late, frames] = [element, 0];
    return frames < 10;
  };
  const walked = { stops: 0, waited: 0, wrong: [], ended: false };
  const leave = (event) => {
    const element = document.activeElement;
    if (element === document.body && !first) return;
    walked.ended ||= element === document.body || element === first && element !== last;
    const wrong = walked.ended ? [] : faults(face(element));
    if (walked.ended || wrong.length && isLate(element)) {
      walked.waited++;
      event.preventDefault();
      return;
    }
    first ??= element;
    const follows = last?.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (last && !follows) wrong.push("out of order");
    last = element;
    walked.stops++;
    walked.wrong.push(...wrong.map((word) => `${word}: ${element.outerHTML.slice(0, 100)}`));
  };
  addEventListener("keydown", leave, true);
  window.walked = async () => {
    if (walked.ended) removeEventListener("keydown", leave, true);
    else if (late === document.activeElement) await new Promise(pass);
    return walked;
  };
}"""
PASS_OVER = f"""() => ({ALIKE})({{}}).flatMap((part) => [part, ...part.querySelectorAll("*")])
  .forEach((element) => {{ if (element.tabIndex >= 0) element.tabIndex = -1; }})"""

TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
"""A walk has thousands of steps: each is asked of the browser with nothing between."""
STRIDE = 20
"""Steps after which the page is asked whether the walk has come round."""


def walk(page: Page) -> tuple[int, list[str]]:
    """Tab through a page, of many parts alike through two: how many stops, and what is wrong."""
    page.evaluate(PASS_OVER)
    page.evaluate(WATCH)
    session = page.context.new_cdp_session(page)
    steps, walked = 0, {"waited": 0}
    while steps - walked["waited"] < MOST:
        for _ in range(STRIDE):
            session.send("Input.dispatchKeyEvent", TAB)
        steps += STRIDE
        walked = page.evaluate("walked()")
        if walked["ended"]:
            return walked["stops"], walked["wrong"]
    return walked["stops"], [*walked["wrong"], "a trap"]


def skip(page: Page) -> list[str]:
    """What is wrong with the first stop, which leads to the text; the walk has come round to it."""
    if page.evaluate("document.activeElement === document.body"):
        page.keyboard.press("Tab")
    words = page.locator(":focus").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1:target")).to_be_in_viewport()
    page.keyboard.press("Tab")
    inside = "document.activeElement.closest('article, footer, .sections') !== null"
    return [
        *([] if words == "Skip to content" else [f"the first stop is {words}"]),
        *([] if page.evaluate(inside) else ["it leads elsewhere"]),
    ]


# --- a first view --------------------------------------------------------------------------------

STILL = 0.001
"""The sum of shifts below which nothing that a reader sees has moved."""
LATE = "2099-01-01T12:00:00Z"
"""A day on which every figure is past its review; its mark comes by script."""

SHIFTS = """() => new Promise((done) => {
  const moved = [];
  new PerformanceObserver((list) => moved.push(...list.getEntries()))
    .observe({ type: "layout-shift", buffered: true });
  const frames = (count, then) =>
    count ? requestAnimationFrame(() => frames(count - 1, then)) : then();
  frames(2, () => setTimeout(() => done(moved.map(({ value, sources }) =>
    [value, sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? "")])), 100));
})"""


def asked_by(visitor: Visitor) -> list[Request]:
    """What a reader's pages ask for from now on."""
    asked: list[Request] = []
    visitor.page.on("requestfinished", lambda request: asked.append(request))
    return asked


def has_moved(page: Page) -> list[object]:
    """What has moved since the page was opened, and by how much; empty where a reader sees none."""
    moved: list[tuple[float, object]] = page.evaluate(SHIFTS)
    return [*moved] if sum(value for value, _ in moved) >= STILL else []


def without_cache(visitor: Visitor) -> None:
    """From now on each page is seen as by a reader who was never there."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})


# --- all of it -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """What was seen of a page in one size of window."""

    weight: int
    own: int
    """Of this, the page itself."""
    requests: list[str]
    moved: list[object]
    moving: list[str]
    words: list[str]
    charts: int
    stops: int
    """0 where nobody walked."""
    wrong_stops: list[str]
    wrong_skip: list[str]
    is_same_without_script: bool
    axe: dict[str, list[str]]
    lost: dict[str, list[str]]


def look(visitor: Visitor, path: str, also: Set[str], seen: dict[str, Seen]) -> Look:
    """Open a page and look at it; the window is `without_cache`, its clock at `LATE`. `seen` are
    the parts of pages before it, by scheme.

    As it comes; then `also` by `axe`, with everything unfolded, in the `dark`, in `small` windows
    and large letters; at last, folded, by `keyboard`.
    """
    page = visitor.page
    page.emulate_media(reduced_motion="no-preference")
    moved = first_view(visitor, path)
    asked: list[tuple[str, int]] = page.evaluate(ASKED)
    page.emulate_media(reduced_motion="reduce")
    moving = page.evaluate(MOVING)
    words, charts = text_of(page), page.locator("article svg.chart").count()
    sent, drawn = page.evaluate(AS_SENT)
    axe: dict[str, list[str]] = {}
    lost_in: dict[str, list[str]] = {}
    if "axe" in also:
        page.evaluate(AXE)
        axe = dict(_axe(page, also, seen))
    if "small" in also:
        with sized(page, NARROW):
            lost_in = {zoom: lost(page, zoom) for zoom in ZOOMS}
    page.evaluate(FOLD)
    page.evaluate("localStorage.clear()")
    stops, wrong = walk(page) if "keyboard" in also else (0, [])
    wrong_skip = skip(page) if "keyboard" in also else []
    return Look(
        weight=sum(size for _, size in asked),
        own=asked[0][1],
        requests=[url for url, _ in asked],
        moved=moved,
        moving=moving,
        words=words,
        charts=charts,
        is_same_without_script=(sent.split(), drawn) == (words, charts),
        stops=stops,
        wrong_stops=wrong,
        wrong_skip=wrong_skip,
        axe=axe,
        lost=lost_in,
    )


# What a page has asked for, itself first, and the bytes of each answer as it was sent.
ASKED = """async () => {
  const known = (type) => new Promise((done) =>
    new PerformanceObserver((list) => done(list.getEntries())).observe({ type, buffered: true }));
  const asked = await Promise.all([known("navigation"), known("resource")]);
  return asked.flat().map(({ name, encodedBodySize }) => [name, encodedBodySize]);
}"""


def first_view(visitor: Visitor, path: str) -> list[object]:
    """What moves on a page; what moved is looked at again."""
    for _ in range(AGAIN):
        moved = has_moved(visitor.go(path))
        visitor.page.wait_for_load_state("networkidle")
        if not moved:
            break
    return moved


def _axe(page: Page, also: Set[str], seen: dict[str, Seen]) -> Iterator[tuple[str, list[str]]]:
    """In each state what is different in it."""
    if page.locator(FOLDED).count():
        yield "folded", violations(page, within=FOLDED)
    page.evaluate(UNFOLD)
    yield "unfolded", violations(page, seen=seen["light"])
    if "dark" in also:
        recoloured(page, "dark")
        yield "dark", violations(page, "color-contrast", seen=seen["dark"])
        recoloured(page, "light")


# The text of an article without what a script adds.
TEXT = """(article) => {
  const copy = article.cloneNode(true);
  const late = "[data-find-here], [data-due], .copy";
  copy.querySelectorAll(late).forEach((part) => part.remove());
  return copy.textContent;
}"""
# The same of the page as it is sent, with its pictures.
AS_SENT = f"""async () => {{
  const sent = await (await fetch(location.href)).text();
  const article = new DOMParser().parseFromString(sent, "text/html").querySelector("article");
  return [({TEXT})(article), article.querySelectorAll("svg.chart").length];
}}"""


def text_of(page: Page) -> list[str]:
    """The text of the article that stands in it with and without script."""
    text: str = page.locator("article").evaluate(TEXT)
    return text.split()
