"""Times that texts print: what is read, and how the format states it."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefsite.text.dates import mentions
from briefsite.text.periods import MONTHS, Period

DAY = date(2024, 5, 3)
PRINTED = {
    "In the second half of 2022 it rained": "2022-H2",
    "sold in H2 2022": "2022-H2",
    "profit in 2H22": "2022-H2",
    "in Q4 2021": "2021-Q4",
    "in 4Q21": "2021-Q4",
    "2021 Q4 was dry": "2021-Q4",
    "Quarter 2 (April to June) 2020": "2020-Q2",
    "the third quarter of 2019": "2019-Q3",
    "the first three quarters of 2019": "2019-Q1..2019-Q3",
    "the first five months of 2019": "2019-01..2019-05",
    "in 9M 2019": "2019-01..2019-09",
    "February to April 2018": "2018-02..2018-04",
    "in October 2017": "2017-10",
    "in Oct. 2017": "2017-10",
    "on 7 Oct 2017": "2017-10-07",
    "on Oct. 7, 2017": "2017-10-07",
    "on October 7th, 2017": "2017-10-07",
    "as of 2017-10-07": "2017-10-07",
    "am 07.10.2017": "2017-10-07",
    "in FY 2016-17": "FY2016-17",
    "in FY2016": "FY2016",
    "in fiscal 2016": "FY2016",
    "the business year 2016/17": "FY2016-17",
    "the fiscal year ended June 30, 2017": "2016-07..2017-06",
    "the year ended December 31, 2017": "2017",
    "three months ended 30 September 2017": "2017-Q3",
    "nine months ended September 30, 2017": "2017-01..2017-09",
    "the year to the end of June 2017": "2016-07..2017-06",
    "the April-June quarter of 2017": "2017-04..2017-06",
    "sank 2017 um 5 Prozent": "2017",
    "bis 2030 mindestens 5": "by 2030",
    "compared with 2017, when it was 5": "2017",
    "between 2011 and 2017": "2011..2017",
    "from 2011 to 2017": "2011..2017",
    "the plan (2011-2015)": "2011..2015",
    "by 2030": "by 2030",
    "by the end of 2030": "by 2030",
    "at the end of 2017": "2017-12-31",
    "a count of 2017": "2017",
    "the 2017 budget": "2017",
    "Sales 2017 2016": "2017",
    "2022年下半年": "2022-H2",
    "2022年第四季度": "2022-Q4",
    "2022年前三季度": "2022-Q1..2022-Q3",
    "2022年1-8月": "2022-01..2022-08",
    "2022年前5个月": "2022-01..2022-05",
    "2022年3月7日": "2022-03-07",
    "到2030年": "by 2030",
    "2016年至2020年": "2016..2020",
    "二〇二二年": "2022",
}
RELATIVE = {
    "last year it rained": "2023",
    "earlier this year": "2024",
    "next year": "2025",
    "in the first quarter of this year": "2024-Q1",
    "last year's second half": "2023-H2",
    "in January": "2024-01",
    "in November": "2023-11",
    "on March 7": "2024-03-07",
    "in the third quarter": "2023-Q3",
    "the quarter ended March 31": "2024-Q1",
    "the three months to June": "2023-Q2",
    "the fiscal year, ended March 30": "2023-03-31..2024-03-30",
    "the quarter ending June 30": "2024-Q2",
    "April exports rose": "2024-04",
    "so far this year": "2024-01..2024-05",
    "last month": "2024-04",
    "on Tuesday": "2024-04-30",
    "since 2020": "2020..2024",
    "去年": "2023",
    "今年一季度": "2024-Q1",
    "前三季度": "2023-Q1..2023-Q3",
    "3月": "2024-03",
    "3月末": "2024-03-31",
}
NOTHING = [
    "2000 employees",
    "It has 2000 employees.",
    "with 2024 members",
    "costs 2000 yuan",
    "the number 12,023",
    "0.2023",
    "Vision 2030 is a plan",
    "February 30",
    "it may march on",
    "version 2023.1",
    "a 2000-year history",
]
BASES = ["more than in 2022", "up from 2022", "compared with 2022", "than last year", "去年同期"]
BASES += ["是2017年的3.1倍"]


@pytest.mark.parametrize(("text", "form"), PRINTED.items())
def test_a_printed_period_is_read(text: str, form: str) -> None:
    found = [one for one in mentions(text, DAY) if one.says(Period.parse(form))]
    assert found
    assert not found[0].relative
    assert not found[0].base


@pytest.mark.parametrize(("text", "form"), RELATIVE.items())
def test_a_relative_time_follows_from_the_day_of_the_text(text: str, form: str) -> None:
    (found,) = mentions(text, DAY)
    assert found.relative
    assert found.says(Period.parse(form))
    (without,) = mentions(text)
    assert without.forms == ()


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_time_is_not_read(text: str) -> None:
    assert mentions(text, DAY) == ()


@pytest.mark.parametrize("text", BASES)
def test_a_time_that_something_is_compared_with_is_marked(text: str) -> None:
    assert [one.base for one in mentions(text, DAY)] == [True]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("the first three quarters of 2022", "2022"),
        ("nine months ended September 30, 2022", "2022-09"),
        ("the fiscal year ended March 31, 2022", "2022"),
        ("in FY2022", "2022"),
        ("by 2022", "2022"),
        ("in the first half of 2022", "2022"),
        ("2022年前三季度", "2022"),
    ],
)
def test_a_part_is_not_the_whole(text: str, wrong: str) -> None:
    assert not any(one.says(Period.parse(wrong)) for one in mentions(text, DAY))


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)))
def test_a_day_that_is_written_is_read(day: date) -> None:
    forms = (
        f"on {day.day} {MONTHS[day.month]} {day.year}",
        f"on {MONTHS[day.month]} {day.day}, {day.year}",
        f"on {MONTHS[day.month][:3]} {day.day}, {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
        f"on {day.isoformat()}",
    )
    for text in forms:
        assert [one.forms for one in mentions(text)] == [(day.isoformat(),)]


@given(st.text(alphabet="In20199 年月日Q1H,.()-/FYMarch ", max_size=40))
def test_any_text_is_read_in_order(text: str) -> None:
    found = mentions(text, DAY)
    assert all(one.end <= two.start for one, two in pairwise(found))
    for one in found:
        for form in one.forms:
            Period.parse(form)
