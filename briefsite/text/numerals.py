"""Numerals: the value of a number as texts write it, in digits, English words or Chinese.

In: a text as tokens. Out: the numeral that begins at a token, with its value, its scale and how it
is written; what stands around it is read elsewhere. Written for this: the libraries that read
Chinese numerals take a string that is one numeral and nothing else, without place or doubt, and
those for English give no place and know no marks of other languages.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

LONGEST = 30
"""More digits than this are no amount of anything; they are not read."""

_LETTER = "A-Za-zªµºÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ"
_HAN = "〇㐀-䶿一-鿿豈-﫿"
_TOKEN = re.compile(
    rf"(?P<address>(?:https?://|www\.)[^\s{_HAN}]+|10\.[0-9]{{4,9}}/[^\s{_HAN}]+)"
    rf"|(?P<digits>[0-9]+(?:[.,'][0-9]+)*|(?<![\w.])\.[0-9]+)"
    rf"|(?P<address2>[{_LETTER}]+@[^\s{_HAN}]+)"
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
    for m in _TOKEN.finditer(text):
        kind, start = (m.lastgroup or "").rstrip("2"), m.start()
        parts = (m[0],)
        if kind == "digits" and "," in m[0] and _literal(m[0], "en") is None:
            parts = tuple(re.findall(r"[0-9.']+|,", m[0]))  # a list: 22,24,26
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

    def words(self, index: int, *expected: str) -> bool:
        """Whether these tokens follow from a place on."""
        return all(self[index + step].text == word for step, word in enumerate(expected))


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
    return Decimal((sign, digits, int(own) + exponent))


# Digits.

_COMMA = frozenset(
    "de fr es it pt nl da sv nb nn no fi pl cs sk hu ro bg hr sl sr ru uk tr id el "
    "et lv lt vi ca eu gl is mk sq be kk".split()
)
"""Languages that write the decimals behind a comma."""
_SPACED = frozenset("fr ru uk pl cs sk sv fi nb nn no hu bg et lv lt es pt be kk".split())
"""Languages that part thousands by spaces."""
_GROUPS = re.compile(
    r"[0-9]{1,3}(?:([,.'])[0-9]{3})(?:\1[0-9]{3})*|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}|[0-9]+"
)


def _grouped(whole: str, marks: str) -> str | None:
    """The digits of a whole number whose thousands are parted by one of these marks."""
    match = _GROUPS.fullmatch(whole)
    used = set(whole) - set("0123456789")
    if not match or len(used) > 1 or not used <= set(marks) or (used and whole[0] == "0"):
        return None
    return re.sub(r"[^0-9]", "", whole)


def _read(literal: str, decimal: str, groups: str) -> Decimal | None:
    whole, mark, rest = literal.rpartition(decimal)
    if not mark:
        whole, rest = literal, ""
    if rest and not rest.isdigit():
        return None
    digits = _grouped(whole, groups) if whole else "0"
    return Decimal(f"{digits}.{rest}" if mark else digits) if digits is not None else None


def _literal(literal: str, language: str) -> tuple[Decimal, str] | None:
    """The value of digits with points and commas, and why it is in doubt; None for a list."""
    if sum(map(str.isdigit, literal)) > LONGEST:
        return Decimal("Infinity"), "too many digits"
    point, comma = (".", ",'"), (",", ".'")
    own, other = (comma, point) if language[:2] in _COMMA else (point, comma)
    value = _read(literal, *own)
    if value is not None:
        return value, ""
    value = _read(literal, *other)
    if value is not None:
        short = len(re.findall(r"[.,']", literal)) == 1
        return (
            value,
            "a comma before the decimals, or two numbers" if short and own == point else "",
        )
    return None


def _digits(tokens: Tokens, i: int, language: str) -> Numeral:
    token = tokens[i]
    found = _literal(token.text, language)
    if found is None:
        return Numeral(
            i, i + 1, Decimal("Infinity"), "digits", doubt="several numbers, or one oddly grouped"
        )
    value, doubt = found
    after = i + 1
    if tokens[after].text in ("st", "nd", "rd", "th") and tokens.glued(after):
        return Numeral(i, after + 1, value, "ordinal")
    if _listed(tokens, i):
        return Numeral(i, after, value, "digits", doubt="one of a list, or part of a number")
    if token.text.isdigit() and len(token.text) <= 3 and token.text[0] != "0":
        after, joined = _spaced(tokens, i, language)
        if after > i + 1:
            value = joined
            sure = language[:2] in _SPACED or tokens[after - 1].text == "000"
            doubt = "" if sure else "one number with spaces, or several"
    return Numeral(i, after, value, "digits", doubt=doubt)


def _listed(tokens: Tokens, i: int) -> bool:
    """Whether a comma with no space parts it from other digits."""
    before = tokens[i - 1].text == "," and tokens.glued(i) and tokens[i - 2].kind == "digits"
    behind = tokens[i + 1].text == "," and tokens.glued(i + 1) and tokens.glued(i + 2)
    return before or (behind and tokens[i + 2].kind == "digits")


def _spaced(tokens: Tokens, i: int, language: str) -> tuple[int, Decimal]:
    """Thousands parted by spaces: `40 000`, `1 234 567,8`."""
    run, j = tokens[i].text, i + 1
    while (
        tokens[j].kind == "digits"
        and tokens[j].start == tokens[j - 1].end + 1
        and len(run) < LONGEST
    ):
        match = re.fullmatch(r"([0-9]{3})(?:[.,]([0-9]+))?", tokens[j].text)
        if not match or (match[2] and tokens[j].text[3] == "," and language[:2] not in _COMMA):
            break
        run += match[1]
        j += 1
        if match[2]:
            return j, Decimal(f"{run}.{match[2][:LONGEST]}")
    return j, Decimal(run)


# Scales and fractions behind digits or words.

SCALES = {
    "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "quadrillion": 15,
    "mn": 6, "mln": 6, "mil": 6, "mio": 6, "bn": 9, "bln": 9, "mrd": 9, "tn": 12, "trn": 12, "tln": 12,
    "lakh": 5, "lakhs": 5, "lac": 5, "crore": 7, "crores": 7, "k": 3,
    "millionen": 6, "milliarden": 9, "milliarde": 9, "millions": 6, "milliards": 9, "milliard": 9,
    "millones": 6, "millón": 6, "milioni": 6, "miliardi": 9, "milhões": 6, "miljoen": 6, "miljard": 9,
    "tausend": 3, "tsd": 3, "mille": 3, "billions": 9, "trillions": 12,
}  # fmt: skip
_LONG_SCALE = {
    "billion": 12,
    "billionen": 12,
    "billones": 12,
    "billions": 12,
    "trillion": 18,
    "biljoen": 12,
}
"""What some words mean where a million million is a billion."""
_LONG = frozenset(_COMMA - {"tr", "id", "el", "ru", "uk", "bg", "pt"})
_ABBREVIATED = frozenset(("mio", "mrd", "tsd", "mln"))
_LETTERS = {"m": 6, "b": 9, "t": 12}
"""Scales only at money: `$3m` is three million, `3 m` three metres."""


def scale_at(tokens: Tokens, i: int, language: str, *, money: bool = False) -> tuple[int, int]:
    """The power of ten of the scale words at a token, and the token after them."""
    exponent = 0
    while True:
        j = i + 1 if tokens[i].text == "-" and tokens.glued(i) and tokens.glued(i + 1) else i
        word = tokens[j].text
        own = _LONG_SCALE.get(word) if language[:2] in _LONG else None
        found = own or SCALES.get(word) or (_LETTERS.get(word) if money and not exponent else None)
        if found is None or (word == "k" and not tokens.glued(j)):
            return exponent, i
        exponent += found
        i = j + 1
        if (
            word in _ABBREVIATED
            and tokens[i].text == "."
            and tokens.glued(i)
            and i + 1 < len(tokens)
        ):
            i += 1


_ONES = {word: n for n, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen".split())} | {"nought": 0, "naught": 0}  # fmt: skip
_TENS = {word: n * 10 for n, word in enumerate(
    "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}  # fmt: skip
_WORD_SCALES = {
    word: SCALES[word] for word in ("thousand", "million", "billion", "trillion", "lakh", "crore")
}
_DOZEN = ("dozen", "dozens", "doz", "dozs")
_ORDINALS = {word: n for n, word in enumerate(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(), 1)}  # fmt: skip
_ORDINALS |= {word[:-1] + "ieth": n for word, n in _TENS.items()}
_ORDINAL_SCALES = {f"{word}th": 10**n for word, n in (("hundred", 2), *_WORD_SCALES.items())}
_PARTS = {f"{word}s": n for word, n in (_ORDINALS | _ORDINAL_SCALES).items() if n > 2}
_PARTS |= {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
_PARTS |= {word: n for word, n in (_ORDINALS | _ORDINAL_SCALES).items() if n > 2}
_MANY = {
    "dozens": 1,
    "scores": 1,
    "tens": 1,
    "hundreds": 2,
    "thousands": 3,
    "millions": 6,
    "billions": 9,
    "trillions": 12,
}
_TIMES = {"doubled": 2, "doubling": 2, "doubles": 2, "twice": 2, "twofold": 2, "tripled": 3, "trebled": 3,
          "tripling": 3, "triples": 3, "thrice": 3, "threefold": 3, "quadrupled": 4, "quadrupling": 4,
          "fourfold": 4, "fivefold": 5, "quintupled": 5, "tenfold": 10, "halved": Decimal("0.5"),
          "halving": Decimal("0.5")}  # fmt: skip
STARTS = frozenset((*_ONES, *_TENS, *_WORD_SCALES, *_ORDINALS, *_ORDINAL_SCALES, *_MANY, *_TIMES,
                    "hundred", "half", "a", "an", "quarter", "dozen", "double", "triple"))  # fmt: skip
"""The words that may begin a number."""


def _next(tokens: Tokens, j: int) -> int:
    """Over the hyphen within a number word."""
    return j + 1 if tokens[j].text == "-" and tokens.glued(j) and tokens.glued(j + 1) else j


def _cardinal(tokens: Tokens, i: int) -> tuple[int, Decimal, int]:
    """The token after a number in words, its value, and the power of its last scale word."""
    total, current, last, j = 0, -1, 99, i
    while True:
        k = _next(tokens, j) if j > i else j
        if (
            j > i
            and tokens[k].text == "and"
            and (current > 0 and current % 100 == 0 or current < 0)
        ):
            k += 1
        word = tokens[k].text
        small, tens, scale = _ONES.get(word), _TENS.get(word), _WORD_SCALES.get(word)
        if small is not None and (
            current < 0
            or current
            and (
                current % 100 == 0 or (current % 10 == 0 and current % 100 > 10 and 0 < small < 10)
            )
        ):
            current = max(current, 0) + small
        elif tens and (current < 0 or current and current % 100 == 0):
            current = max(current, 0) + tens
        elif word == "hundred" and (current < 0 and j == i or 0 < current < 100):
            current = max(current, 1) * 100
        elif scale and (current > 0 or (j == i and tokens[i - 1].text in ("a", "an"))):
            if scale > last:
                break
            total, current, last = total + max(current, 1) * 10**scale, -1, scale
        elif scale and current < 0 and total:
            total, last = total * 10**scale, last + scale
        else:
            break
        j = k + 1
        if total >= 10**LONGEST:
            break
    return j, Decimal(total + max(current, 0)), last if last < 99 else 0


def _fraction(tokens: Tokens, i: int) -> tuple[int, Decimal]:
    """`a half`, `three quarters`, `two-thirds`: the token after it and its value; i for none."""
    word = tokens[i].text
    if word in ("half", "quarter"):
        return i + 1, Decimal(1) / _PARTS[word]
    if word in ("a", "an"):
        after, count = i + 1, Decimal(1)
    elif tokens[i].kind == "digits" and tokens[i].text.isdigit() and len(word) < 3:
        after, count = i + 1, Decimal(word)
    elif word in _ONES and word != "zero":
        after, count = i + 1, Decimal(_ONES[word])
    else:
        return i, Decimal(0)
    part = _next(tokens, after)
    size = _PARTS.get(tokens[part].text)
    if not size or (count > 1) != (tokens[part].text.endswith("s")):
        return i, Decimal(0)
    return part + 1, count / size


def _words(tokens: Tokens, i: int, language: str) -> Numeral | None:
    """A number that begins with a word."""
    word = tokens[i].text
    if word in _TIMES:
        return Numeral(i, i + 1, Decimal(_TIMES[word]), "times")
    if word in ("double", "triple"):
        close = tokens[i + 1].text in ("the", "that", "its", "their", "what") or tokens[
            i - 1
        ].text in ("to", "will", "would")
        return Numeral(i, i + 1, Decimal(2 if word == "double" else 3), "times") if close else None
    if word in _MANY:
        return _many(tokens, i)
    after, value = _fraction(tokens, i)
    if after > i:
        return _part_of(tokens, i, after, value, language)
    start = i + 1 if word in ("a", "an") else i
    if tokens[start].text in ("dozen", "doz"):
        return Numeral(i, start + 1, Decimal(12), "words")
    if start > i and tokens[start].text not in ("hundred", *_WORD_SCALES, *_ORDINAL_SCALES):
        return None
    return _in_words(tokens, i, start)


def _in_words(tokens: Tokens, i: int, start: int) -> Numeral | None:
    after, value, scale = _cardinal(tokens, start)
    last = _next(tokens, after) if after > start else after
    if tokens[last].text == "and" and after > start:
        last += 1
    nth = _ORDINALS.get(tokens[last].text)
    if nth and (after == start or _adds(value, nth)):
        return Numeral(i, last + 1, value + nth, "ordinal")
    if big := _ORDINAL_SCALES.get(tokens[last].text):
        return Numeral(i, last + 1, max(value, Decimal(1)) * big, "ordinal")
    if after == start:
        return None
    if tokens[after].text in _DOZEN:
        return Numeral(i, after + 1, value * 12, "words")
    if tokens[after].text == "point" and tokens[after + 1].text in (*_ONES, *_TENS):
        return _point(tokens, i, after, value)
    return Numeral(i, after, value, "words", scale)


def _adds(value: Decimal, nth: int) -> bool:
    tail = int(value) % 100
    return tail == 0 or (tail % 10 == 0 and tail > 10 and nth < 10)


def _point(tokens: Tokens, i: int, after: int, value: Decimal) -> Numeral:
    digits, j = "", after + 1
    while tokens[j].text in _ONES or tokens[j].text in _TENS:
        end, part, _ = _cardinal(tokens, j)
        digits, j = digits + str(part), end
    return Numeral(i, j, Decimal(f"{value}.{digits}"), "words")


def _many(tokens: Tokens, i: int) -> Numeral | None:
    """`dozens`, `hundreds of thousands`: how many of them is not said."""
    exponent, j = _MANY[tokens[i].text], i + 1
    if tokens[j].text != "of" and tokens[i].text not in ("dozens",):
        return None
    if tokens[j].text == "of" and tokens[j + 1].text in _MANY:
        exponent, j = exponent + _MANY[tokens[j + 1].text], j + 2
    value = (
        Decimal(12) if tokens[i].text == "dozens" and j == i + 1 else power(Decimal(1), exponent)
    )
    return Numeral(i, j, value, "many", doubt="how many is not said")


_HALF_OF = frozenset("of the a an its their all that as".split())


def _part_of(tokens: Tokens, i: int, after: int, value: Decimal, language: str) -> Numeral | None:
    """A fraction: part of something, or of a million; not a half year nor a third of three."""
    word, before, behind = tokens[i].text, tokens[i - 1].text, tokens[after]
    scale, end = scale_at(tokens, after, language)
    if not scale and behind.text in ("a", "an") and tokens[i].text == "half":
        scale, end = scale_at(tokens, after + 1, language)
    if scale:
        return Numeral(i, end, power(value, scale), "words", scale)
    single = tokens[after - 1].text in ("half", "quarter", "quarters", "third", "halves")
    if (
        before
        in (
            "first",
            "second",
            "third",
            "fourth",
            "last",
            "next",
            "past",
            "latest",
            "this",
            "previous",
            "other",
            "each",
            "the",
            "every",
            "-",
        )
        and single
    ):
        return (
            Numeral(i, after, value, "date", doubt="a part of a year")
            if before not in ("the", "other", "-")
            else None
        )
    if behind.text == "year" or (behind.text == "-" and tokens.glued(after)):
        return Numeral(i, after, value, "date", doubt="a part of a year")
    if word == "half" and behind.text not in _HALF_OF and not _compared(before):
        return None
    if word == "quarter" or (
        word in ("a", "an")
        and behind.kind == "word"
        and behind.text
        not in (
            *_HALF_OF,
            "more",
            "less",
            "in",
            "from",
            "were",
            "was",
            "is",
            "are",
            "or",
            "and",
            "by",
        )
    ):
        return (
            None
            if word == "quarter" or tokens[after - 1].text in ("quarter", "half")
            else Numeral(i, after, 1 / value, "ordinal")
        )
    return Numeral(i, after, value, "ratio")


def _compared(before: str) -> bool:
    return before in (
        "nearly",
        "almost",
        "about",
        "than",
        "over",
        "roughly",
        "by",
        "least",
        "around",
    )


def _one_in(tokens: Tokens, numeral: Numeral) -> Numeral | None:
    """`one in four`, `two out of five`."""
    j = numeral.after
    plain = tokens[j].text == "in"
    if not (plain or tokens.words(j, "out", "of")) or numeral.scale or numeral.value > 99:
        return None
    k = j + 1 if plain else j + 2
    if tokens[k].text in ("a", "every", "each", "all"):
        k += 1
    if tokens[k].kind == "digits" and tokens[k].text.isdigit() and len(tokens[k].text) <= 9:
        after, whole = k + 1, Decimal(tokens[k].text)
    elif tokens[k].text in STARTS:
        after, whole, _ = _cardinal(tokens, k)
    else:
        return None
    if (
        after == k
        or whole <= numeral.value
        or (
            plain
            and (
                whole > 100 or numeral.value > 9 or tokens[j + 1].kind != tokens[numeral.first].kind
            )
        )
    ):
        return None
    if tokens[after].text in ("year", "years", "months", "days", "percent", "%"):
        return None
    return replace(numeral, after=after, value=numeral.value / whole, form="ratio")


# Any numeral.


def numeral_at(tokens: Tokens, i: int, language: str) -> Numeral | None:
    """The number that begins at a token; None where none does."""
    token = tokens[i]
    if token.kind == "digits":
        found: Numeral | None = _digits(tokens, i, language)
    elif token.kind == "word":
        found = _words(tokens, i, language) if token.text in STARTS else None
    elif (
        token.kind == "mark"
        and unicodedata.category(token.text) == "No"
        and "VULGAR" in unicodedata.name(token.text, "")
    ):
        found = Numeral(i, i + 1, Decimal(str(unicodedata.numeric(token.text))), "ratio")
    else:
        return None
    if found is None or found.form in ("ordinal", "times", "many", "date"):
        return found
    return _one_in(tokens, found) or _extended(tokens, found, language)


def _extended(tokens: Tokens, found: Numeral, language: str) -> Numeral:
    """With what belongs to a number behind it: ½, 1/2, `million`, `and a half`."""
    j = found.after
    behind = tokens[j]
    if (
        behind.kind == "mark"
        and "VULGAR" in unicodedata.name(behind.text or " ", "")
        and found.form == "digits"
    ):
        found = replace(
            found, after=j + 1, value=found.value + Decimal(str(unicodedata.numeric(behind.text)))
        )
    elif (part := _slashed(tokens, found.first)) and found.form == "digits":
        found = part
    elif (
        found.form == "digits"
        and (part := _slashed(tokens, j))
        and part.value < 1
        and not tokens.glued(j)
    ):
        found = replace(found, after=part.after, value=found.value + part.value)
    found = _and_a_half(tokens, found)
    if found.form in ("digits", "words", "ratio"):
        scale, after = scale_at(tokens, found.after, language)
        if scale and not (found.form == "ratio" and found.value.is_infinite()):
            form = "words" if found.form == "ratio" else found.form
            found = replace(
                found,
                after=after,
                value=power(found.value, scale),
                scale=scale + found.scale,
                form=form,
            )
            found = _and_a_half(tokens, found)
    if tokens[found.after].text in _DOZEN and found.form == "digits":
        found = replace(found, after=found.after + 1, value=found.value * 12)
    return found


def _slashed(tokens: Tokens, j: int) -> Numeral | None:
    """`1/4`: two short numbers with a slash between; no date and no pair of years."""
    above, slash, below = tokens[j], tokens[j + 1], tokens[j + 2]
    if slash.text not in ("/", "⁄") or not tokens.glued(j + 1) or not tokens.glued(j + 2):
        return None
    if not (
        above.text.isdigit()
        and below.text.isdigit()
        and len(above.text) < 4
        and len(below.text) < 5
    ):
        return None
    if (
        tokens[j + 3].text in ("/", "-")
        or tokens[j - 1].text == "/"
        or not 0 < int(above.text) < int(below.text)
    ):
        return None
    return Numeral(j, j + 3, Decimal(above.text) / Decimal(below.text), "ratio")


def _and_a_half(tokens: Tokens, found: Numeral) -> Numeral:
    """`two and a half`, `3 million and a half`."""
    j = found.after
    if tokens[j].text != "and" or found.form not in ("digits", "words"):
        return found
    after, value = _fraction(tokens, j + 1)
    if after == j + 1 or tokens[j + 1].text == "half":
        return found
    return replace(found, after=after, value=found.value + power(value, found.scale))
