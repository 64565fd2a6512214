"""Periods of time as briefs write them: parse, word, sort.

In: the text of a `period` or `date` field. Out: a `Period`, a frozen value. Grammar:
`2023` | `2024-03` | `2024-03-18` | `2023-Q3` | `2024-H1` | `A..B` (two of these) | `by A` |
`FY2023` | `FY2023-24` | `FY2023 to A` | `undated`. A fiscal year whose end is not printed is placed
in time by the calendar years of its name; it is never equal to them.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

MONTHS = tuple(calendar.month_name)
QUARTERS = ("", "first", "second", "third", "fourth")
FIRST, LAST = 1800, 2200
"""The years that are understood."""
_POINT = re.compile(r"([0-9]{4})(?:-(?:([QH])([1-4])|([0-9]{2})(?:-([0-9]{2}))?))?")
_FISCAL = re.compile(r"FY([0-9]{4})(?:-([0-9]{2}))?(?: to ([0-9-]+))?")
FORMS = (
    'write 2023, "2024-03", "2024-03-18", "2023-Q3", "2024-H1", "2021..2025", "by 2025", '
    '"FY2023", "FY2023-24" or undated'
)

_DAY_OF_MONTH = (
    r"(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8])"
)
_LEAP_YEAR = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
DAY = rf"(?!0000)(?:[0-9]{{4}}-(?:{_DAY_OF_MONTH})|{_LEAP_YEAR}-02-29)"
"""A calendar day, as a pattern that Python and ECMAScript read alike."""
_DATED = rf"(?=1[89]|2[01]|2200)(?:[0-9]{{4}}(?:-(?:Q[1-4]|H[12]|0[1-9]|1[0-2]))?|{DAY})"
_FISCAL_YEAR = (
    rf"FY(?=1[89]|2[01]|2200)[0-9]{{4}}(?:-[0-9]{{2}})?"
    rf"(?: to (?=1[89]|2[01]|2200)(?:[0-9]{{4}}-(?:0[1-9]|1[0-2])|{DAY}))?"
)
PERIOD = rf"(?:(?:by (?!.*\.\.))?{_DATED}(?:\.\.{_DATED})?|{_FISCAL_YEAR})"
"""What `Period.parse` reads, but for `undated`; it also lets ranges pass that end too early, and
fiscal years whose two years do not follow each other."""


@dataclass(frozen=True, order=True)
class _Point:
    first: date
    last: date
    words: str

    @classmethod
    def parse(cls, text: str) -> "_Point":
        match = _POINT.fullmatch(text)
        if not match:
            raise ValueError(f"not a period; {FORMS}")
        if not FIRST <= int(match[1]) <= LAST:
            raise ValueError(f"the year {match[1]} is not between {FIRST} and {LAST}")
        year = int(match[1])
        if match[2] == "H":
            return cls._half(year, match[3])
        if match[2]:
            quarter = int(match[3])
            end = calendar.monthrange(year, quarter * 3)[1]
            words = f"{QUARTERS[quarter]} quarter of {year}"
            return cls(date(year, quarter * 3 - 2, 1), date(year, quarter * 3, end), words)
        if not match[4]:
            return cls(date(year, 1, 1), date(year, 12, 31), str(year))
        month = int(match[4])
        if not 1 <= month <= 12:
            raise ValueError(f"there is no month {match[4]}; {FORMS}")
        days = calendar.monthrange(year, month)[1]
        if not match[5]:
            return cls(date(year, month, 1), date(year, month, days), f"{MONTHS[month]} {year}")
        if not 1 <= int(match[5]) <= days:
            raise ValueError(f"{MONTHS[month]} {year} has no day {match[5]}; {FORMS}")
        day = date(year, month, int(match[5]))
        return cls(day, day, f"{day.day} {MONTHS[month]} {year}")

    @classmethod
    def _half(cls, year: int, number: str) -> "_Point":
        if number not in "12":
            raise ValueError(f"a year has no half {number}; {FORMS}")
        if number == "1":
            return cls(date(year, 1, 1), date(year, 6, 30), f"first half of {year}")
        return cls(date(year, 7, 1), date(year, 12, 31), f"second half of {year}")


@dataclass(frozen=True)
class Period:
    """A stretch of time, with its words for readers and its place in time for sorting."""

    text: str
    words: str
    first: date | None
    last: date | None

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read the text of a field; raises ValueError with the forms that are understood."""
        return _parsed(text)

    @property
    def year(self) -> int | None:
        """The year in which the period ends; None where undated."""
        return self.last.year if self.last else None

    @property
    def extent(self) -> tuple[date | None, date | None, str]:
        """What two periods share that are the same stretch of time, however they are written."""
        kind = self.text.partition(" to ")[0] if self.text.startswith("FY") else self.text[:3]
        return self.first, self.last, kind if kind[:2] in ("FY", "by", "un") else ""

    @cached_property
    def slug(self) -> str:
        """The period as part of an anchor: `2023-q1-2023-q3`."""
        return re.sub(r"[^a-z0-9]+", "-", self.text.lower())

    @cached_property
    def sort_key(self) -> tuple[date, date, str]:
        """Newest last; undated first."""
        return (self.last or date.min, self.first or date.min, self.text)


