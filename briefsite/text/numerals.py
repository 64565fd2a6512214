"""A text as tokens, and numerals in digits with the scale words behind them.

In: a text. Out: its tokens; the numeral in digits that begins at a token, by the number format of a
language. `english` and `chinese` read numerals in words, `around` what stands around them. Written
for this: the libraries that read numerals take a string that is one numeral and nothing else, or
give no place and know no marks of other languages. The words are in `words.toml`.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

LONGEST = 30
"""More digits than this are no amount of anything; they are not read."""

WORDS: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)
"""The words by which numbers are read."""


def words(part: str, name: str) -> frozenset[str]:
    """A list of words."""
    return frozenset(WORDS[part][name].split())


def by_number(part: str) -> dict[str, Decimal]:
    """Words and the numbers under which they stand."""
    return {word: Decimal(n) for n, line in WORDS[part].items() for word in line.split()}


_LETTER = "A-Za-zªµºÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ"
_HAN = "〇㐀-䶿一-鿿豈-﫿"
_TOKEN = re.compile(
    rf"(?P<address>(?:https?://|www\.)[^\s{_HAN}]+|10\.[0-9]{{4,9}}/[^\s{_HAN}]+)"
    rf"|(?P<digits>[0-9]+(?:[.,'][0-9]+)*|(?<![\w.])\.[0-9]+)"
    rf"|(?P<word>[{_LETTER}]+(?:'[{_LETTER}]+)?)"
    rf"|(?P<han>[{_HAN}])|(?P<mark>\S)"
)


class Token(NamedTuple):
    """A word, a run of digits, a Chinese character or a mark, with its place."""

    kind: str
    """digits, word, han, mark or address."""
    text: str
    """In small letters."""
    start: int
    end: int
    printed: str


_END = Token("mark", "", -1, -1, "")


def _lexed(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind, start = match.lastgroup or "", match.start()
        parts = [match[0]]
        if kind == "digits" and "," in match[0] and _literal(match[0], "en") is None:
            parts = re.findall(r"[0-9.']+|,", match[0])  # a list: 22,24,26
        for part in parts:
            own = "mark" if part == "," else kind
            yield Token(own, part.lower(), start, start + len(part), part)
            start += len(part)


class Tokens:
    """The tokens of a text; before the first and after the last there are empty marks."""

    def __init__(self, text: str) -> None:
        """Take a text apart."""
        self.text = text
        self._tokens = list(_lexed(text))
        self.has_han = any(token.kind == "han" for token in self._tokens)

    def __getitem__(self, index: int) -> Token:
        """A token; an empty mark outside of the text."""
        return self._tokens[index] if 0 <= index < len(self._tokens) else _END

    def __len__(self) -> int:
        """How many there are."""
        return len(self._tokens)

    def __iter__(self) -> Iterator[Token]:
        """All of them, in order."""
        return iter(self._tokens)

    def glued(self, index: int) -> bool:
        """Whether a token stands right behind the one before it, without a space."""
        return 0 < index < len(self._tokens) and self[index].start == self[index - 1].end

    def follow(self, index: int, *expected: str) -> bool:
        """Whether these words follow from a place on."""
        return all(self[index + step].text == word for step, word in enumerate(expected))

    def han(self, index: int, chars: str) -> bool:
        """Whether a token is one of some Chinese characters."""
        return self[index].kind == "han" and self[index].text in chars


@dataclass(frozen=True)
class Numeral:
    """A number as written, from one token up to another."""

    first: int
    after: int
    value: Decimal
    """With its scale: `1.2 million` is 1200000."""
    form: str
    """digits, words, han; ordinal, ratio, percent, times; many (hundreds of ...); date."""
    scale: int = 0
    """The power of ten that the text writes in words or letters."""
    high: Decimal | None = None
    """The upper end, where the numeral itself is a range: 二三十."""
    plus: bool = False
    """Whether it says that there is more: 3000多."""
    loose: bool = False
    """Whether it is a number only where a unit follows: the 一 of 一美元."""
    doubt: str = ""


def power(value: Decimal, exponent: int) -> Decimal:
    """The value times a power of ten, exactly."""
    sign, digits, own = value.as_tuple()
    return Decimal((sign, digits, int(own) + exponent)) if value.is_finite() else value


# Digits.

_COMMA = words("languages", "comma")
_SPACED = words("languages", "spaced")
_LONG = words("languages", "long")
_GROUPS = re.compile(
    r"[0-9]{1,3}([,.'])[0-9]{3}(?:\1[0-9]{3})*|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}|[0-9]+"
)
_COMMA_OR_LIST = "a decimal comma, or two numbers"


def _grouped(whole: str, marks: str) -> str | None:
    """The digits of a whole number whose thousands are parted by one of these marks."""
    used = set(whole) - set("0123456789")
    if not _GROUPS.fullmatch(whole) or not used <= set(marks) or (used and whole[0] == "0"):
        return None
    return re.sub(r"[^0-9]", "", whole)


def _read(literal: str, decimal: str, groups: str) -> Decimal | None:
    whole, mark, rest = literal.rpartition(decimal)
    if not mark:
        whole, rest = literal, "0"
    digits = _grouped(whole, groups) if whole else "0"
    if digits is None or not rest.isdigit():
        return None
    return Decimal(f"{digits}.{rest}" if mark else digits)


def _literal(literal: str, language: str) -> tuple[Decimal, str] | None:
    """The value of digits with points and commas, and why it is in doubt; None for a list."""
    if sum(map(str.isdigit, literal)) > LONGEST:
        return Decimal("Infinity"), "too many digits"
    point, comma = (".", ",'"), (",", ".'")
    own, other = (comma, point) if language[:2] in _COMMA else (point, comma)
    if (value := _read(literal, *own)) is not None:
        return value, ""
    if (value := _read(literal, *other)) is not None:
        single = own == point and not re.search(r"[.']", literal)
        return value, _COMMA_OR_LIST if single else ""
    return None


def comma_in_doubt(numeral: Numeral) -> bool:
    """Whether all that is in doubt is a comma, which a unit behind the number settles."""
    return numeral.doubt == _COMMA_OR_LIST


def digits_at(tokens: Tokens, i: int, language: str) -> Numeral:
    """The number in digits at a token."""
    token, after = tokens[i], i + 1
    found = _literal(token.text, language)
    if found is None:
        return Numeral(i, after, Decimal("Infinity"), "digits", doubt="oddly grouped digits")
    value, doubt = found
    if _listed(tokens, i):
        return Numeral(i, after, value, "digits", doubt="one of a list, or part of a number")
    if tokens[after].text in ("st", "nd", "rd", "th") and tokens.glued(after):
        return Numeral(i, after + 1, value, "ordinal")
    if token.text.isdigit() and len(token.text) <= 3 and token.text[0] != "0":
        after, joined = _spaced(tokens, i, language)
        if after > i + 1:
            sure = language[:2] in _SPACED or tokens[after - 1].text == "000"
            value, doubt = joined, "" if sure else "one number with spaces, or several"
    return Numeral(i, after, value, "digits", doubt=doubt)


def _listed(tokens: Tokens, i: int) -> bool:
    """Whether a comma with no space parts it from other digits."""
    before = tokens[i - 1].text == "," and tokens.glued(i) and tokens[i - 2].kind == "digits"
    behind = tokens[i + 1].text == "," and tokens.glued(i + 1) and tokens.glued(i + 2)
    return before or (behind and tokens[i + 2].kind == "digits")


def _spaced(tokens: Tokens, i: int, language: str) -> tuple[int, Decimal]:
    """Thousands parted by spaces: `40 000`, `1 234 567,8`."""
    run, j = tokens[i].text, i + 1
    while tokens[j].kind == "digits" and tokens[j].start == tokens[j - 1].end + 1:
        match = re.fullmatch(r"([0-9]{3})(?:([.,])([0-9]+))?", tokens[j].text)
        if not match or (match[2] == "," and language[:2] not in _COMMA) or len(run) > LONGEST:
            break
        run += match[1]
        j += 1
        if match[3]:
            return j, Decimal(f"{run}.{match[3][:LONGEST]}")
    return j, Decimal(run)


# Scales.

SCALES = {word: int(n) for word, n in by_number("scales").items()}
"""The powers of ten of scale words."""
_LONG_SCALES = {word: int(n) for word, n in by_number("long_scales").items()}
_POINTED = frozenset(("mio", "mrd", "tsd", "mln"))
_LETTERS = {"m": 6, "b": 9, "t": 12}
"""Scales only at money: `$3m` is three million, `3 m` three metres."""


def scale_at(tokens: Tokens, i: int, language: str, *, money: bool = False) -> tuple[int, int]:
    """The power of ten of the scale words at a token, and the token after them."""
    exponent = 0
    while True:
        j = i + 1 if tokens[i].text == "-" and tokens.glued(i) and tokens.glued(i + 1) else i
        word = tokens[j].text
        found = (_LONG_SCALES.get(word) if language[:2] in _LONG else None) or SCALES.get(word)
        if tokens[j].printed == "M" or (money and not exponent):
            found = found or _LETTERS.get(word)
        if not found or (word == "k" and not tokens.glued(j)):
            return exponent, i
        exponent += found
        i = j + 1
        if word in _POINTED and tokens[i].text == "." and tokens.glued(i) and i + 1 < len(tokens):
            i += 1


# Parts of dates.

MONTHS = words("dates", "months")
"""Names of months, whole and short, in small letters."""
YEARS = re.compile(r"(?:19|20)[0-9]{2}|2100")
"""What a year looks like."""


def is_a_date(tokens: Tokens, first: int, plain: int) -> bool:
    """Whether a number is a part of a date or a time: 31 December, 2023年, 2020/21, 6pm."""
    number = tokens[first].text
    before, behind = tokens[first - 1], tokens[plain]
    if tokens[first].kind == "han":
        return tokens.han(plain, "月日") and (before.kind != "han" or before.text in "年月")
    if tokens[first].kind != "digits" or plain != first + 1:
        return False
    if tokens.han(plain, "月日号时時") or (tokens.han(plain, "年") and YEARS.match(number)):
        return True
    if behind.text == "s" and tokens.glued(plain):
        return True
    if len(number) < 3 and (_is_a_day(tokens, first, plain) or _is_a_time(tokens, first, plain)):
        return True
    return _is_in_a_row(tokens, first)


def _is_a_day(tokens: Tokens, first: int, plain: int) -> bool:
    """31 December, Dec. 31, 1-8月."""
    at = first - 2 if tokens[first - 1].text == "." else first - 1
    for month in (tokens[at], tokens[plain]):
        if month.text in MONTHS and month.printed[0].isupper():
            return True
    return tokens[plain].text in ("-", "至", "到") and tokens.han(plain + 2, "月日")


def _is_a_time(tokens: Tokens, first: int, plain: int) -> bool:
    """6pm, 6 a.m., 14:30."""
    before, behind = tokens[first - 1], tokens[plain]
    if behind.text in ("am", "pm") or tokens.follow(plain + 1, ".", "m"):
        return behind.text in ("am", "pm", "a", "p")
    hours = behind.text == ":" and tokens.glued(plain) and len(tokens[plain + 1].text) == 2
    minutes = before.text == ":" and tokens.glued(first) and len(tokens[first - 2].text) < 3
    return hours or (minutes and len(tokens[first].text) == 2)


def _is_in_a_row(tokens: Tokens, first: int) -> bool:
    """2023-12-31, 2020/21, 2023-24."""
    for year in (first, first - 2, first - 4):
        mark, rest = tokens[year + 1].text, tokens[year + 2].text
        together = tokens.glued(year + 1) and tokens.glued(year + 2)
        dated = mark in ("-", "/") and together and YEARS.fullmatch(tokens[year].text)
        day = year + 4 > first or (tokens[first - 1].text == mark and tokens.glued(first))
        if dated and day and rest.isdigit() and len(rest) in (1, 2, 4):
            return True
    return False
