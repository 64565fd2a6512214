"""Names, figures and periods of two states in words; what a state does not know keeps its id."""

from decimal import Decimal
from typing import Any

from briefsite import models
from briefsite.derive import rounded
from briefsite.diff import Comparison, EntryPair, Side
from briefsite.library import PLURALS
from briefsite.periods import Period
from briefsite.text import STATUSES, amount, normalised


def percent(old: Decimal, new: Decimal) -> Decimal | None:
    """The change in percent of the earlier value; None where that is zero."""
    return rounded((new - old) / abs(old) * 100) if old else None


def period_words(value: Any) -> str:
    """A date or a period in words; as it is where it is none."""
    try:
        return Period.parse(str(value)).words
    except ValueError:
        return str(value)


def amount_words(value: Any, unit: str, label: str | None = None) -> str:
    """The number of a figure or a conversion; a place in a ranking need not be a whole number."""
    is_odd = unit == "ordinal" and value.value != int(value.value)
    shown = "" if is_odd else unit
    return amount(value.value, shown, scale=value.scale, qualifier=value.qualifier, label=label)


def name_of(value: Any) -> str:
    """The name of an entry; the label of a source."""
    return str(getattr(value, "name", None) or getattr(value, "label", ""))


class Naming:
    """Words for what both states name."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison

    def name(self, side: Side, kinds: tuple[str, ...], id: str) -> str:
        """The name of what an id stands for."""
        library = self.comparison.state(side).graph.library
        found = [library.of_kind(kind)[id] for kind in kinds if id in library.of_kind(kind)]
        return name_of(found[0].value) if found else id

    def title(self, pair: EntryPair) -> str:
        """An entry by name and place: `Changsha (regions/changsha)`."""
        name = name_of(pair.value("after") or pair.value("before"))
        return f"{name} ({PLURALS[pair.kind]}/{pair.id})"

    def figure(self, side: Side, figure: models.Figure) -> str:
        """A figure's value with qualifier, scale, unit and status."""
        return f"{self.amount(side, figure)} ({STATUSES[figure.status].lower()})"

    def amount(self, side: Side, figure: models.Figure) -> str:
        """A figure's value with qualifier, scale and unit."""
        unit, label = self.unit(side, figure)
        return amount_words(figure, unit, label)

    def unit(self, side: Side, figure: models.Figure) -> tuple[str, str | None]:
        """The unit of a figure and what it counts; of an unknown indicator, nothing."""
        found = self.comparison.state(side).graph.library.indicators.get(figure.indicator)
        return (found.value.unit, found.value.unit_label) if found else ("", None)

    def label(self, side: Side, figure: models.Figure) -> str:
        """What a figure measures, and when."""
        name = self.name(side, ("indicator",), figure.indicator)
        return f"{name}, {Period.parse(figure.period).words}"

    def growth(self, old: models.Figure, new: models.Figure) -> Decimal | None:
        """The change between two figures in percent; None where it would say nothing."""
        unit = self.unit("before", old)
        if unit != self.unit("after", new) or unit[0] in ("", "ordinal"):
            return None
        return percent(normalised(old.value, old.scale), normalised(new.value, new.scale))
