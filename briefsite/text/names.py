"""Names found in running text: whole words, the longest name first.

In: the forms of names, each with the id it stands for. Out: where a text uses them. Nothing here
knows what the names are names of.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SENTENCE_START = re.compile(r"(?:^|[.!?:。！？][\"”’)]*)\s*[\"“‘(]*$")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True)
class Spot:
    """Where a name stands in a text, and what it stands for."""

    start: int
    end: int
    id: str


class Wording:
    """Names and what they stand for; of two ids with one form the first has it.

    A form with a capital after its first letter (GDP, Spring Festival) is meant as written. Another
    (Joint venture) stands in small letters, or with a capital where a sentence begins. A plural
    in -s or -ies counts as the name.
    """

    def __init__(self, forms: Iterable[tuple[str, str]] = (), *, exact: bool = False) -> None:
        ids: dict[str, str] = {}
        for form, id in forms:
            ids.setdefault(form, id)
        ordered = sorted(ids, key=lambda form: (-len(form), form))
        self._forms = [(ids[form], exact or _has_inner_capital(form)) for form in ordered]
        parts = (f"({_pattern(form, exact or _has_inner_capital(form))})" for form in ordered)
        self._pattern = re.compile("|".join(parts)) if ordered else _NEVER

    def find(self, text: str) -> Iterator[Spot]:
        """Every name in a text, in order; none lies within another."""
        for match in self._pattern.finditer(text):
            if match.lastindex is None:  # no name, no match: each name is a group of the pattern
                continue
            id, as_written = self._forms[match.lastindex - 1]
            begins = _SENTENCE_START.search(text, max(0, match.start() - 8), match.start())
            if as_written or not match[0][0].isupper() or begins:
                yield Spot(match.start(), match.end(), id)


def _has_inner_capital(form: str) -> bool:
    return any(char.isupper() for char in form[1:])


def _pattern(form: str, as_written: bool) -> str:
    words = form.split()
    body = r"\s+".join(re.escape(word) for word in words)
    first = words[0][0]
    if not as_written and first.isalpha():
        body = f"[{first.lower()}{first.upper()}]{body[len(re.escape(first)) :]}"
    if re.search(r"[^aeiou\W]y$", body):
        body = f"{body[:-1]}(?:y|ies)"
    elif body[-1].isascii() and body[-1].isalpha() and body[-1] not in "sS":
        body += "s?"
    return _edge(form[0], r"(?<![\w-])") + body + _edge(form[-1], r"(?![\w-])")


def _edge(char: str, boundary: str) -> str:
    """Chinese has no spaces between its words."""
    return boundary if char.isascii() and char.isalnum() else ""


# A paragraph of plain text into its sentences.
#
# In: text with single spaces. Out: where each sentence begins and ends. Points of decimals (4.5),
# of short forms (U.S., Co., Ltd., No. 5) and of initials end none; Chinese ends with its own signs.


_END = re.compile(r"[.!?]+[\"”’')\]]*(?=\s+[\"“‘'(\[]*[^\W_a-z])|[。！？]+[”’」』）]*")
_NEVER_LAST = re.compile(
    r"(?<![\w.])(?:Mr|Mrs|Ms|Dr|Prof|Gen|St|Mt|No|Nos|Fig|vs|cf|approx|e\.g|i\.e|[A-Z])\.$"
)
"""Short forms after which a sentence goes on whatever follows; so do initials."""
_MAYBE_LAST = re.compile(
    r"(?<![\w.])(?:Co|Corp|Inc|Ltd|Bros|etc|a\.m|p\.m|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|(?:[A-Z]\.)+[A-Z])\.[\"”’')\]]*$"
)
"""Short forms that may also end a sentence; it depends on what follows."""
_LONGEST = 24
_SPACES = re.compile(r"\s*")
_OPENING = re.compile(
    r"\s+[\"“‘'(\[]*(?:A|An|The|This|That|These|Those|It|Its|He|She|His|Her|They|Their|We|In|On|At|By"
    r"|For|From|With|After|Before|As|But|And|Both|Each|Since|There|When|While|According)\b"
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The beginning and end of each sentence, without the spaces between them."""
    start = 0
    for match in _END.finditer(text):
        if _ends(text, start, match.end()):
            yield start, match.end()
            start = _SPACES.match(text, match.end()).end()  # type: ignore[union-attr]
    if text[start:].strip():
        yield start, len(text.rstrip())


def first_sentence(text: str) -> str:
    """The first sentence of a text; empty where it has none."""
    start, end = next(sentences(text), (0, 0))
    return text[start:end]


def _ends(text: str, start: int, end: int) -> bool:
    # The last word only: a paragraph of a thousand short forms is read once, not a thousand times.
    begin = max(start, end - _LONGEST)
    if _NEVER_LAST.search(text, begin, end):
        return False
    return not _MAYBE_LAST.search(text, begin, end) or bool(_OPENING.match(text, end))
