"""Quantities: numbers as texts print them, with unit, qualifier, sign, direction and place.

In: a normalised text, the table of units, and the language and country of the text. Out: every
number in it, in order. `english` and `chinese` read the number itself, `around` what stands around
it; here both come together, dates and names are told from amounts, and the ends of a range are
joined. What cannot be read for certain says so in `doubt`; it is never read in part. Time grows
with the length of the text, not faster.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from briefsite.text.around import Around
from briefsite.text.chinese import MEASURES, chinese_at
from briefsite.text.english import numeral_at
from briefsite.text.numerals import (
    MONTHS,
    YEARS,
    Numeral,
    Tokens,
    comma_in_doubt,
    is_a_date,
    power,
    scale_at,
    words,
)
from briefsite.text.units import BUILT_IN, Units

_PLAIN = str.maketrans(
    dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚‛`´′", "'") | dict.fromkeys("–—−‐‑‒", "-")
)
_KEPT = re.compile(
    "[\u00b2\u00b3\u00b9\u2070-\u209c\u00bc-\u00be\u2150-\u215e]+|(?<=[0-9０-９])，(?=[0-9])"
)


@dataclass(frozen=True)
class Quantity:
    """A number in a text: its value, and what the text around says of it."""

    value: Decimal
    """With sign and scale: `-1.2 million` is -1200000. The lower end of a range."""
    unit: str | None
    """A unit of the table; `ordinal`; `ratio` (a third, one in four: 0.25); `times` (doubled: 2);
    None for a bare number and for a unit that is in doubt."""
    qualifier: str
    start: int
    end: int
    printed: str
    high: Decimal | None = None
    """The upper end of a range."""
    scale: int = 0
    """The power of ten that is written as a word or letter."""
    also: tuple[str, ...] = ()
    """Other qualifiers that the words may mean: `400+` is at least 400, in many texts over it."""
    direction: int = 0
    """-1 for a fall, 1 for a rise, as the verb or noun of the clause says; 0 for neither."""
    thing: str = ""
    """What is counted, in the words behind the number: `small firms`."""
    per: str = ""
    """What it is counted for: year, capita, share ..."""
    role: str = "amount"
    """`amount`; `date` for a year, a day, a time; `name` for a part of a name or number: 5G."""
    doubt: str = ""
    """Why it cannot be read for certain."""
    may_be: tuple[str, ...] = ()
    """The units of which it has one, where it is in doubt which."""

    @property
    def looks_like_a_year(self) -> bool:
        """A bare number between 1900 and 2100 that counts nothing."""
        return self.role == "date" and self.printed.isdecimal() and 1900 <= self.value <= 2100

    @property
    def signed(self) -> Decimal:
        """The value with the direction of its clause: a fall of 3 is -3."""
        return -self.value if self.direction < 0 < self.value else self.value

    @property
    def values(self) -> tuple[Decimal, ...]:
        """The sizes it gives: one, or the two ends of a range."""
        return (abs(self.value),) if self.high is None else (abs(self.value), abs(self.high))

    @property
    def certain(self) -> bool:
        """Whether it is an amount that was read without doubt."""
        return self.role == "amount" and not self.doubt


def normalise(text: str) -> str:
    """White space, quotes and dashes in one form, so that copies of a text compare equal.

    Raised digits and fractions stay: `0.45²` must not become 0.452.
    """
    parts, end = [], 0
    for match in _KEPT.finditer(text):
        kept = ", " if match[0] == "，" else match[0]
        parts += [unicodedata.normalize("NFKC", text[end : match.start()]), kept]
        end = match.end()
    parts.append(unicodedata.normalize("NFKC", text[end:]))
    return " ".join("".join(parts).translate(_PLAIN).split())


@lru_cache(maxsize=4096)
def quantities(
    text: str, units: Units = BUILT_IN, language: str = "en", country: str | None = None
) -> tuple[Quantity, ...]:
    """Every number of a normalised text, in order. 'One' alone is a word, not a number."""
    return tuple(_Reader(text, units, language, country).read())


_BEFORE_A_YEAR = words("dates", "before_a_year") | MONTHS
_ONLY_A_YEAR = words("dates", "only_a_year")
_YEARLY, _PEOPLE = words("around", "yearly"), words("around", "people")
_LETTERS = {"m": 6, "b": 9, "t": 12}


@dataclass(frozen=True)
class _Found:
    """A quantity and its tokens."""

    quantity: Quantity
    first: int
    after: int


class _Reader:
    """Reads one text from its first token to its last."""

    def __init__(self, text: str, units: Units, language: str, country: str | None) -> None:
        self.text, self.units, self.language, self.country = text, units, language, country
        self.tokens = Tokens(text)
        self.around = Around(self.tokens, units, language, country)
        self.ended = 0  # the token after the number before

    def read(self) -> Iterator[Quantity]:
        """The numbers, those of a range as one."""
        held: _Found | None = None
        for single in self._single():
            found = self._in_the_row(held, single) if held else single
            joined = self._joined(held, found) if held else None
            if held and not joined:
                yield held.quantity
            held = joined or found
        if held:
            yield held.quantity

    def _single(self) -> Iterator[_Found]:
        i = 0
        while i < len(self.tokens):
            numeral = chinese_at(self.tokens, i, self.language) or numeral_at(
                self.tokens, i, self.language
            )
            found = self._quantity(numeral) if numeral else None
            if found:
                self.ended = found.after
                yield found
            i = max(found.after if found else 0, i + 1)
            if numeral and not found and not numeral.loose:
                i = max(i, numeral.after)

    def _quantity(self, numeral: Numeral) -> _Found | None:
        tokens, around = self.tokens, self.around
        inner, sign = around.sign(numeral.first)
        start, money, before, unknown = around.currency(inner)
        if start < self.ended:  # it is that of the number before
            start, money, before, unknown = 0, (), 0, ""
        outer = start if money else inner
        if money and not sign:
            outer, sign = around.sign(start)
        if self._is_a_word(numeral, money, sign):
            return None
        after, meaning, scale = self._behind(numeral, bool(money))
        if numeral.loose and not meaning:
            return None
        if meaning and self._is_a_year(numeral, outer):
            after, meaning, scale = numeral.after, (), 0
        scale += before
        value = power(numeral.value, scale) if scale else numeral.value
        if meaning and tokens.han(after, "半"):
            value, after = value + Decimal("0.5"), after + 1
        unit, doubt, may_be = self._one_unit(numeral, money, meaning)
        if not unit and (times := around.times(after)):
            unit, after = "times", times
        if not comma_in_doubt(numeral) or not (unit or scale or numeral.scale):
            doubt = numeral.doubt or unknown or doubt
        doubt = doubt or around.unknown_behind(after, bool(money or meaning))
        around.follow(outer)
        (word, also), lead, after, clash = self._qualified(numeral, outer, after)
        per = around.per_behind(after) or around.per
        thing = around.thing(after)
        role = self._role(numeral, unit, scale + numeral.scale, outer, after, thing, word)
        direction = around.direction(lead, after, unit)
        begin, end = tokens[outer].start, tokens[after - 1].end
        doubt = doubt or clash or around.in_brackets(outer, after, unit, role)
        unit = None if role == "date" else self._with_per(unit, per)
        quantity = Quantity(
            -value if sign < 0 else value, unit, word, begin, end, self.text[begin:end],
            numeral.high, scale + numeral.scale, also, 1 if sign > 0 else direction, thing, per,
            role, doubt, may_be,
        )  # fmt: skip
        return _Found(quantity, outer, after)

    def _is_a_word(self, numeral: Numeral, money: tuple[str, ...], sign: int) -> bool:
        """A digit within a word, as in s6su or A.1b, and 'one' where it counts nothing."""
        first, tokens = numeral.first, self.tokens
        if tokens[first].text == "one" and numeral.after == first + 1:
            return not self.around.unit(numeral.after)[1] and not sign
        if tokens[first].kind != "digits" or not tokens.glued(first) or money:
            return False
        before = tokens[first - 1]
        if before.text in (".", "_") and tokens.glued(first - 1):
            return tokens[first - 2].kind in ("word", "digits")
        return before.kind == "word" or before.text == "_"

    def _is_a_year(self, numeral: Numeral, outer: int) -> bool:
        """In `in 2023 euro area output rose` there are no 2023 euros."""
        timed = self.tokens[outer - 1].text in _ONLY_A_YEAR
        bare = numeral.after == numeral.first + 1 and not self.tokens.glued(numeral.after)
        return timed and bare and YEARS.fullmatch(self.tokens[numeral.first].text) is not None

    # The unit.

    def _behind(self, numeral: Numeral, money: bool) -> tuple[int, tuple[str, ...], int]:
        """The token after the unit behind a number, what it means, and a scale with it."""
        around, after = self.around, numeral.after
        if letters := self._letters(numeral, money):
            return letters
        end, meaning, scale = around.unit(after)
        if not meaning and (behind := around.qualifier_behind(after)) and behind[1] == after + 1:
            end, meaning, scale = around.unit(after + 1)  # 100+ km
        if not meaning:
            return after, (), 0
        if around.is_money(meaning) and not numeral.scale and not scale:
            exponent, later = scale_at(self.tokens, end, self.language)
            if exponent > 2:
                return later, meaning, exponent  # 75 USD million
        return end, meaning, scale

    def _letters(self, numeral: Numeral, money: bool) -> tuple[int, tuple[str, ...], int] | None:
        """`$3m`, `1.2b`, `12m euros`: a letter that is a scale."""
        at, after = self.tokens[numeral.after], numeral.after + 1
        if at.text not in _LETTERS or numeral.scale or numeral.form != "digits":
            return None
        glued, exponent = self.tokens.glued(numeral.after), _LETTERS[at.text]
        end, meaning, _ = self.around.unit(after)
        if self.around.is_money(meaning):
            return end, meaning, exponent
        plural = re.fullmatch(r"[a-z]+s|people", self.tokens[after].text)
        counts = glued and at.text == "m" and plural and not self.tokens.glued(after)
        if money or counts or (glued and at.text == "b"):
            return after, (), exponent
        return None

    def _one_unit(
        self, numeral: Numeral, money: tuple[str, ...], meaning: tuple[str, ...]
    ) -> tuple[str | None, str, tuple[str, ...]]:
        """The unit, what is in doubt of it, and the units between which it is in doubt."""
        if numeral.form in ("ordinal", "percent"):
            return numeral.form, "", ()
        if numeral.form in ("ratio", "times") and not money and not meaning:
            return numeral.form, "", ()
        tokens, first = self.tokens, numeral.first
        place = tokens.follow(first - 2, "no", ".") and tokens[first].text.isdecimal()  # No. 3
        if place and not (money or meaning):
            return "ordinal", "", ()
        found = money or meaning
        if money and self.around.is_money(meaning):
            found = tuple(id for id in meaning if id in money)
            if not found:
                return None, "two currencies", ()
        if len(found) > 1:
            names = " or ".join(self.units[id].name for id in found)
            return None, f"it may be {names}", found
        return (found[0], "", ()) if found else (None, "", ())

    def _with_per(self, unit: str | None, per: str) -> str | None:
        """The unit that has a name for so much of another a year."""
        for id, other in self.units.items() if unit and per else ():
            if other.of == unit and other.per == per:
                return id
        return unit

    # The qualifier.

    def _qualified(
        self, numeral: Numeral, outer: int, after: int
    ) -> tuple[tuple[str, tuple[str, ...]], int, int, str]:
        """What the words on both sides say, where they begin and end, and whether they clash."""
        around, tokens = self.around, self.tokens
        said, lead = around.qualifier(outer)
        if tokens.han(lead, "近") and tokens.han(numeral.after, "年天月"):
            said, lead = ("exactly", ()), outer  # the last three years
        behind = around.qualifier_behind(numeral.after) or around.qualifier_behind(after)
        if not behind and tokens[after].text in MEASURES:
            behind = around.qualifier_behind(after + 1)
        if not behind and not numeral.plus:
            return said, lead, after, ""
        other = behind[0] if behind else ("over", ())
        same = said[0] in ("exactly", other[0], *other[1])
        end = max(after, behind[1]) if behind else after
        return other, lead, end, "" if same else f"both '{said[0]}' and '{other[0]}'"

    # Dates and names.

    def _role(
        self, numeral: Numeral, unit: str | None, scale: int, outer: int, after: int, thing: str,
        qualifier: str,
    ) -> str:  # fmt: skip
        if self._is_dated(numeral, unit, after):
            return "date"
        name = self.around.is_a_name(numeral, unit, scale, outer, after, self.ended)
        if name or numeral.form == "name":
            return "name"
        first, plain = numeral.first, numeral.after
        bare = plain == first + 1 == after and unit is None and not scale
        if bare and YEARS.fullmatch(self.tokens[first].text):
            return self._year(outer, after, thing, qualifier)
        return "amount"

    def _is_dated(self, numeral: Numeral, unit: str | None, after: int) -> bool:
        """Whether it is a part of a date: the first half, 9M 2023, 31 December; 10日元 is money."""
        behind = self.tokens[after].text
        if numeral.form == "date" or (unit == "ordinal" and behind in ("half", "quarter")):
            return True
        if self.tokens[after - 1].printed == "M" and YEARS.match(behind):
            return True
        money = unit is not None and self.around.is_money((unit,))
        return not money and is_a_date(self.tokens, numeral.first, numeral.after)

    def _year(self, outer: int, after: int, thing: str, qualifier: str) -> str:
        """`2000 employees` is no year, `in 2000 employees` is one."""
        before, behind = self.tokens[outer - 1], self.tokens[after]
        if behind.kind == "han":
            return "amount" if behind.text in MEASURES else "date"
        noun = thing.split(" ")[-1]
        plural = (noun.endswith("s") and not noun.endswith(("ss", "is", "us"))) or noun in _PEOPLE
        counts = plural and noun not in _YEARLY and behind.printed[:1].islower()
        dated = before.text in _BEFORE_A_YEAR and qualifier in ("exactly", "about")
        return "amount" if counts and not dated else "date"

    # Rows of a table, and ranges.

    def _in_the_row(self, one: _Found, two: _Found) -> _Found:
        """In `EUR million 7,476 7,387` the second number is in millions of euros too."""
        head, cell = one.quantity, two.quantity
        heads = head.scale and self.tokens[one.after - 1].kind == "digits"
        if one.after != two.first or not heads or cell.unit or cell.scale or cell.role != "amount":
            return two
        value, scale = power(cell.value, head.scale), head.scale
        return replace(two, quantity=replace(cell, value=value, unit=head.unit, scale=scale))

    def _joined(self, one: _Found, two: _Found) -> _Found | None:
        """A range of two numbers: 5 to 6 percent, 800-900 million."""
        two = self._without_dash(one, two)
        low, high = one.quantity, two.quantity
        if not self._is_a_range(one, two) or "ordinal" in (low.unit, high.unit):
            return None
        if low.role != "amount" or high.role != "amount" or low.high or high.high:
            return None
        apart = high.unit or low.unit in ("times", "ratio")  # doubled to 40,000
        if low.unit and apart and low.unit != high.unit:
            return None
        value = low.value
        shared = high.scale and not low.scale and not (low.unit and high.unit)
        if shared and value < power(high.value, -high.scale):
            value = power(value, high.scale)
        if value >= high.value:
            return None
        unsure = (
            "a range, or a change and a level" if low.direction and high.unit not in _RATES else ""
        )
        joined = replace(
            high, value=value, high=high.value, unit=high.unit or low.unit, start=low.start,
            printed=self.text[low.start : high.end], qualifier=low.qualifier, also=low.also,
            doubt=low.doubt or high.doubt or unsure, direction=low.direction or high.direction,
        )  # fmt: skip
        return _Found(joined, one.first, two.after)

    def _is_a_range(self, one: _Found, two: _Found) -> bool:
        between = [self.tokens[k].text for k in range(one.after, min(two.first, one.after + 3))]
        lead = self.tokens[one.first - 1].text
        if between == ["and"]:
            return lead == "between"
        if between == ["to"] and lead == "from" and self.around.rises:
            return False  # from one level to another
        return between in (["to"], ["-"], ["~"], ["至"], ["到"], ["through"])

    def _without_dash(self, one: _Found, two: _Found) -> _Found:
        """The dash of 5-6 that was read as a sign: `$1.2bn -$1.5bn` has none either."""
        low, high = one.quantity, two.quantity
        if high.value >= 0 or two.first != one.after or self.text[high.start] != "-":
            return two
        plain = replace(high, value=-high.value, start=high.start + 1)
        return replace(two, quantity=plain, first=two.first + 1) if low.value >= 0 else two


_RATES = ("percent", "percentage-points", "times")


# What a brief says, beside what was read.


@dataclass(frozen=True)
class Stated:
    """A value as a brief gives it."""

    value: Decimal
    """With its scale."""
    unit: str
    qualifier: str = "exactly"
    high: Decimal | None = None
    """The upper end, of a range."""
    label: str | None = None
    """What is counted, for `count`."""

    def fits(self, found: Quantity, units: Units) -> bool:
        """Whether a quantity is an amount in the unit."""
        if found.role != "amount":
            return False
        if self.unit == "count":
            counted = found.unit is None or found.unit in units.means(self.label or "")
            return counted or self.settles(found, units)
        if self.unit == "percentage-points" and found.unit is None:
            return found.thing.startswith("point")
        return found.unit == self.unit or (self.unit == "percent" and found.unit == "ratio")

    def equals(self, found: Quantity) -> bool:
        """Whether a quantity has the value, with its sign and both ends of a range."""
        low, high = found.value, found.high
        if self.unit == "percent" and found.unit == "ratio":
            places = max(0, -int(self.value.as_tuple().exponent))
            return high is None and round(low * 100, places) == self.value
        if found.direction < 0 < low and (self.unit in _RATES or self.value < 0):
            low, high = (-low, None) if high is None else (-high, -low)
        return (low, high) == (self.value, self.high)

    def settles(self, found: Quantity, units: Units) -> bool:
        """Whether the label leaves as open as the text which unit it is: Rs and rupees."""
        label = (self.label or "").lower()
        names = [units[id].name.lower() for id in found.may_be]
        return bool(names) and all(name.split()[-1] == label for name in names)

    def qualifies(self, found: Quantity) -> bool:
        """Whether a quantity has the qualifier, or one that says the same."""
        return self.qualifier in (found.qualifier, *found.also)
