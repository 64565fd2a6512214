"""Periods: what is understood, how it is worded, where it sorts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefsite.text.periods import Period

WORDS = {
    "2023": "2023",
    "2024-03": "March 2024",
    "2024-03-18": "18 March 2024",
    "2023-Q3": "third quarter of 2023",
    "2021..2025": "2021 to 2025",
    "2024-02..2024-03": "February 2024 to March 2024",
    "2023-Q1..2023-Q3": "first three quarters of 2023",
    "2023-Q1..2023-Q2": "first two quarters of 2023",
    "2023-Q2..2023-Q3": "second quarter of 2023 to third quarter of 2023",
    "2022-Q1..2023-Q3": "first quarter of 2022 to third quarter of 2023",
    "2024-H1": "first half of 2024",
    "2023-H2..2024-H1": "second half of 2023 to first half of 2024",
    "FY2023": "fiscal year 2023",
    "FY2023-24": "fiscal year 2023-24",
    "FY2023 to 2024-03": "fiscal year 2023 (to March 2024)",
    "FY2023-24 to 2024-03-31": "fiscal year 2023-24 (to 31 March 2024)",
    "by 2025": "by 2025",
    "by 2024-06": "by June 2024",
    "undated": "undated",
}
WRONG = [
    "",
    " 2023",
    "23",
    "20233",
    "2023-1",
    "2023-00",
    "2023-13",
    "2024-02-30",
    "2023-02-29",
    "2023-Q0",
    "2023-Q5",
    "2023-q1",
    "2023-H0",
    "2023-H3",
    "FY23",
    "FY2023-25",
    "FY2023 to 2024",
    "FY2023 to 2024-Q1",
    "by FY2023",
    "FY2023..FY2024",
    "1799",
    "2201",
    "2025..2021",
    "2023..2023",
    "2021..",
    "..2021",
    "2021..2022..2023",
    "by",
    "by ",
    "by by 2025",
    "by 2021..2025",
    "Undated",
    "２０２３",
    "2023\n",
    "last year",
]


@pytest.mark.parametrize(("text", "words"), WORDS.items())
def test_words(text: str, words: str) -> None:
    assert Period.parse(text).words == words


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Period.parse(text)


def test_the_message_names_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="February 2023 has no day 29"):
        Period.parse("2023-02-29")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-Q1", date(2023, 1, 1), date(2023, 3, 31)),
        ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("FY2023 to 2024-03", date(2023, 4, 1), date(2024, 3, 31)),
        ("FY2023 to 2024-02", date(2023, 3, 1), date(2024, 2, 29)),
        ("FY2023 to 2024-04-05", date(2023, 4, 6), date(2024, 4, 5)),
        ("2021..2025", date(2021, 1, 1), date(2025, 12, 31)),
        ("by 2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_first_and_last_day(text: str, first: date, last: date) -> None:
    period = Period.parse(text)
    assert (period.first, period.last, period.year) == (first, last, last.year)


def test_sorting_puts_the_undated_first_and_the_newest_last() -> None:
    texts = ["2024", "2023-Q1..2023-Q3", "undated", "2023-02", "2021..2025", "2023"]
    ordered = sorted(map(Period.parse, texts), key=lambda period: period.sort_key)
    assert [period.text for period in ordered] == [
        "undated",
        "2023-02",
        "2023-Q1..2023-Q3",
        "2023",
        "2024",
        "2021..2025",
    ]


@pytest.mark.parametrize(
    ("text", "slug"),
    [("2023-Q1..2023-Q3", "2023-q1-2023-q3"), ("by 2025", "by-2025"), ("2024-03", "2024-03")],
)
def test_slug(text: str, slug: str) -> None:
    assert Period.parse(text).slug == slug


@given(st.dates(date(1800, 1, 1), date(2200, 12, 31)))
def test_every_day_is_understood_and_worded(day: date) -> None:
    period = Period.parse(day.isoformat())
    assert (period.first, period.last) == (day, day)
    assert period.words == f"{day.day} {day:%B} {day.year}"


@given(st.text(max_size=12))
def test_any_text_is_a_period_or_a_value_error(text: str) -> None:
    try:
        period = Period.parse(text)
    except ValueError:
        return
    assert period.text == text
    assert period.words
    assert period.slug.strip("-")


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("2024-H1", "2024-01..2024-06", True),
        ("2023", "2023-01..2023-12", True),
        ("2023", "FY2023", False),
        ("2023", "by 2023", False),
        ("2023", "2023-Q1..2023-Q3", False),
    ],
)
def test_one_stretch_of_time_may_be_written_in_two_ways(one: str, two: str, same: bool) -> None:
    assert (Period.parse(one).extent == Period.parse(two).extent) == same
