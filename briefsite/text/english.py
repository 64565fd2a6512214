"""Numbers in digits or English words: two hundred and fifty, half a million, one in four, doubled.

In: a text as tokens. Out: the numeral that begins at a token, with its value and its scale; None
where none begins. Parts of a year (the first half, a quarter) are dates and no amounts.
"""

import unicodedata
from dataclasses import replace
from decimal import Decimal

from briefsite.text.numerals import (
    LONGEST,
    SCALES,
    WORDS,
    Numeral,
    Token,
    Tokens,
    by_number,
    digits_at,
    power,
    scale_at,
    words,
)

_ONES = {word: n for n, word in enumerate(WORDS["numerals"]["ones"].split())}
_ONES |= {"nought": 0, "naught": 0}
_TENS = {word: n * 10 for n, word in enumerate(WORDS["numerals"]["tens"].split(), 2)}
_WORD_SCALES = {word: SCALES[word] for word in WORDS["numerals"]["scales"].split()}
_DOZEN = words("numerals", "dozen")
_ORDINALS = {word: n for n, word in enumerate(WORDS["numerals"]["ordinals"].split(), 1)}
_ORDINALS |= {word[:-1] + "ieth": n for word, n in _TENS.items()}
_ORDINAL_SCALES = {f"{word}th": 10**n for word, n in (("hundred", 2), *_WORD_SCALES.items())}
_PARTS = {word: n for word, n in (_ORDINALS | _ORDINAL_SCALES).items() if n > 2}
_PARTS |= {f"{word}s": n for word, n in _PARTS.items()}
_PARTS |= {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
_MANY = {word: int(n) for word, n in by_number("many").items()}
_TIMES = by_number("times")
_A = ("a", "an")
STARTS = frozenset((*_ONES, *_TENS, *_ORDINALS, *_ORDINAL_SCALES, *_MANY, *_TIMES, *_A))
STARTS |= {"hundred", "half", "quarter", "double", "triple", *_DOZEN, *_WORD_SCALES}
"""The words that may begin a number."""
_PARTS_BEFORE = words("dates", "parts_before")
_HALF_OF = frozenset(["of", "the", "a", "an", "its", "their", "all", "that", "as"])
_HALF_AFTER = frozenset(
    ["nearly", "almost", "about", "than", "over", "roughly", "by", "least", "around"]
)


def _next(tokens: Tokens, j: int) -> int:
    """Over the hyphen within a number word."""
    return j + 1 if tokens[j].text == "-" and tokens.glued(j) and tokens.glued(j + 1) else j


def _cardinal(tokens: Tokens, i: int) -> tuple[int, Decimal, int]:
    """The token after a number in words, its value, and the power of its last scale word."""
    total, current, last, j = 0, -1, 99, i
    while total < 10**LONGEST:
        k = _next(tokens, j) if j > i else j
        if j > i and tokens[k].text == "and" and (current < 0 or current % 100 == 0):
            k += 1
            if current < 0 and _fraction(tokens, k)[0] > k:
                break  # three million and two thirds
        word = tokens[k].text
        small, tens, scale = _ONES.get(word), _TENS.get(word), _WORD_SCALES.get(word)
        if small is not None and (current < 0 or _adds(current, small)):
            current = max(current, 0) + small
        elif tens and (current < 0 or (current and current % 100 == 0)):
            current = max(current, 0) + tens
        elif word == "hundred" and (0 < current < 100 or (current < 0 and j == i)):
            current = max(current, 1) * 100
        elif scale and current < 0 and total:
            total, last = total * 10**scale, last + scale
        elif scale and scale < last and (current > 0 or (j == i and tokens[i - 1].text in _A)):
            total, current, last = total + max(current, 1) * 10**scale, -1, scale
        else:
            break
        j = k + 1
    return j, Decimal(total + max(current, 0)), last if last < 99 else 0


def _adds(number: int, small: int) -> bool:
    """Whether a small number may follow: `hundred` and `one`, `twenty` and `one`."""
    tail = number % 100
    return number > 0 and (tail == 0 or (tail % 10 == 0 and tail > 10 and 0 < small < 10))


def _fraction(tokens: Tokens, i: int) -> tuple[int, Decimal]:
    """`a half`, `three quarters`, `two-thirds`: the token after it and its value; i for none."""
    word, after = tokens[i].text, i + 1
    if word in ("half", "quarter"):
        return after, Decimal(1) / _PARTS[word]
    if word in _A:
        count = 1
    elif word.isdigit() and word.isascii() and len(word) < 3:
        count = int(word)
    else:
        count = _ONES.get(word, 0)
    part = _next(tokens, after)
    if tokens[part].text == "-":
        part += 1  # one - fourth
    size = _PARTS.get(tokens[part].text)
    if not size or not count or (count > 1) != tokens[part].text.endswith("s"):
        return i, Decimal(0)
    return part + 1, Decimal(count) / size


def _words(tokens: Tokens, i: int, language: str) -> Numeral | None:
    """A number that begins with a word."""
    word, behind = tokens[i].text, tokens[i + 1].text
    if word in _TIMES:
        return Numeral(i, i + 1, _TIMES[word], "times")
    if word in ("double", "triple"):
        verb = behind in ("the", "that", "its", "their", "what") or tokens[i - 1].text == "to"
        return Numeral(i, i + 1, Decimal(2 if word == "double" else 3), "times") if verb else None
    if word in _MANY:
        return _many(tokens, i)
    after, value = _fraction(tokens, i)
    if after > i:
        return _part_of(tokens, i, after, value, language)
    start = i + 1 if word in _A else i
    if tokens[start].text in _DOZEN:
        return Numeral(i, start + 1, Decimal(12), "words")
    if start > i and behind not in ("hundred", *_WORD_SCALES, *_ORDINAL_SCALES):
        return None
    return _in_words(tokens, i, start)


def _in_words(tokens: Tokens, i: int, start: int) -> Numeral | None:
    after, value, scale = _cardinal(tokens, start)
    last = _next(tokens, after) if after > start else after
    if tokens[last].text == "and" and after > start:
        last += 1
    nth = _ORDINALS.get(tokens[last].text)
    if nth and (after == start or _adds(int(value), nth)):
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


def _point(tokens: Tokens, i: int, after: int, value: Decimal) -> Numeral:
    digits, j = "", after + 1
    while (tokens[j].text in _ONES or tokens[j].text in _TENS) and len(digits) < LONGEST:
        j, part, _ = _cardinal(tokens, j)
        digits += str(part)
    return Numeral(i, j, Decimal(f"{value}.{digits}"), "words")


def _many(tokens: Tokens, i: int) -> Numeral | None:
    """`dozens`, `hundreds of thousands`: how many of them is not said."""
    exponent, j, of = _MANY[tokens[i].text], i + 1, tokens[i + 1].text == "of"
    if not of and tokens[i].text != "dozens":
        return None
    value = Decimal(12 if tokens[i].text == "dozens" else 10**exponent)
    if of and tokens[j + 1].text in _MANY:
        value, j = power(value, _MANY[tokens[j + 1].text]), j + 2
    return Numeral(i, j, value, "many", doubt="how many is not said")


def _part_of(tokens: Tokens, i: int, after: int, value: Decimal, language: str) -> Numeral | None:
    """A fraction: part of something, or of a million; not a half year nor a third of three."""
    word, before, behind = tokens[i].text, tokens[i - 1].text, tokens[after]
    part = tokens[after - 1].text
    step = 1 if behind.text in _A and part == "half" else 0
    scale, end = scale_at(tokens, after + step, language)
    if scale:
        return Numeral(i, end, power(value, scale), "words", scale)
    of_a_year = part in ("half", "quarter", "quarters")
    compound = behind.text == "year" or (behind.text == "-" and tokens.glued(after))
    if (of_a_year and before in _PARTS_BEFORE) or (part in ("half", "quarter") and compound):
        return Numeral(i, after, value, "date")
    if word == "half":
        return Numeral(i, after, value, "ratio") if _is_half(before, behind) else None
    counted = behind.kind == "word" and behind.text not in (*_HALF_OF, *_NO_NOUN)
    if word == "quarter" or (word in _A and counted and of_a_year):
        return None
    if word in _A and counted:
        return Numeral(i, after, 1 / value, "ordinal")  # a third plant
    return Numeral(i, after, value, "ratio")


_NO_NOUN = frozenset(
    [
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
        "to",
        "for",
        "on",
        "at",
        "than",
    ]
)


def _is_half(before: str, behind: Token) -> bool:
    return before in _HALF_AFTER or behind.text in _HALF_OF


def _one_in(tokens: Tokens, numeral: Numeral) -> Numeral | None:
    """`one in four`, `two out of five`."""
    j, plain = numeral.after, tokens[numeral.after].text == "in"
    if not (plain or tokens.follow(j, "out", "of")) or numeral.scale or numeral.value > 99:
        return None
    k = j + 1 if plain else j + 2
    if tokens[k].text in ("a", "every", "each", "all"):
        k += 1
    if tokens[k].text.isdigit() and tokens[k].text.isascii() and len(tokens[k].text) < 9:
        after, whole = k + 1, Decimal(tokens[k].text)
    else:
        after, whole, _ = _cardinal(tokens, k)
    alike = tokens[k].kind == tokens[numeral.first].kind and whole <= 100 and numeral.value < 10
    if after == k or whole <= numeral.value or (plain and not alike):
        return None
    if tokens[after].text in ("year", "years", "months", "days", "percent", "%"):
        return None
    return replace(numeral, after=after, value=numeral.value / whole, form="ratio")


# Any numeral.


def numeral_at(tokens: Tokens, i: int, language: str) -> Numeral | None:
    """The number in digits or words that begins at a token; None where none does."""
    token = tokens[i]
    found: Numeral | None = None
    if token.kind == "digits":
        found = digits_at(tokens, i, language)
    elif token.kind == "word" and token.text in STARTS:
        found = _words(tokens, i, language)
    elif (part := _sign_of_part(token)) is not None:
        found = Numeral(i, i + 1, part, "ratio")
    if found is None or found.form in ("ordinal", "times", "many", "date"):
        return found
    return _one_in(tokens, found) or _extended(tokens, found, language)


def _sign_of_part(token: Token) -> Decimal | None:
    """½ and its like."""
    if token.kind != "mark" or "VULGAR" not in unicodedata.name(token.text or " ", ""):
        return None
    return Decimal(str(unicodedata.numeric(token.text)))


def _extended(tokens: Tokens, found: Numeral, language: str) -> Numeral:
    """With what belongs to a number behind it: ½, 1/2, `million`, `and a half`."""
    j = found.after
    if found.form == "digits":
        sign = _sign_of_part(tokens[j])
        if sign is not None:
            found = replace(found, after=j + 1, value=found.value + sign)
        elif part := _slashed(tokens, found.first) or _to_one(tokens, found.first):
            found = part
        elif (part := _slashed(tokens, j)) and not tokens.glued(j):
            found = replace(found, after=part.after, value=found.value + part.value)
    found = _and_a_half(tokens, found, language)
    scale, after = scale_at(tokens, found.after, language)
    if scale:
        form = "words" if found.form == "ratio" else found.form
        value, scale = power(found.value, scale), scale + found.scale
        found = replace(found, after=after, value=value, scale=scale, form=form)
        found = _and_a_half(tokens, found, language)
    if found.form == "digits" and found.scale:
        found = _smaller(tokens, found, language)
    if tokens[found.after].text in _DOZEN and found.form == "digits":
        found = replace(found, after=found.after + 1, value=found.value * 12)
    return found


def _smaller(tokens: Tokens, found: Numeral, language: str) -> Numeral:
    """`5 crore 20 lakh`, `3 hundred and 21`: what follows is smaller, and scaled or below 100."""
    scale = found.scale
    while True:
        j = found.after
        hundreds = scale == 2 and tokens[j].text == "and"
        j = j + 1 if hundreds else j
        if not tokens[j].text.isdecimal() or len(tokens[j].text) > 3:
            return found
        size, after = scale_at(tokens, j + 1, language)
        if not (0 < size < scale or (hundreds and len(tokens[j].text) < 3 and not size)):
            return found
        found = replace(
            found, after=after, value=found.value + power(Decimal(tokens[j].text), size), scale=0
        )
        scale = size


def _slashed(tokens: Tokens, j: int) -> Numeral | None:
    """`1/4`: two short numbers with a slash between; no date and no pair of years."""
    above, slash, below = tokens[j].text, tokens[j + 1].text, tokens[j + 2].text
    together = tokens.glued(j + 1) and tokens.glued(j + 2)
    if not slash or slash not in "/⁄" or not together or not (above + below).isdecimal():
        return None
    if tokens[j + 3].text in ("/", "-") or tokens[j - 1].text == "/":
        return None
    if len(above) > 3 or len(below) > 4 or not 0 < int(above) < int(below):
        return None
    return Numeral(j, j + 3, Decimal(above) / Decimal(below), "ratio")


def _to_one(tokens: Tokens, j: int) -> Numeral | None:
    """`3:1`: the one to the other; 14:30 is a time."""
    above, mark, below = tokens[j].text, tokens[j + 1].text, tokens[j + 2].text
    together = tokens.glued(j + 1) and tokens.glued(j + 2) and mark == ":"
    if not together or not (above + below).isdecimal() or len(below) > 1 or len(above) > 3:
        return None
    if tokens[j - 1].text == ":" or tokens[j + 3].text == ":" or not int(below):
        return None
    return Numeral(j, j + 3, Decimal(above) / Decimal(below), "ratio")


def _and_a_half(tokens: Tokens, found: Numeral, language: str) -> Numeral:
    """`two and a half`, `3 million and a half`, `one billion and three quarters million`."""
    j = found.after
    if tokens[j].text != "and" or found.form not in ("digits", "words"):
        return found
    after, value = _fraction(tokens, j + 1)
    if after == j + 1 or tokens[j + 1].text == "half":
        return found
    own, end = scale_at(tokens, after, language)
    if found.scale and own:
        return replace(found, after=end, value=found.value + power(value, own))
    return replace(found, after=after, value=found.value + power(value, found.scale))


_FIRST = words("numerals", "first")


def first_place(text: str) -> bool:
    """Whether words give the first place without a number: `the steepest growth`."""
    return any(token.text in _FIRST for token in Tokens(text))
