"""Quantities: numbers as texts print them, with unit, qualifier, sign, direction and place.

In: a normalised text, the table of units, and the language and country of the text. Out: every
number in it, in order. `numerals` and `chinese` read the number itself; what stands around it is
read here: the currency before it, the unit behind it, `over` and `or more`, the verb of its clause,
what is counted, and whether it is a date or part of a name. What cannot be read for certain says so
in `doubt`; it is never read in part. Time grows with the length of the text, not faster.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from briefsite.text.chinese import MEASURES, chinese_at
from briefsite.text.chinese import STARTS as HAN_STARTS
from briefsite.text.numerals import Numeral, Tokens, numeral_at, power, scale_at
from briefsite.text.units import BUILT_IN, QUALIFIER_WORDS, Units

_PLAIN = str.maketrans(
    dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚‛`´′", "'") | dict.fromkeys("–—−‐‑‒", "-")
)
_KEPT = re.compile(
    r"[\u00b2\u00b3\u00b9\u2070-\u209c\u00bc-\u00be\u2150-\u215e]+|(?<=[0-9０-９])，(?=[0-9])"
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
    """Other qualifiers that say the same: `400+` is at least 400, and over it in many texts."""
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


# The words around a number.


def _phrases(table: Iterable[tuple[object, str]]) -> dict[tuple[str, ...], object]:
    return {
        tuple(token.text for token in Tokens(phrase)): meaning
        for meaning, phrases in table
        for phrase in phrases.split("|")
        if phrase
    }


_BEFORE = _phrases(((name, also), words) for name, also, words, _ in QUALIFIER_WORDS)
_BEHIND = _phrases(((name, also), words) for name, also, _, words in QUALIFIER_WORDS if words)
_LONGEST_PHRASE = max(map(len, (*_BEFORE, *_BEHIND)))
_BETWEEN = frozenset("a an the record total 了 到 为 達 达 有 是 的 已 将".split())
"""What may stand between a qualifier and its number."""
_NOT_ABOUT = frozenset("制公节預预契条签合违解纽和隐特")
_NOT_NEARLY = frozenset("附最靠邻临")

_RISE = frozenset("""rose rise rises rising risen grew grow grows growing grown growth increase increased increases
increasing up gain gained gains gaining climb climbed climbing climbs jump jumped jumps jumping surge surged surges surging
soar soared soaring advanced expand expanded expanding expansion widened widening higher rebounded raised raise
hike hiked added""".split())  # fmt: skip
_FALL = frozenset("""fell fall falls falling fallen drop dropped drops dropping decline declined declines declining
decrease decreased decreases decreasing down lower lowered lowering shrank shrink shrunk shrinking shrinks slid slump slumped
plunge plunged plunging tumbled tumbling contracted contracting contraction cut cuts cutting reduce reduced
reduces reducing reduction narrow narrowed narrowing narrows dip dipped sank sunk slipped slipping dwindled slashed""".split())  # fmt: skip
_RISE_BEHIND = frozenset(
    "increase rise gain growth jump surge hike climb higher more faster larger bigger greater up expansion".split()
)
_FALL_BEHIND = frozenset(
    "decrease decline drop fall reduction cut dip slump contraction lower less fewer slower smaller down".split()
)
_HAN_RISE = (
    "增长",
    "增加",
    "上升",
    "提高",
    "上涨",
    "扩大",
    "提升",
    "增幅",
    "涨幅",
    "增速",
    "上浮",
    "多增",
    "增長",
    "回升",
)
_HAN_FALL = (
    "下降",
    "减少",
    "降低",
    "下滑",
    "回落",
    "收窄",
    "下跌",
    "缩减",
    "缩小",
    "降幅",
    "跌幅",
    "负增长",
    "少增",
    "減少",
    "萎缩",
    "下调",
)
_HAN_NEAR = {"增": 1, "升": 1, "涨": 1, "降": -1, "跌": -1, "减": -1}
_PHRASAL = frozenset(
    "make makes made making set sets setting take takes took taken taking open opened build built sign signed pick picked".split()
)
_LEVEL = frozenset("""to in for among across from on with than below above was were is are be been stood reached reaching
totaled totalled totaling hit had has have having as when because while after before since which that who where into
employs employed employing under within between""".split())  # fmt: skip
_STOP = frozenset(".;:!?。；：！？,，、")
_FUNCTION = frozenset("""of in on at by for to from with and or nor but was were is are be been being has have had will would
can could may might should must that which who whom whose when where while than as per a an the this these those it its
his her their our your there here not no nor into onto over under between among across through during before after since
until up down out off about around more less each every all both either via within without against then also only
so if because despite including worth a.m p.m am pm last next ago earlier later now compared respectively
""".split())  # fmt: skip
_HAN_FUNCTION = frozenset("的是在和与为有及或将等已也都了而但对从到至由被把向比于以其这那此中")
_PER = frozenset(
    """year month week day hour minute second share head person capita tonne ton kilogram kg litre liter barrel
