"""What is wrong with the input, as values: a place, a rule, a message, a way out. Bytes into text.

Everyone above may make a `Problem`; only `briefsite.report` words it for people or machines.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal

from briefsite.text import bad_characters, is_plain, name_of


class BriefsiteError(Exception):
    """The run cannot go on; the message says why. Root of all exceptions of the package."""


class PlacedError(BriefsiteError):
    """The run cannot go on because of a problem whose place is known."""

    def __init__(self, message: str, problem: "Problem") -> None:
        super().__init__(message)
        self.problem = problem


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True)
class Related:
    """A second place that belongs to a problem, and what is to be seen there."""

    place: Place
    words: str
    excerpt: str = ""
    width: int = 1


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong. `excerpt` is the guilty line, `width` how much of it."""

    place: Place
    rule: str
    message: str
    hint: str = ""
    level: Literal["error", "warning"] = "error"
    excerpt: str = field(default="", compare=False)
    width: int = field(default=1, compare=False)
    related: Related | None = field(default=None, compare=False)

    def beside(self, other: "Problem") -> "Problem":
        """This problem with the place and the words of another one as its second place."""
        second = Related(other.place, other.message, other.excerpt, other.width)
        return replace(self, related=second)


def did_you_mean(word: str, known: Iterable[str], most: int = 14) -> str:
    """A hint with the closest known word, or with all of them where they are at most so many."""
    words = sorted(known)
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    if words and len(words) <= most:
        return "known here: " + ", ".join(words)
    return ""


class Suggestions:
    """Hints with the closest known word for many words, each of them looked up once.

    Who has hundreds of unknown words is told of the first of them; the others have one cause.
    """

    MOST = 100

    def __init__(self) -> None:
        self._found: dict[tuple[str, object], str] = {}

    def hint(self, word: str, kind: object, known: Callable[[], Iterable[str]]) -> str:
        """A hint for a word, among those known of its kind."""
        if (word, kind) not in self._found:
            if len(self._found) == self.MOST:
                return ""
            self._found[word, kind] = did_you_mean(word, known())
        return self._found[word, kind]


@lru_cache(maxsize=64)
def _excerpt(line: str) -> str:
    """A line as it can be shown; one text for all the problems of the line."""
    return "".join(c if is_plain(c) else "\N{REPLACEMENT CHARACTER}" for c in line)


def problem_at(
    file: str,
    lines: tuple[str, ...],
    mark: tuple[int, int],
    rule: str,
    message: str,
    hint: str = "",
    width: int = 1,
) -> Problem:
    """A problem at a mark (line and column from 0), with the line as its excerpt."""
    line, column = mark
    excerpt = _excerpt(lines[line]) if line < len(lines) else ""
    return Problem(Place(file, line + 1, column + 1), rule, message, hint, "error", excerpt, width)


# What people are told about a rule, as values: what it says, why, how to fix it, an example.
#
# A check says it in its module: the docstring begins with what the rule says, has a paragraph that
# begins with `Why:` and one with `Fix:`, and `EXAMPLE` stands under it. `report.rules` has all.


PAGE = "rules/"
"""The address of the page of all rules, below the site's root; the anchor is the rule's name."""


@dataclass(frozen=True)
class Example:
    """A mistake in the small world of `tests/rules_world.py`, and what is right there.

    `good` stands in `file`, and `bad` takes its place. Where the world has no such file, `bad` is
    all of it, and `good` all of `good_file`.
    """

    file: str
    bad: str
    good: str
    good_file: str = ""
    encoding: str = "utf-8"
    times: int = 1
    """How often the bad text stands there."""


@dataclass(frozen=True)
class Rule:
    """A rule and its documentation; only what is found in a built site has no example."""

    name: str
    says: str
    why: str
    fix: str
    example: Example | None = None


