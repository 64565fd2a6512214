"""Which pages to look at: an element that was seen on one page is not looked at on another.

What an element is counts by its tag and classes, and by those of the element around it.
"""

from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser

Kinds = Counter[tuple[str, str]]
"""How often each kind of element stands on a page."""
EMPTY = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}
STOPS = {"button", "input", "select", "summary", "textarea"}


class Elements(HTMLParser):
    """The kinds of elements of an HTML text: of all, and of those at which Tab stops."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: Kinds = Counter()
        self.stops: Kinds = Counter()
        self._around = ["", ""]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element."""
        values = dict(attrs)
        name = f"{tag}.{values.get('class') or ''}"
        kind = self._around[-1], name
        self.all[kind] += 1
        if tag in STOPS or "href" in values or "tabindex" in values:
            self.stops[kind] += 1
        if tag not in EMPTY:
            self._around.append(name)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element that holds nothing."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, with those in it that have no end of their own."""
        open_now = [name.partition(".")[0] for name in self._around]
        if tag in open_now:
            del self._around[len(open_now) - 1 - open_now[::-1].index(tag) :]


def enough(pages: Mapping[str, Kinds]) -> set[str]:
    """Pages, short rather than long, that have every kind of element that any page has."""
    left = {kind for kinds in pages.values() for kind in kinds}
    chosen: set[str] = set()
    while left:
        new = {name: len(left & kinds.keys()) for name, kinds in pages.items()}
        best = max(pages, key=lambda name: (new[name] / max(1, pages[name].total()), name))
        chosen.add(best)
        left -= pages[best].keys()
    return chosen