unit household night quarter student employee inhabitant resident family passenger hectare mu acre km kilometre mile""".split()
)
_PER_WORDS = {
    "annually": "year",
    "yearly": "year",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "hourly": "hour",
}
_HAN_PER = {"人均": "capita", "户均": "household", "亩均": "mu", "日均": "day", "月均": "month", "年均": "year", "每股": "share",
            "每年": "year", "每天": "day", "每人": "capita", "年产": "year"}  # fmt: skip
_MONTHS = frozenset(
    """january february march april may june july august september october november december jan feb mar apr
jun jul aug sep sept oct nov dec""".split()
)
_IN_TIME = frozenset(
    "in by since of until till from to during between and through year early mid late end before after fiscal fy ( -".split()
)
_PEOPLES = ("ese", "an", "ish", "ian")
_OPENS = ("", ".", "!", "?", ":", '"')
_YEARS = re.compile(r"(?:19|20)[0-9]{2}|2100")


class _Reader:
    """Reads one text from its first token to its last."""

    def __init__(self, text: str, units: Units, language: str, country: str | None) -> None:
        self.text, self.units, self.language, self.country = text, units, language, country
        self.tokens = Tokens(text)
        self.verb = -1  # the last word of rise or fall in the clause
        self.rises = 0
        self.per = ""  # `per capita`, earlier in the clause
        self.seen = 0

    def read(self) -> Iterator[Quantity]:
        """The numbers, those of a range as one."""
        held: tuple[Quantity, int, int] | None = None
        for found in self._single():
            if held:
                found = self._in_the_row(held, found)
            if held:
                joined = self._joined(held, found)
                if joined is None:
                    yield held[0]
                    held = found
                else:
                    held = joined
            else:
                held = found
        if held:
            yield held[0]

    def _single(self) -> Iterator[tuple[Quantity, int, int]]:
        i = 0
        while i < len(self.tokens):
            token = self.tokens[i]
            numeral = None
            if token.kind == "han" or token.kind == "digits":
                if token.kind == "digits" or token.text in HAN_STARTS:
                    numeral = chinese_at(self.tokens, i, self.language)
            if numeral is None and token.kind != "han":
                numeral = numeral_at(self.tokens, i, self.language)
            found = self._quantity(numeral) if numeral else None
            if found:
                yield found
                i = max(found[2], i + 1)
            else:
                i = max(numeral.after if numeral and not numeral.loose else 0, i + 1)

    # What stands before.

    def _follow(self, upto: int) -> None:
        """Keep in mind the verb of the clause up to a token."""
        for i in range(self.seen, upto):
            token = self.tokens[i]
            word = token.text
            if word in _STOP and not (word == "." and self.tokens.glued(i + 1)):
                self.verb, self.rises, self.per = -1, 0, ""
            elif token.kind == "word":
                self._word(i, word)
            elif token.kind == "han":
                self._han(i)
        self.seen = max(self.seen, upto)

    def _word(self, i: int, word: str) -> None:
        if word in _RISE and not (
            word == "up"
            and (self.tokens[i + 1].text == "to" or self.tokens[i - 1].text in _PHRASAL)
        ):
            self.verb, self.rises = i, 1
        elif word in _FALL:
            self.verb, self.rises = i, -1
        elif word == "per" and self.tokens[i + 1].text in ("capita", "head", "person"):
            self.per = "capita"
        elif word in ("while", "but", "whereas"):
            self.verb, self.rises, self.per = -1, 0, ""

    def _han(self, i: int) -> None:
        pair = self.tokens[i].text + self.tokens[i + 1].text
        behind = self.tokens[i + 2].text
        if pair in _HAN_RISE and behind not in "值" or pair in _HAN_RISE and not behind:
            rises = -1 if self.tokens[i - 1].text == "负" else 1
            self.verb, self.rises = i + 1, rises
        elif pair in _HAN_FALL:
            self.verb, self.rises = i + 1, -1
        elif pair in _HAN_PER:
            self.per = _HAN_PER[pair]

    def _prefix(self, i: int) -> tuple[int, tuple[str, ...], int, str]:
        """The token where a currency before a number begins, what it means, and its scale."""
        j, exponent = i, 0
        while (
            j
            and (found := scale_at(self.tokens, j - 1, self.language, money=True))
            and found[1] == j
            and found[0] != 2
        ):
            exponent, j = exponent + found[0], j - 1
        at = self.tokens[j - 1]
        if not j or at.kind == "digits" or (self.tokens[j].start - at.end > 1):
            return i, (), 0, ""
        start, meaning = self.units.before(self.text, at.end, self.language, self.country)
        if not meaning and at.kind == "word" and len(at.text) == 4 and at.text[0] == "m":
            meaning = self.units.means(at.printed[1:].upper(), self.language, self.country)
            start, exponent = at.start, 6
        if not meaning or not all(self.units[id].kind == "money" for id in meaning):
            return i, (), 0, ""
        first = j - 1
        while first and self.tokens[first - 1].start >= start:
            first -= 1
        if at.kind == "han" and self.tokens[first - 1].kind == "digits":
            return i, (), 0, ""
        doubt = ""
        if (
            self.tokens[first].kind == "mark"
            and self.tokens[first - 1].kind == "word"
            and self.tokens.glued(first)
        ):
            doubt = f"the currency '{self.tokens[first - 1].printed}{self.tokens[first].printed}' is not known"
        return first, meaning, exponent, doubt

    def _sign(self, i: int) -> tuple[int, int]:
        """The token where a sign before a number begins, and -1 or 1; 0 where there is none."""
        before = self.tokens[i - 1]
        if before.text in ("minus", "negative", "负", "負"):
            return i - 1, -1
        if before.text == "下" and self.tokens[i - 2].text == "零":
            return i - 2, -1
        if before.text in ("-", "+") and i:
            open_ = (
                i == 1
                or not self.tokens.glued(i - 1)
                or self.tokens[i - 2].text in tuple("([/~<>=$")
            )
            if open_ and (self.tokens.glued(i) or i == 1):
                return i - 1, -1 if before.text == "-" else 1
        return i, 0

    def _qualifier(self, first: int) -> tuple[str, tuple[str, ...], int]:
        """The words before a number, and the token where they begin."""
        end = first
        for _ in range(3):
            for size in range(min(_LONGEST_PHRASE, end), 0, -1):
                words = tuple(self.tokens[k].text for k in range(end - size, end))
                if words in _BEFORE and self._is_apart(words, end - size):
                    return *_BEFORE[words], end - size  # type: ignore[misc]
            if self.tokens[end - 1].text not in _BETWEEN or not end:
                break
            end -= 1
        return "exactly", (), first

    def _is_apart(self, words: tuple[str, ...], at: int) -> bool:
        before = self.tokens[at - 1].text
        if words == ("约",):
            return before not in _NOT_ABOUT or not before
        if words == ("近",):
            return before not in _NOT_NEARLY or not before
        return not (words == ("up", "to") and before in _PHRASAL)

    def _behind(self, after: int) -> tuple[str, tuple[str, ...], int] | None:
        for size in range(_LONGEST_PHRASE, 0, -1):
            words = tuple(self.tokens[k].text for k in range(after, after + size))
            if words in _BEHIND:
                return *_BEHIND[words], after + size  # type: ignore[misc]
        return None

    # What stands behind.

    def _unit(self, numeral: Numeral) -> tuple[int, tuple[str, ...], int]:
        """The token after the unit behind a number, what it means, and a scale within it."""
        after = numeral.after
        for skip in (0, 1):
            at = self.tokens[after + skip]
            if skip and self.tokens[after].text not in ("-", "[", "个", "個"):
                break
            if at.start - self.tokens[after - 1].end > 1 + skip:
                break
            end, meaning = self.units.at(self.text, at.start, self.language, self.country)
            if meaning and self._ends(end):
                following = after + skip
                while following < len(self.tokens) and self.tokens[following].end <= end:
                    following += 1
                return following, meaning, 0
            if at.kind == "word" and len(at.text) == 4 and at.printed.startswith("M"):
                if meaning := self.units.means(at.printed[1:], self.language, self.country):
                    return after + skip + 1, meaning, 6
        return after, (), 0

    def _ends(self, end: int) -> bool:
        """Whether a unit ends here, and no longer word or number."""
        around = self.text[end - 1 : end + 1]
        return not (
            len(around) == 2
            and around[0].isascii()
            and around[0].isalpha()
            and around[1].isalnum()
            and around[1].isascii()
        )

    def _thing(self, after: int) -> str:
        """The words of what is counted."""
        i, words = after, []
        if self.tokens[i].text in ("-",) and self.tokens.glued(i):
            i += 1
        if self.tokens[i].text == "of" and self.tokens[i + 1].kind == "word":
            i += 1
            while self.tokens[i].text in ("the", "its", "all", "their", "a"):
                i += 1
        while len(words) < 8:
            token = self.tokens[i]
            if token.kind == "han":
                if token.text in _HAN_FUNCTION or (words and not self.tokens.glued(i)):
                    break
            elif (
                token.kind != "word"
                or token.text in _FUNCTION
                or (words and self.tokens[i - 1].kind == "han")
            ):
                break
            elif len(words) > 3:
                break
            words.append(token)
            i += 1
            if (
                self.tokens[i].text == "-"
                and self.tokens.glued(i)
                and self.tokens[i + 1].kind == "word"
            ):
                i += 1
        return self.text[words[0].start : words[-1].end] if words else ""

    def _per_behind(self, after: int) -> str:
        """`a year`, `per capita`, `annually`, `/day`, in the rest of the clause."""
        for i in range(after, min(after + 9, len(self.tokens))):
            token, behind = self.tokens[i], self.tokens[i + 1]
            if token.text in _STOP or token.kind == "digits":
                break
            if token.text in _PER_WORDS:
                return _PER_WORDS[token.text]
            if token.text in ("per", "a", "an", "each", "every", "/") and behind.text in _PER:
                if not (
                    token.text in ("a", "an")
                    and self.tokens[i + 2].text in ("earlier", "ago", "before", "later")
                ):
                    return behind.text
            if token.text == "a" and self.tokens.words(i + 1, "year") or token.text == "per":
                return behind.text if token.text == "per" and behind.kind == "word" else ""
        return ""

    def _direction(self, first: int, after: int, unit: str | None) -> int:
        for step in range(after, after + 5):
            word = self.tokens[step].text
            if word in _RISE_BEHIND or word in _FALL_BEHIND:
                apart = self.tokens[step + 1].text == "than" and unit is None
                return 0 if apart else (1 if word in _RISE_BEHIND else -1)
            if word not in (
                "year",
                "-",
                "on",
                "over",
                "annual",
                "yoy",
                "sharp",
                "net",
                "的",
                "quarter",
                "month",
            ):
                break
        pair = self.tokens[after + 1].text + self.tokens[after + 2].text
        if self.tokens[after].text == "的" and pair in (*_HAN_RISE, *_HAN_FALL):
            return 1 if pair in _HAN_RISE else -1
        before = self.tokens[first - 1]
        k = first - 1
        if before.text in ("了", "约", "达", "为"):
            k -= 1
        if self.tokens[k].text in _HAN_NEAR and self.verb < k:
            return _HAN_NEAR[self.tokens[k].text]
        if self.verb < 0 or self.verb >= first:
            return 0
        if before.kind == "han":
            return 0 if before.text in "至到" else self.rises
        while k > self.verb and (
            self.tokens[k].text in ("a", "an", "the", "another")
            or self.tokens[k].text.endswith("ly")
        ):
            k -= 1
        word = self.tokens[k].text
        if (
            word in ("of", "at")
            and k != self.verb + 1
            and self.tokens[k - 1].text not in ("rate", "pace", "rates")
        ):
            return 0
        if unit is None and word not in ("by", "of") and k != self.verb:
            return 0
        return 0 if word in _LEVEL and k != self.verb else self.rises

    # The whole.

    def _quantity(self, numeral: Numeral) -> tuple[Quantity, int, int] | None:
        tokens, first, after = self.tokens, numeral.first, numeral.after
        value, scale, doubt = numeral.value, numeral.scale, numeral.doubt
        if tokens[first].text == "one" and after == first + 1 and self._one_is_a_word(after):
            return None
        if self._within_a_word(first):
            return None
        inner, sign = self._sign(first)
        start, money, prefix_scale, unknown = self._prefix(inner)
        if money and not sign:
            outer, sign = self._sign(start)
        else:
            outer = start if money else inner
        if sign and not money:
            outer = inner
        behind = self._behind(after)
        unit_after, meaning, inner_scale = self._unit(replace(numeral, after=after))
        if behind and not meaning:
            _, meaning, _ = (
                self._unit(replace(numeral, after=behind[2]))
                if behind[2] - after == 1
                else (0, (), 0)
            )
            unit_after = self._unit(replace(numeral, after=behind[2]))[0] if meaning else behind[2]
        value, scale, unit_after, meaning = self._letters(
            numeral, value, scale, unit_after, meaning, bool(money)
        )
        if numeral.loose and not meaning:
            return None
        scale += prefix_scale + inner_scale
        value = power(value, prefix_scale + inner_scale) if prefix_scale + inner_scale else value
        if meaning and not numeral.scale and not scale and self._is_money(meaning):
            exponent, later = scale_at(tokens, unit_after, self.language)
            if exponent and exponent != 2:
                value, scale, unit_after = power(value, exponent), exponent, later
        behind = (
            behind
            or self._behind(unit_after)
            or (self._behind(unit_after + 1) if tokens[unit_after].text in MEASURES else None)
        )
        unit, why = self._one_unit(numeral, money, meaning)
        doubt = doubt or unknown or why
        if numeral.doubt.startswith("a comma before") and (unit or scale):
            doubt = why or unknown
        self._follow(outer)
        word, also, lead = self._qualifier(outer)
        if tokens[lead - 1].text == "" and lead == 0:
            pass
        if (
            word == "nearly"
            and tokens[lead].text == "近"
            and tokens[unit_after].text in ("年", "天", "月", "个")
        ):
            word, also, lead = "exactly", (), outer
        if behind or numeral.plus:
            said, others = (behind[0], behind[1]) if behind else ("over", ())
            if word not in ("exactly", said, *others):
                doubt = doubt or f"both '{word}' and '{said}'"
            word, also = said, others
        if sign < 0:
            value = -value
        role = self._role(numeral, unit, scale, outer, unit_after)
        thing = self._thing(unit_after)
        direction = self._direction(lead, unit_after, unit)
        per = self._per_behind(unit_after) or (self.per if role == "amount" else "")
        unit = self._with_per(unit, per)
        if (
            role == "amount"
            and _YEARS.fullmatch(tokens[first].text)
            and after == first + 1
            and not (unit or scale or money)
        ):
            role = self._year(outer, unit_after, thing, word)
        begin, end = tokens[outer].start, tokens[unit_after - 1].end
        found = Quantity(
            value, unit, word, begin, end, self.text[begin:end], numeral.high, scale, also,
            direction if sign != 1 else 1, thing, per, role, doubt,
        )  # fmt: skip
        return found, outer, unit_after

    def _within_a_word(self, first: int) -> bool:
        """A digit behind a letter, as in s6su or A.1b, is no number, unless the letters are money."""
        before = self.tokens[first - 1]
        if self.tokens[first].kind != "digits" or not self.tokens.glued(first):
            return False
        if before.text in (".", "_", "%") and self.tokens.glued(first - 1):
            return self.tokens[first - 2].kind in ("word", "digits") and before.text != "%"
        return before.kind == "word" and not self._prefix(first)[1]

    def _one_is_a_word(self, after: int) -> bool:
        has_unit = self._unit(Numeral(after - 1, after, Decimal(1), "words"))[1]
        return not has_unit

    def _is_money(self, meaning: tuple[str, ...]) -> bool:
        return all(self.units[id].kind == "money" for id in meaning)

    def _letters(
        self,
        numeral: Numeral,
        value: Decimal,
        scale: int,
        after: int,
        meaning: tuple[str, ...],
        money: bool,
    ) -> tuple[Decimal, int, int, tuple[str, ...]]:
        """`$3m`, `1.2b`, `12m euros`: a letter that is a scale."""
        token = self.tokens[numeral.after]
        if token.text not in ("m", "b", "t") or numeral.scale or numeral.form != "digits":
            return value, scale, after, meaning
        exponent = {"m": 6, "b": 9, "t": 12}[token.text]
        glued = self.tokens.glued(numeral.after)
        rest = replace(numeral, after=numeral.after + 1)
        later, unit, _ = self._unit(rest)
        counted = (
            glued
            and token.text != "t"
            and re.fullmatch(r"[a-z]+s|people", self.tokens[numeral.after + 1].text)
        )
        if unit and self._is_money(unit):
            return power(value, exponent), exponent, later, unit
        if money or counted or (glued and token.text == "b" and not meaning):
            return power(value, exponent), exponent, numeral.after + 1, ()
        return value, scale, after, meaning

    def _one_unit(
        self, numeral: Numeral, money: tuple[str, ...], meaning: tuple[str, ...]
    ) -> tuple[str | None, str]:
        if numeral.form in ("ordinal", "ratio", "times", "percent") and not money:
            if not meaning or numeral.form in ("ordinal", "percent"):
                return numeral.form, ""
        if money and meaning and self._is_money(meaning):
            both = tuple(id for id in meaning if id in money)
            own = both or (meaning if len(money) > 1 or "us-dollars" in money else ())
            return (own[0], "") if len(own) == 1 else (None, "two currencies")
        found = money or meaning
        if len(found) > 1:
            return None, f"it may be {' or '.join(self.units[id].name for id in found)}"
        return (found[0], "") if found else (None, "")

    def _with_per(self, unit: str | None, per: str) -> str | None:
        if unit and per:
            for id, other in self.units.items():
                if other.of == unit and other.per == per:
                    return id
        return unit

    def _role(self, numeral: Numeral, unit: str | None, scale: int, outer: int, after: int) -> str:
        tokens, first = self.tokens, numeral.first
        if numeral.form == "date":
            return "date"
        if self._is_a_date(first, numeral.after, after):
            return "date"
        before, behind = tokens[outer - 1], tokens[after]
        if (
            behind.kind in ("word", "digits")
            and tokens.glued(after)
            and tokens[after - 1].kind == "digits"
        ):
            return "name"
        if behind.text == "@" or (
            behind.text == "-"
            and tokens.glued(after)
            and len(tokens[after + 1].text) == 1
            and tokens[after + 1].kind == "word"
            and tokens.glued(after + 1)
        ):
            return "name"
        if (
            before.text == "-"
            and tokens.glued(outer)
            and tokens.glued(outer - 1)
            and tokens[outer - 2].kind == "word"
        ):
            return (
                "amount"
                if tokens[outer - 2].text in ("mid", "early", "late", "pre", "post", "sub")
                else "name"
            )
        if before.text in ("#", "/", "_", "@", "№") and tokens.glued(outer):
            return "name"
        titled = tokens[first].printed[:1].isupper() and tokens[first - 1].text not in _OPENS
        if (
            numeral.form == "words"
            and titled
            and tokens[numeral.after + (tokens[numeral.after].text == "-")].printed[:1].isupper()
        ):
            return "name"
        if unit == "ordinal":
            return "name" if self._names(after, numeral) else "amount"
        if unit is None and not scale and numeral.form == "digits" and before.kind == "word":
            titled = (
                before.printed[:1].isupper()
                and outer > 1
                and tokens[outer - 2].text not in ("", ".", "!", "?")
            )
            plain = tokens[first].text.isdigit() and before.text not in (
                *_MONTHS,
                *_FUNCTION,
                *_IN_TIME,
            )
            known = self.units.means(before.printed, self.language, self.country)
            return (
                "name"
                if titled and plain and not known and not _YEARS.fullmatch(tokens[first].text)
                else "amount"
            )
        return "amount"

    def _is_a_date(self, first: int, plain: int, after: int) -> bool:
        tokens = self.tokens
        before, behind = tokens[first - 1], tokens[plain]
        number = tokens[first].text
        if tokens[first].kind != "digits" or plain != first + 1:
            return (
                behind.text in ("月", "日")
                and tokens[first].kind == "han"
                and tokens[first - 1].text in ("年", "月", "")
            )
        if behind.text in ("月", "日", "号", "時", "时") or (
            behind.text == "年" and _YEARS.fullmatch(number) is not None
        ):
            return True
        if (
            behind.text in ("am", "pm", "a.m", "p.m", "s")
            and tokens.glued(plain)
            and behind.text == "s"
        ):
            return True
        if len(number) < 3 and number.isdigit():
            month = tokens[first - 2].text if before.text == "." else before.text
            dated = month in _MONTHS and (month != "may" or tokens[first - 1].printed == "May")
            if dated or (behind.text in _MONTHS and behind.printed[:1].isupper()):
                return True
            if (
                behind.text in ("am", "pm")
                or tokens.words(plain, "a", ".", "m")
                or tokens.words(plain, "p", ".", "m")
            ):
                return True
            clock = behind.text == ":" and tokens.glued(plain) and len(tokens[plain + 1].text) == 2
            if clock or (
                before.text == ":"
                and tokens.glued(first)
                and len(number) == 2
                and len(tokens[first - 2].text) < 3
            ):
                return True
        return self._in_a_row(first)

    def _in_a_row(self, first: int) -> bool:
        """2023-12-31, 2020/21, 2023-24."""
        tokens = self.tokens
        for year in (first, first - 2, first - 4):
            marks = tokens[year + 1].text
            if (
                year >= 0
                and _YEARS.fullmatch(tokens[year].text)
                and marks
                and marks in "-/"
                and tokens.glued(year + 1)
                and tokens.glued(year + 2)
            ):
                rest = tokens[year + 2].text
                if rest.isdigit() and len(rest) in (1, 2, 4):
                    return True
        return False

    def _names(self, after: int, numeral: Numeral) -> bool:
        """Whether an ordinal begins a name: the 14th Five-Year Plan."""
        behind, own = self.tokens[after], self.tokens[numeral.first]
        titled = (
            behind.kind == "word"
            and behind.printed[:1].isupper()
            and not behind.text.endswith(_PEOPLES)
        )
        return titled and (own.printed[:1].isdigit() or own.printed[:1].isupper())

    def _year(self, outer: int, after: int, thing: str, qualifier: str) -> str:
        before, behind = self.tokens[outer - 1], self.tokens[after]
        if behind.kind == "han":
            return "amount" if behind.text in MEASURES and behind.text != "年" else "date"
        counts = thing.split(" ")[-1].endswith("s") and behind.printed[:1].islower()
        if counts and (
            before.text not in (*_IN_TIME, *_MONTHS) or qualifier not in ("exactly", "about")
        ):
            return "amount"
        return "date"

    # Rows of a table, and ranges.

    def _in_the_row(
        self, one: tuple[Quantity, int, int], two: tuple[Quantity, int, int]
    ) -> tuple[Quantity, int, int]:
        """In `EUR million 7,476 7,387` the second number is in millions of euros too."""
        cell, first, after = two
        heads = one[0].scale and self.tokens[one[2] - 1].kind == "digits"
        if one[2] != first or not heads or cell.unit or cell.scale or cell.role != "amount":
            return two
        size = one[0].scale
        return (
            replace(cell, value=power(cell.value, size), unit=one[0].unit, scale=size),
            first,
            after,
        )

    def _joined(
        self, one: tuple[Quantity, int, int], two: tuple[Quantity, int, int]
    ) -> tuple[Quantity, int, int] | None:
        low, first, after = one
        high, start, end = two
        between = tuple(self.tokens[k].text for k in range(after, min(start, after + 3)))
        lead = self.tokens[first - 1].text
        known = between in (("to",), ("-",), ("~",), ("至",), ("到",), ("through",)) or (
            between == ("and",) and lead == "between"
        )
        dash = (
            low.high is None
            and between == ()
            and self.text[high.start] == "-"
            and high.value < 0
            and low.unit in (None, high.unit)
        )
        if (
            dash
            and low.role == "amount" == high.role
            and not self.text[low.end : high.start].strip()
        ):
            high, known = (
                replace(high, value=-high.value, start=high.start + 1),
                self.tokens.glued(after),
            )
        if not known or low.role != "amount" or high.role != "amount" or low.high is not None:
            return None
        if lead == "from" and between == ("to",) and self.rises:
            return None
        if low.unit is not None and high.unit is not None and low.unit != high.unit:
            return None
        value = low.value
        if (
            high.scale
            and not low.scale
            and low.unit is None
            and value < power(high.value, -high.scale)
        ):
            value = power(value, high.scale)
        elif (
            high.scale
            and not low.scale
            and high.unit is None
            and value < power(high.value, -high.scale)
        ):
            value = power(value, high.scale)
        if value >= high.value or "ordinal" in (low.unit, high.unit):
            return None
        joined = replace(
            high, value=value, high=high.value, unit=high.unit or low.unit, start=low.start,
            printed=self.text[low.start : high.end], qualifier=low.qualifier, also=low.also,
            doubt=low.doubt or high.doubt, direction=low.direction or high.direction,
        )  # fmt: skip
        return joined, first, end


# What a brief says, held against what was read.


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
            counted = units.means(self.label or "")
            return found.unit is None or found.unit in counted
        if self.unit == "percentage-points" and found.unit is None:
            return found.thing.startswith("point")
        return found.unit == self.unit or (self.unit == "percent" and found.unit == "ratio")

    def equals(self, found: Quantity) -> bool:
        """Whether a quantity has the value, with its sign and both ends of a range."""
        if (self.high is None) != (found.high is None):
            return False
        low, high = found.value, found.high
        if found.unit == "ratio" and self.unit == "percent":
            return round(low * 100, _decimals(self.value)) == self.value and high is None
        rate = self.unit in ("percent", "percentage-points")
        if found.direction < 0 < low and (rate or self.value < 0):
            low, high = -low, -high if high is not None else None
        return (low, high) == (self.value, self.high)

    def qualifies(self, found: Quantity) -> bool:
        """Whether a quantity has the qualifier, or one that says the same."""
        return self.qualifier in (found.qualifier, *found.also)


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))
