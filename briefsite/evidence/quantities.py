"""Numbers as texts print them: in digits and words, with scale, unit and qualifier.

In: a normalised text. Out: the quantities in it, each with its place. Understood: `868,000 units`,
`60.5 percent`, `eight percent`, `fourth`, `$22.22 billion`, `0.69 trillion`, `1.2万亿元`, `20亿元`,
`347 mu`, `200-petaflop`, `110 kV`, `10 to 12 percent`, and the word before: over, about, nearly ...
No maintained library gives value, unit, qualifier and place together, in English and in 万 and 亿.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest

_PLAIN = str.maketrans(
    dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚‛`´′", "'") | dict.fromkeys("–—−‐‑‒", "-")
)
_CARDINALS_TO_19 = re.findall(
    r"\w+",
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen""",
)
_TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS = re.findall(
    r"\w+",
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""",
)
_WORDS = {word: number for number, word in enumerate(_CARDINALS_TO_19, 1)}
_WORDS |= {word: number * 10 for number, word in enumerate(_TENS, 2)}
_ORDINAL_WORDS = {word: number for number, word in enumerate(_ORDINALS, 1)}
_SCALES = {
    "hundred": 2,
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "trillion": 12,
    "万亿": 12,
    "亿": 8,
    "千万": 7,
    "百万": 6,
    "万": 4,
    "千": 3,
}
_UNITS = (
    ("percentage-points", r"percentage[ -]points?|个百分点"),
    ("percent", r"percent|per cent|%|pct"),
    ("us-dollars", r"U\.?S\.? dollars?|US\$|USD|dollars?|美元"),
    ("yuan", r"yuan|RMB|renminbi|CNY|人民币|元"),
    ("mu", r"mu\b|亩"),
    ("hectares", r"hectares?|ha\b|公顷"),
    (
        "square-metres-a-year",
        r"square (?:meters|metres)(?=[^.]*\b(?:annually|a year|per year)\b)",
    ),
    ("petaflops", r"petaflops?\b|PFLOPS"),
    ("kilovolts", r"kV\b|kilovolts?"),
    ("square-metres", r"square (?:meters|metres)|平方米"),
)
_PREFIXES = {"$": "us-dollars", "us$": "us-dollars", "¥": "yuan", "rmb": "yuan", "cny": "yuan"}
_QUALIFIERS = (
    ("over", r"over|more than|exceed(?:s|ed|ing)?|above|surpass(?:es|ed|ing)?|upwards of|超过?"),
    ("about", r"about|some|around|approximately|roughly|circa|约"),
    ("nearly", r"nearly|almost|close to|近"),
    ("at-least", r"at least|no (?:fewer|less) than|至少"),
    ("up-to", r"up to|at most|no more than|as (?:many|much) as|最多"),
)
_CARDINALS = "|".join(sorted(_WORDS, key=len, reverse=True))
_ORDINAL_PATTERN = "|".join(sorted(_ORDINAL_WORDS, key=len, reverse=True))
_SCALE_PATTERN = "|".join(sorted(_SCALES, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?P<prefix>US\$|\$|¥|RMB ?|CNY ?)?"
    rf"(?<![A-Za-z0-9_.])(?<!\d,)(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<nth>st|nd|rd|th)?(?![\d])"
    rf"|(?P<ordinal>\b(?:(?:{'|'.join(_TENS)})[ -])?(?:{_ORDINAL_PATTERN})\b)"
    rf"|(?P<words>\b(?:{_CARDINALS})(?:[ -](?:{_CARDINALS}))?\b))"
    rf"(?:[ -]?(?P<scale>(?:{_SCALE_PATTERN})(?![a-z])))?"
    rf"(?:[ -]?(?P<unit>{'|'.join(f'(?:{pattern})' for _, pattern in _UNITS)}))?",
    re.IGNORECASE,
)
_RANGE = re.compile(r" ?(?:to|-) ?")
_BEFORE = re.compile(
    "(?:"
    + "|".join(f"(?P<q{index}>{pattern})" for index, (_, pattern) in enumerate(_QUALIFIERS))
    + r")[ ]*(?:US\$|\$|¥|RMB ?)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Quantity:
    """A number in a text: its normalised value, its unit, the word before it, and its place."""

    value: Decimal
    unit: str | None
    """A unit of the format, `square-metres`, `ordinal`, or None for a bare number."""
    qualifier: str
    start: int
    end: int
    printed: str

    @property
    def looks_like_a_year(self) -> bool:
        """A bare number between 1900 and 2100, without comma or point."""
        return self.unit is None and self.printed.isdecimal() and 1900 <= self.value <= 2100


def normalise(text: str) -> str:
    """White space, quotes and dashes in one form, so that copies of a text compare equal."""
    plain = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    return " ".join(plain.split())


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of a normalised text, in order. 'One' alone is a word, not a number."""
    return tuple(_joined(text))


def _joined(text: str) -> Iterator[Quantity]:
    found = list(_single(text))
    for quantity, following in zip_longest(found, found[1:]):
        if following and _begins_range(text, quantity, following):
            yield _with_unit_of(quantity, following)
        else:
            yield quantity


def _begins_range(text: str, quantity: Quantity, following: Quantity) -> bool:
    between = _RANGE.fullmatch(text[quantity.end : following.start])
    return bool(between) and not quantity.looks_like_a_year


def _with_unit_of(quantity: Quantity, following: Quantity) -> Quantity:
    """In `10 to 12 billion yuan` the first number is in billion yuan too."""
    scale = next((s for s in _SCALES if s in following.printed.lower()), None)
    value = quantity.value
    if scale and quantity.printed.replace(",", "").replace(".", "").isdecimal():
        value = value.scaleb(_SCALES[scale])
    return replace(quantity, value=value, unit=quantity.unit or following.unit)


def _single(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        alone = not match["scale"] and not match["unit"]
        if alone and (match["words"] or "").lower() == "one":
            continue
        scale = _SCALES[match["scale"].lower()] if match["scale"] else 0
        yield Quantity(
            _value(match).scaleb(scale),
            _unit(match),
            _qualifier(text[: match.start()]),
            match.start(),
            match.end(),
            match[0],
        )


def _value(match: re.Match[str]) -> Decimal:
    if match["digits"]:
        return Decimal(match["digits"].replace(",", ""))
    words = re.split(r"[ -]", (match["words"] or match["ordinal"]).lower())
    return Decimal(sum(_WORDS.get(word, 0) or _ORDINAL_WORDS.get(word, 0) for word in words))


def _unit(match: re.Match[str]) -> str | None:
    if match["unit"]:
        for name, pattern in _UNITS:
            # The look-ahead of a pattern needs the text behind the unit, so match in place.
            if re.compile(pattern, re.IGNORECASE).match(match.string, match.start("unit")):
                return name
    if match["prefix"]:
        return _PREFIXES[match["prefix"].strip().lower()]
    return "ordinal" if match["ordinal"] or match["nth"] else None


def _qualifier(before: str) -> str:
    match = _BEFORE.search(before)
    if not match or (match.start() and before[match.start() - 1].isalnum()):
        return "exactly"
    return next(name for index, (name, _) in enumerate(_QUALIFIERS) if match[f"q{index}"])
