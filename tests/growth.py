"""How the cost of the program grows with its input: shapes of texts and of worlds, and the clock.

A shape is a piece that is repeated; a reader is a part of the program that reads the whole. What
costs more than in proportion to the number of pieces is a fault, whatever it costs today. Time is
that of the processor, never of the clock on the wall; a measurement that is disturbed is repeated.
"""

import contextlib
import functools
import gc
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from briefsite import editing, report, text
from briefsite.diff import pairing
from briefsite.editing import intake, skeletons
from briefsite.library import prose, resolving, yaml, yaml_errors
from briefsite.problems import BriefsiteError, problem_at
from briefsite.text import dates, quantities

MOST = 2.3
"""How many times as much twice the input may cost."""

Work = Callable[[], object]

# Texts.

SHAPES = {
    "one and a blank line": "1\n\n",
    "digits": "7",
    "digits and spaces": "7 ",
    "thousands": "1,234,",
    "decimals": "1.5.",
    "letters": "a",
    "capitals": "A",
    "words": "word ",
    "lines": "a short line\n",
    "sentences": "It grew. ",
    "spaces": " ",
    "blank lines": "\n",
    "commas": ",",
    "points": ".",
    "hyphens": "-",
    "dashes with spaces": " - ",
    "round brackets": "(",
    "pairs of brackets": "(a)",
    "square brackets": "[",
    "closing brackets": "]",
    "braces": "{",
    "angle brackets": "<",
    "tags": "<a ",
    "comments": "<!--",
    "entities": "&amp",
    "ampersands": "&",
    "stars": "*",
    "open emphasis": "*a **b ",
    "emphasis": "*a* ",
    "strong": "**a** ",
    "underscores": "_a ",
    "ticks": "`",
    "ticks with letters": "`a",
    "double quotes": '"',
    "single quotes": "'",
    "curly quotes": "“a",
    "back slashes": "\\",
    "escapes": "\\*",
    "links": "[a](https://a.example) ",
    "open links": "[a](",
    "links in links": "[[a](b",
    "images": "![a](b ",
    "citations": "[@gazette, para 1] ",
    "open citations": "[@gazette, para ",
    "citations by ear": "[gazette, para 1 ",
    "figures": "{ships} ",
    "figures of people": "{x@y}",
    "open figures": "{ships@",
    "double braces": "{{ a ",
    "wiki links": "[[north]] ",
    "open wiki links": "[[north|",
    "footnotes": "[^a ",
    "lists": "- a\n",
    "nested lists": "- ",
    "numbered": "1. a\n",
    "numbers without space": "1.",
    "quotations": "> ",
    "headings": "# a\n",
    "rules": "- - ",
    "tables": "|a|b|\n",
    "bars": "| a ",
    "fences": "~~~\n",
    "struck out": "~~a ",
    "addresses": "https://a.example/ ",
    "addresses in one": "https://",
    "hosts": "www.",
    "mail": "a@b.",
    "keys": "a: ",
    "keys on lines": "a: b\n",
    "other keys": "? a\n",
    "anchors": "&a ",
    "aliases": "*a ,",
    "flow lists": "[a, ",
    "flow maps": "{a: ",
    "documents": "---\n",
    "colons": ":",
    "hashes": "#",
    "remarks": " # a",
    "percents": "5% ",
    "money": "$5 million ",
    "ranges": "5-6 ",
    "long ranges": "5-",
    "between": "between 5 and ",
    "hundreds": "one hundred ",
    "and": "hundred and ",
    "million": "million ",
    "respectively": "5 and 6, respectively, ",
    "ordinals": "first ",
    "fractions": "one-third ",
    "fraction signs": "½",
    "raised digits": "²",
    "kilometres": "5 km ",
    "square kilometres": "square kilometres ",
    "over": "more than over ",
    "signs": "+-",
    "years": "2023 ",
    "years in a row": "2023-2024-",
    "months": "March ",
    "days": "March 5, ",
    "months and years": "in March 2023 ",
    "quarters": "the first quarter of ",
    "last year": "last year ",
    "by year": "by 2025 ",
    "Chinese": "汉",
    "Chinese digits": "一",
    "Chinese numbers": "三百二十",
    "Chinese scales": "万",
    "Chinese amounts": "5亿元，",
    "Chinese years": "2023年",
    "Chinese sentences": "增长。",
    "Chinese fractions": "百分之",
    "combining marks": "e\u0301",
    "marks alone": "\u0301",
    "Arabic": "عرب ",
    "emoji": "👩\u200d🔬",
    "full width": "１２，",
    "short forms": "Co. ",
    "initials": "A.B.",
    "names": "Ann Bell, ",
    "names of places": "North ",
    "abbreviations": "U.S.",
    "plans": "will plan to ",
    "clauses": "while, ",
}
"""What a text may be made of, many times over."""
WRAPS = {"": ("", ""), "in brackets": ("(", ")"), "then a word": ("", "x"), "then a 1": ("", "1")}
"""What may stand before and behind the repeated pieces."""