def from_docstring(name: str, text: str, example: Example | None) -> Rule:
    """The rule that a module states; an empty `why` or `fix` where it does not."""
    says, *others = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()))
    told = {head: rest.strip() for head, _, rest in (part.partition(":") for part in others)}
    why, fix = (told.get(head, "") for head in ("Why", "Fix"))
    return Rule(name, says, why[:1].upper() + why[1:], fix[:1].upper() + fix[1:], example)


def address(site: str, rule: str) -> str:
    """Where a rule is explained on the site; empty where the site's address is not known."""
    return f"{site}{PAGE}#{rule}" if site else ""


# Bytes of a file into text: of a size that is read, in UTF-8, without what hides or reorders.
#
# In: the name and the bytes. Out: the text with plain line ends, and what is wrong with it.


MAX_BYTES = 256 * 1024


def decode(file: str, raw: bytes) -> tuple[str, list[Problem]]:
    """The text; whoever gets problems too goes no further."""
    if len(raw) > MAX_BYTES:
        message = f"the file has {len(raw):,} bytes; at most {MAX_BYTES:,} are read"
        return "", [Problem(Place(file), "file-size", message, "split the brief")]
    try:
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        return "", [_not_utf8(file, raw, error.start)]
    if "\n" not in text.rstrip("\n") and "\r" in text:
        message, hint = (
            "the lines end in a carriage return alone",
            "save the file with line ends LF",
        )
        return "", [Problem(Place(file), "forbidden-character", message, hint)]
    return text, _faults(file, text)


def _faults(file: str, text: str) -> list[Problem]:
    """What no line may hold; nearly every text is seen through in two looks at the whole."""
    conflict = _CONFLICT.search(text)
    if not conflict and text.replace("\n", "").isprintable():
        return []
    lines = tuple(text.split("\n"))
    if conflict:
        return [_conflict(file, lines, text.count("\n", 0, conflict.start()))]
    return [*_forbidden(file, lines), *_odd_spaces(file, lines)]


_ODD_SPACE = re.compile(r"[ -]*(?:[a-z_]+:)?([\u00a0\u2000-\u200a\u202f\u3000])")


def _odd_spaces(file: str, lines: tuple[str, ...]) -> Iterator[Problem]:
    """Spaces other than the plain one before a key or a value, where YAML knows none."""
    for number, line in enumerate(lines):
        if found := _ODD_SPACE.match(line):
            message = f"the character {name_of(found[1])} is no space of YAML"
            mark = number, found.start(1)
            yield problem_at(
                file, lines, mark, "forbidden-character", message, "type a plain space"
            )


_CONFLICT = re.compile(r"^(?:<{7} |>{7} |={7}$)", re.MULTILINE)
"""A mark that Git leaves where two changes met; one such place says enough."""


def _conflict(file: str, lines: tuple[str, ...], number: int) -> Problem:
    message = "two changes met here, and Git left both"
    hint = "keep what is right, and delete the lines with <<<<<<<, ======= and >>>>>>>"
    width = len(lines[number])
    return problem_at(file, lines, (number, 0), "yaml-syntax", message, hint, width)


def _not_utf8(file: str, raw: bytes, start: int) -> Problem:
    before = raw[:start].decode("utf-8").split("\n")
    lines = tuple(raw.decode("utf-8", "replace").split("\n"))
    message = f"byte {start} is not UTF-8"
    hint = "save the file as UTF-8; it may be GBK or GB 18030 now"
    mark = len(before) - 1, len(before[-1])
    return problem_at(file, lines, mark, "encoding", message, hint)


def _forbidden(file: str, lines: tuple[str, ...]) -> Iterator[Problem]:
    for number, line in enumerate(lines):
        for column, char in bad_characters(line):
            indents = "indent by two spaces" if not line[:column].strip() else "use spaces"
            hint = indents if char == "\t" else "delete it; it is invisible or reorders text"
            if (number, column, char) == (0, 0, "\N{ZERO WIDTH NO-BREAK SPACE}"):
                hint = "save the file as UTF-8 without a byte order mark"
            message = f"the character {name_of(char)} is not allowed"
            yield problem_at(file, lines, (number, column), "forbidden-character", message, hint)