@lru_cache(maxsize=1 << 14)
def _parsed(text: str) -> Period:
    """A period by its text; a few are named again and again."""
    if text == "undated":
        return Period(text, "undated", None, None)
    if text.startswith("by "):
        end = _Point.parse(text[3:])
        return Period(text, f"by {end.words}", end.first, end.last)
    if text.startswith("FY"):
        return _fiscal(text)
    if ".." not in text:
        point = _Point.parse(text)
        return Period(text, point.words, point.first, point.last)
    begin, _, finish = text.partition("..")
    start, end = _Point.parse(begin), _Point.parse(finish)
    if start.last >= end.last:
        raise ValueError("the range must end after it begins")
    return Period(text, _range_words(begin, finish, start, end), start.first, end.last)


def _fiscal(text: str) -> Period:
    match = _FISCAL.fullmatch(text)
    if not match or not FIRST <= int(match[1]) <= LAST:
        raise ValueError(f"not a period; {FORMS}")
    year = int(match[1])
    if match[2] and int(match[2]) != (year + 1) % 100:
        raise ValueError(f"the year after {year} is not {match[2]}; {FORMS}")
    words = f"fiscal year {text[2:].partition(' ')[0]}"
    if not match[3]:
        last = year + 1 if match[2] else year
        return Period(text, words, date(year, 1, 1), date(last, 12, 31))
    if len(match[3]) < 7:
        raise ValueError(f"a fiscal year ends in a month or on a day; {FORMS}")
    end = _Point.parse(match[3])
    return Period(text, f"{words} (to {end.words})", begin_of_months(end.last), end.last)


def begin_of_months(day: date, months: int = 12) -> date:
    """The first day of so many months that end on a day."""
    after = day + timedelta(days=1)
    year, month = divmod(after.year * 12 + after.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(after.day, last))


def _range_words(begin: str, finish: str, start: _Point, end: _Point) -> str:
    if begin.endswith("-Q1") and "-Q" in finish and start.first.year == end.last.year:
        count = {"2": "two", "3": "three", "4": "four"}[finish[-1]]
        return f"first {count} quarters of {end.last.year}"
    return f"{start.words} to {end.words}"


# The day of a text, from which times follow.

_RELATIVES = {"last year": -1, "this year": 0, "current year": 0, "next year": 1, "the year": 0}
_RELATIVES |= {"去年": -1, "今年": 0, "本年": 0, "前年": -2, "明年": 1}


def within(year: int, part: tuple[str, ...]) -> str:
    """A part of a year in a year: `-Q1` to `-Q3` in 2023."""
    return "..".join(f"{year}{one}" for one in part)


@dataclass(frozen=True)
class Day:
    """The day of a text, or that it prints none."""

    day: date | None

    def year(self, words: str) -> int | None:
        """The year of `last year` and the like."""
        shift = next(shift for name, shift in _RELATIVES.items() if name in words.lower())
        return self.day.year + shift if self.day else None

    def _past(self, first: date, last: date) -> bool:
        shown = first if (last - first).days < 31 else last
        return self.day is not None and shown <= self.day

    def since(self) -> tuple[str, ...]:
        """Up to when something has lasted that lasts still."""
        return (str(self.day.year), f"{self.day:%Y-%m}", str(self.day)) if self.day else ()

    def ended(self, month: int, number: int, *, ending: bool) -> list[int]:
        """The years of a day of the year that is the last before the text, or the next one."""
        if not self.day:
            return []
        passed = (month, number) <= (self.day.month, self.day.day) or month < self.day.month
        last = self.day.year if passed else self.day.year - 1
        return [last, last + 1] if ending else [last]

    def last(self, part: tuple[str, ...]) -> tuple[str, ...]:
        """A part of a year as the last one before the text: a month may still go on."""
        if not self.day:
            return ()
        for year in (self.day.year, self.day.year - 1):
            try:
                period = Period.parse(within(year, part))
            except ValueError:
                continue
            if period.first and period.last and self._past(period.first, period.last):
                return (period.text,)
        return ()
