"""Which pages to look at: an element that was seen on one page is not looked at on another.

What an element is counts by its tag and classes, and by those of the element around it; which
language a block of code is in makes no difference.
"""

import re
from collections import Counter
from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

Kinds = Counter[tuple[str, str]]
"""How often each kind of element stands on a page."""
EMPTY = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}
LANGUAGE = re.compile(r"\blanguage-\S+")
STOPS = {"button", "input", "select", "summary", "textarea"}


class Elements:
    """The kinds of elements of an HTML text: of all, and of those at which Tab stops."""

    def __init__(self, html: str) -> None:
        self.all: Kinds = Counter()
        self.stops: Kinds = Counter()
        for element in LexborHTMLParser(html).css("body *"):
            kind = _name(element.parent), _name(element)
            self.all[kind] += 1
            values = element.attributes
            if element.tag in STOPS or "href" in values or "tabindex" in values:
                self.stops[kind] += 1


def _name(element: LexborNode | None) -> str:
    """The tag and classes of an element."""
    words = (element.attributes.get("class") or "") if element else ""
    return f"{element.tag}.{LANGUAGE.sub('', words)}" if element else ""


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
