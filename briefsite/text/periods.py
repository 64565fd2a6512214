"""Periods of time as briefs write them: parse, word, sort.

In: the text of a `period` or `date` field. Out: a `Period`, a frozen value. Grammar:
`2023` | `2024-03` | `2024-03-18` | `2023-Q3` | `A..B` (two of these) | `by A` | `undated`.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

MONTHS = tuple(calendar.month_name)
QUARTERS = ("", "first", "second", "third", "fourth")
FIRST, LAST = 1800, 2200
"""The years that are understood."""
_POINT = re.compile(r"([0-9]{4})(?:-(?:Q([1-4])|([0-9]{2})(?:-([0-9]{2}))?))?")
FORMS = 'write 2023, "2024-03", "2024-03-18", "2023-Q3", "2021..2025", "by 2025" or undated'

_DAY_OF_MONTH = (
    r"(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8])"
)
_LEAP_YEAR = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
DAY = rf"(?!0000)(?:[0-9]{{4}}-(?:{_DAY_OF_MONTH})|{_LEAP_YEAR}-02-29)"
"""A calendar day, as a pattern that Python and ECMAScript read alike."""
_DATED = rf"(?=1[89]|2[01]|2200)(?:[0-9]{{4}}(?:-(?:Q[1-4]|0[1-9]|1[0-2]))?|{DAY})"
PERIOD = rf"(?:by (?!.*\.\.))?{_DATED}(?:\.\.{_DATED})?"
"""What `Period.parse` reads, but for `undated`; it also lets ranges pass that end too early."""


@dataclass(frozen=True, order=True)
class _Point:
    first: date
    last: date
    words: str

    @classmethod
    def parse(cls, text: str) -> "_Point":
        match = _POINT.fullmatch(text)
        if not match or not FIRST <= int(match[1]) <= LAST:
            raise ValueError(f"not a period; {FORMS}")
        year = int(match[1])
        if match[2]:
            quarter = int(match[2])
            end = calendar.monthrange(year, quarter * 3)[1]
            words = f"{QUARTERS[quarter]} quarter of {year}"
            return cls(date(year, quarter * 3 - 2, 1), date(year, quarter * 3, end), words)
        if not match[3]:
            return cls(date(year, 1, 1), date(year, 12, 31), str(year))
        month = int(match[3])
        if not 1 <= month <= 12:
            raise ValueError(f"there is no month {match[3]}; {FORMS}")
        days = calendar.monthrange(year, month)[1]
        if not match[4]:
            return cls(date(year, month, 1), date(year, month, days), f"{MONTHS[month]} {year}")
        if not 1 <= int(match[4]) <= days:
            raise ValueError(f"{MONTHS[month]} {year} has no day {match[4]}; {FORMS}")
        day = date(year, month, int(match[4]))
        return cls(day, day, f"{day.day} {MONTHS[month]} {year}")


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
        if text == "undated":
            return cls(text, "undated", None, None)
        if text.startswith("by "):
            end = _Point.parse(text[3:])
            return cls(text, f"by {end.words}", end.first, end.last)
        if ".." not in text:
            point = _Point.parse(text)
            return cls(text, point.words, point.first, point.last)
        begin, _, finish = text.partition("..")
        start, end = _Point.parse(begin), _Point.parse(finish)
        if start.last >= end.last:
            raise ValueError("the range must end after it begins")
        return cls(text, _range_words(begin, finish, start, end), start.first, end.last)

    @property
    def year(self) -> int | None:
        """The year in which the period ends; None where undated."""
        return self.last.year if self.last else None

    @property
    def slug(self) -> str:
        """The period as part of an anchor: `2023-q1-2023-q3`."""
        return re.sub(r"[^a-z0-9]+", "-", self.text.lower())

    @property
    def sort_key(self) -> tuple[date, date, str]:
        """Newest last; undated first."""
        return (self.last or date.min, self.first or date.min, self.text)


def _range_words(begin: str, finish: str, start: _Point, end: _Point) -> str:
    if begin.endswith("-Q1") and "-Q" in finish and start.first.year == end.last.year:
        count = {"2": "two", "3": "three", "4": "four"}[finish[-1]]
        return f"first {count} quarters of {end.last.year}"
    return f"{start.words} to {end.words}"