def repeated(piece: str, size: int) -> str:
    """A piece as often as makes about so many characters."""
    return piece * max(1, size // len(piece))


Reader = Callable[[str], Work]


def _yaml_file(given: str) -> Work:
    raw = given.encode()
    return lambda: yaml.load("briefs/regions/x.yml", raw)


def _yaml_scalar(given: str) -> Work:
    raw = f"summary: {given}\nname: x\n".encode()
    return lambda: yaml.load("briefs/regions/x.yml", raw)


def _yaml_block(given: str) -> Work:
    raw = _block(given)
    return lambda: yaml.load("briefs/regions/x.yml", raw)


def _block(given: str) -> bytes:
    return ("summary: |\n" + "".join(f"  {line}\n" for line in given.split("\n"))).encode()


def _format(given: str) -> Work:
    document, _ = yaml.load("briefs/regions/x.yml", given.encode())
    block, _ = yaml.load("briefs/regions/x.yml", _block(given))
    order = editing.order_for("briefs/regions/x.yml")
    found = [one for one in (document, block) if one]
    return lambda: [editing.formatted(one, order) for one in found]


def _prose(given: str) -> Work:
    return lambda: prose.parse(given)


def _numbers(language: str) -> Reader:
    def reader(given: str) -> Work:
        return lambda: quantities.quantities(given, language=language)

    return reader


def _hints(given: str) -> Work:
    return lambda: [yaml_errors.number_hint(text) for text in (given, f"5{given}7 x")]


def _dates(given: str) -> Work:
    day = date(2024, 5, 3)
    return lambda: dates.mentions(given, day)


def _wording(given: str) -> Work:
    return lambda: (
        quantities.normalise(given),
        [*text.sentences(given)],
        text.escape(given),
        text.attribute(given),
        text.address(given),
        text.lines(given),
        text.shorten(given),
        text.slug(given),
        text.han_grams(given),
        [*text.bad_characters(given)],
        [*NAMES.find(given)],
    )


NAMES = resolving.Wording(
    (form, form) for form in ("a", "Ann Bell", "North", "word", "汉", "Joint one")
)


def _reports(given: str) -> Work:
    lines = tuple(given.split("\n"))
    at = max(range(len(lines)), key=lambda number: len(lines[number]))
    marks = [(at, part * len(lines[at]) // 4) for part in range(4)]
    found = [problem_at("x.yml", lines, mark, "form", given, given, 5) for mark in marks]
    return lambda: [report.render(form, found) for form in ("text", "json", "github")]


def _intake(given: str) -> Work:
    raw = given.encode()

    def work() -> None:
        with contextlib.suppress(BriefsiteError):
            article = intake.read("x.txt", raw)
            skeletons.source_record(article, "x.txt", raw)

    return work


def _excerpts(given: str) -> Work:
    other = given[: len(given) // 2] + " new " + given[len(given) // 2 :]
    return lambda: pairing.excerpts(given, other)


READERS: dict[str, Reader] = {
    "YAML as a file": _yaml_file,
    "YAML as a value": _yaml_scalar,
    "YAML as a block": _yaml_block,
    "layout": _format,
    "prose": _prose,
    "numbers, English": _numbers("en"),
    "numbers, Chinese": _numbers("zh"),
    "numbers, German": _numbers("de"),
    "numbers, French": _numbers("fr"),
    "hints for numbers": _hints,
    "dates": _dates,
    "wording": _wording,
    "reports": _reports,
    "articles": _intake,
    "excerpts": _excerpts,
}
"""What reads a text."""
MOST_CHARACTERS = {"prose": 20_000, "excerpts": 20_000}
"""The longest text that a reader is given, where the format has a limit."""

# The clock.


@functools.cache
def _caches() -> tuple[Callable[[], None], ...]:
    """What forgets; a cache without a limit holds no texts."""
    values = [
        value
        for name, module in list(sys.modules.items())
        if name.startswith("briefsite")
        for value in vars(module).values()
    ]
    bounded = (one for one in values if getattr(one, "cache_parameters", dict)().get("maxsize"))
    return tuple({id(one): one.cache_clear for one in bounded}.values())


def clear() -> None:
    """Forget the texts that were read before."""
    for forget in _caches():
        forget()


def seconds(work: Work, tries: int = 1) -> float:
    """What a piece of work takes of the processor, at best."""
    best = float("inf")
    for _ in range(tries):
        clear()
        gc.collect(0)
        gc.disable()
        begin = time.thread_time()
        work()
        best = min(best, time.thread_time() - begin)
        gc.enable()
    return best


@dataclass(frozen=True)
class Grown:
    """What an input costs, and one of four times its size."""

    size: int
    small: float
    large: float

    @property
    def doubled(self) -> float:
        """How many times as much twice the input costs."""
        return float((self.large / max(self.small, 1e-7)) ** 0.5)


def growth(make: Callable[[int], Work], first: int, last: int, enough: float, tries: int) -> Grown:
    """How the cost grows at the first size at which it is worth measuring, or at the last."""
    size = first
    small = seconds(make(size))
    while True:
        large = seconds(make(4 * size))
        if large >= enough or 16 * size > last:
            break
        size, small = 4 * size, large
    grown = Grown(size, small, large)
    if grown.doubled > MOST * 0.9:
        grown = Grown(size, seconds(make(size), tries), seconds(make(4 * size), tries))
    return grown


def of_text(reader: str, shape: str, wrap: str = "") -> Callable[[int], Work]:
    """What makes a reader read a shape of so many characters."""
    read, piece, (before, after) = READERS[reader], SHAPES[shape], WRAPS[wrap]
    return lambda size: read(before + repeated(piece, size) + after)
