"""When a figure is due for review."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from briefsite.checks.derived import due


@pytest.mark.parametrize(
    ("period", "months", "day"),
    [
        ("2023", 12, date(2024, 12, 31)),
        ("2023", 2, date(2024, 2, 29)),
        ("2023-Q1..2023-Q3", 6, date(2024, 3, 30)),
        ("2024-03-18", 1, date(2024, 4, 18)),
        ("by 2025", 24, date(2027, 12, 31)),
        ("2021..2025", 1, date(2026, 1, 31)),
    ],
)
def test_the_clock_starts_at_the_end_of_the_period(period: str, months: int, day: date) -> None:
    assert _due(period, months, "2020-01-01") == day


def test_an_undated_figure_is_as_old_as_its_newest_source() -> None:
    assert _due("undated", 12, "2024-03-20", None, "2024-04-01") == date(2025, 4, 1)
    assert _due("undated", 12, None) is None


def _due(period: str, months: int, *published: str | None) -> date | None:
    figure: Any = SimpleNamespace(period=period)
    indicator: Any = SimpleNamespace(review_months=months)
    sources: Any = [SimpleNamespace(published=day) for day in published]
    return due(figure, indicator, sources)
