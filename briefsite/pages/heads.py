"""What a page's head says of it, for search engines, tabs and link previews: plain text.

In: texts of a page. Out: texts of the lengths that are shown whole, each said by one page only.
"""

import re

from briefsite.pages.desk import page_url
from briefsite.text import shorten

FEWEST, MOST = 50, 160
"""Characters of a description: fewer say too little, more are cut off by those who show them."""
HEADLINE = 110
PROMISE = "Every number names its source."
_SENTENCE_END = re.compile(r"(?<=[a-z)%\]][.!?])\s+(?=[A-Z])")


def describe(text: str, name: str, what: str) -> str:
    """A description from a text: whole sentences where they fit, else cut between words.

    A text that is too short is told with the name and with what it is the name of.
    """
    plain = " ".join(text.split())
    if len(plain) < FEWEST:
        plain = f"{name} ({what[:1].lower()}{what[1:]}): {plain}"
    if len(plain) < FEWEST:
        plain = f"{plain} {PROMISE}"
    if len(plain) <= MOST:
        return plain
    told, *rest = _SENTENCE_END.split(plain)
    for sentence in rest:
        if len(told) + 1 + len(sentence) > MOST:
            break
        told = f"{told} {sentence}"
    cut = told if len(told) <= MOST else shorten(plain, MOST - 2)
    return cut if len(cut) >= FEWEST else f"{plain[: MOST - 2]} …"


def headline(name: str, what: str) -> str:
    """A name with what it is the name of: `Changsha, city in Hunan, China`."""
    return shorten(f"{name}, {what[:1].lower()}{what[1:]}" if what else name, HEADLINE)


class Heads:
    """The heads of a site so far; where two would say the same, the later one adds its address."""

    def __init__(self) -> None:
        self._headlines: set[str] = set()
        self._descriptions: set[str] = set()

    def distinct(self, path: str, headline: str, description: str) -> tuple[str, str]:
        """Headline and description of a page, as no other page has them."""
        return (
            _new(headline, path, self._headlines, HEADLINE),
            _new(description, path, self._descriptions, MOST),
        )


def _new(text: str, path: str, seen: set[str], most: int) -> str:
    if text in seen:
        address = page_url(path).rstrip("/")
        text = f"{shorten(text, max(FEWEST, most - len(address) - 5))} ({address})"
    seen.add(text)
    return text
