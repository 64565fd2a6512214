"""When a figure is due for review, and whether that day has passed.

In: a figure, its indicator, the sources it cites, a day. Out: days. The clock starts at the end of
the figure's period, and for an undated figure on the day its newest source was published.
"""

import calendar
from collections.abc import Iterable
from datetime import date

from briefsite.models import Figure, Indicator, Source
from briefsite.periods import Period


def due(figure: Figure, indicator: Indicator, sources: Iterable[Source]) -> date | None:
    """The day from which the figure counts as stale; None where nothing is dated."""
    end = Period.parse(figure.period).last
    if end is None:
        days = [date.fromisoformat(source.published) for source in sources if source.published]
        end = max(days, default=None)
    return _add_months(end, indicator.review_months) if end else None


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
