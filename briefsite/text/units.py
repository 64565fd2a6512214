"""The word lists of the format: roles, scales, qualifiers, statuses, and the table of units.

A unit is data. `units.toml` beside this module holds the common ones, `briefs/units/` those that
a site adds. What reads or writes numbers is given a table: `Units`.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

ROLES = {
    "base": "Base",
    "factory": "Factory",
    "head-office": "Head office",
    "hub": "Hub",
    "industrial-park": "Industrial park",
    "r-and-d": "Research and development",
    "site": "Site",
}


SCALES = {None: 0, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
"""Powers of ten of the scale words."""

QUALIFIERS = {
    "exactly": "",
    "over": "over ",
    "about": "about ",
    "at-least": "at least ",
    "up-to": "up to ",
    "nearly": "nearly ",
    "under": "under ",
}

Spelling = tuple[str, ...]
"""The ids of the units that a spelling means: one, or several where it cannot be known which."""

_TABLE = Path(__file__).with_name("units.toml")


@dataclass(frozen=True)
class Unit:
    """What a value is counted or measured in."""

    id: str
    name: str
    """How the site writes it behind a number."""
    kind: str
    """money, length, area, mass ...; only units of one kind convert by a fixed factor."""
    spellings: tuple[str, ...] = ()
    """How texts print it, in words, read in any case."""
    symbols: tuple[str, ...] = ()
    """How texts print it, read exactly as it stands here: `kV`, and `MW` is not `mW`."""
    local: tuple[str, ...] = ()
    """Spellings of several units, this one in texts of its `countries` or `languages` only: `$`."""
    countries: tuple[str, ...] = ()
    """ISO 3166 codes of the countries whose texts mean it by its `local` spellings."""
    languages: tuple[str, ...] = ()
    """Languages whose texts mean it by its `local` spellings, where no country is given."""
    currency: str | None = None
    """The ISO 4217 code of money."""
    to: str | None = None
    """The id of a unit that it converts to."""
    factor: Fraction | None = None
    """How many of `to` one of it is, exactly."""
    of: str | None = None
    """For a unit with `per`: the id of what is counted in it, which texts print."""
    per: str | None = None
    """What it is counted for, in the singular: year, for square metres a year."""
    spaced: bool = True
    """Whether a space stands before the name."""

    @property
    def written(self) -> str:
        """The name with the space before it, if one stands there."""
        return f" {self.name}" if self.name and self.spaced else self.name


class Units(Mapping[str, Unit]):
    """A table of units by id, with all their spellings."""

    def __init__(self, units: Iterable[Unit]) -> None:
        """A table of these units; of two with one id the later counts."""
        self._units: dict[str, Unit] = {}
        self._words: dict[str, Spelling] = {}
        self._symbols: dict[str, Spelling] = {}
        self._local: dict[str, Spelling] = {}
        self._add({unit.id: unit for unit in units})

    def _add(self, units: Mapping[str, Unit]) -> None:
        self._units |= units
        for unit in units.values():
            _file(self._words, map(str.lower, unit.spellings), unit.id)
            _file(self._symbols, unit.symbols, unit.id)
            _file(self._local, map(str.lower, unit.local), unit.id)

    def __getitem__(self, id: str) -> Unit:
        """The unit of an id; raises KeyError."""
        return self._units[id]

    def __iter__(self) -> Iterator[str]:
        """The ids, in the order of the table."""
        return iter(self._units)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._units)

    __hash__ = object.__hash__
    __eq__ = object.__eq__

    def __or__(self, others: Iterable[Unit]) -> "Units":
        """This table with other units beside its own or in their place."""
        added = {unit.id: unit for unit in others}
        if not added:
            return self
        if not self._units.keys().isdisjoint(added):
            return Units((self._units | added).values())
        joined = Units(())
        joined._units, joined._words = dict(self._units), dict(self._words)
        joined._symbols, joined._local = dict(self._symbols), dict(self._local)
        joined._add(added)
        return joined

    def means(self, spelling: str, language: str = "en", country: str | None = None) -> Spelling:
        """The units that a spelling means in a text of a language and country; none: no unit.

        `$` is US dollars unless the country has a dollar of its own; `¥` is yuan or yen, and in an
        English text of no country it may be either.
        """
        word = spelling.lower()
        if word not in self._words and word not in self._local and spelling not in self._symbols:
            return ()
        shared = [self[id] for id in self._local.get(word, ())]
        if country:
            own = [unit.id for unit in shared if country in unit.countries]
        else:
            own = [unit.id for unit in shared if language[:2] in unit.languages]
        plain = self._symbols.get(spelling) or self._words.get(word) or ()
        several = tuple(unit.id for unit in shared) if len(shared) > 1 else ()
        return tuple(own) or plain or several

    def at(
        self, text: str, start: int, language: str = "en", country: str | None = None
    ) -> tuple[int, Spelling]:
        """The end and the meaning of the longest spelling that begins at a place, as a whole word;
        the place itself and nothing where none does."""
        for size in self._sizes_from.get(text[start : start + 1].lower(), ()):
            end = start + size
            found = self.means(text[start:end], language, country)
            if found and not (_is_letter(text, end - 1) and _is_letter(text, end)):
                return min(end, len(text)), found
        return start, ()

    def before(
        self, text: str, end: int, language: str = "en", country: str | None = None
    ) -> tuple[int, Spelling]:
        """The start and the meaning of the longest spelling that ends at a place: `US$` in `US$5`;
        the place itself and nothing where none does."""
        for size in self._sizes_to.get(text[max(end - 1, 0) : end].lower(), ()):
            start = max(end - size, 0)
            found = self.means(text[start:end], language, country)
            if found and not _is_letter(text, start - 1):
                return start, found
        return end, ()

    @cached_property
    def _sizes_from(self) -> dict[str, tuple[int, ...]]:
        """The lengths of the spellings that begin with a character, the longest first."""
        return self._sizes(0)

    @cached_property
    def _sizes_to(self) -> dict[str, tuple[int, ...]]:
        """The lengths of the spellings that end with a character, the longest first."""
        return self._sizes(-1)

    def _sizes(self, end: int) -> dict[str, tuple[int, ...]]:
        sizes: dict[str, set[int]] = {}
        for spelling in (*self._words, *self._symbols, *self._local):
            sizes.setdefault(spelling[end].lower(), set()).add(len(spelling))
        return {char: tuple(sorted(found, reverse=True)) for char, found in sizes.items()}

    def converted(self, value: Decimal, unit: str, other: str) -> Fraction | None:
        """The value in another unit, exactly; None where no fixed factor leads there."""
        base, own = self._base(unit)
        target, its = self._base(other)
        return Fraction(value) * own / its if base == target else None

    def _base(self, id: str) -> tuple[str, Fraction]:
        """The unit at the end of a chain of conversions, and how many of it one is."""
        factor, passed = Fraction(1), {id}
        while (unit := self[id]).to and unit.factor and unit.to in self and unit.to not in passed:
            factor, id = factor * unit.factor, unit.to
            passed.add(id)
        return id, factor


def _file(known: dict[str, Spelling], spellings: Iterable[str], id: str) -> None:
    """Put spellings into a table, as they are written and as normalised texts have them."""
    for spelling in spellings:
        forms = {spelling, unicodedata.normalize("NFKC", spelling)}
        for form in forms:
            known[form] = tuple(dict.fromkeys((*known.get(form, ()), id)))


def _is_letter(text: str, at: int) -> bool:
    """Whether a letter or digit of a word stands at a place; Chinese has no gaps between words."""
    return 0 <= at < len(text) and text[at].isascii() and text[at].isalnum()


FORMAT_UNITS = (
    Unit("count", "", "count"),
    Unit("ordinal", "", "rank"),
    Unit(
        "percent",
        "%",
        "ratio",
        (
            "percent",
            "per cent",
            "pct",
            "%",
            "％",
            "prozent",
            "pour cent",
            "por ciento",
            "per cento",
            "procent",
        ),
        symbols=("pc",),
        spaced=False,
    ),
    Unit(
        "percentage-points",
        "percentage points",
        "ratio",
        (
            "percentage points",
            "percentage point",
            "percentage-point",
            "pct points",
            "prozentpunkte",
            "prozentpunkten",
            "个百分点",
            "個百分點",
        ),
    ),
)
"""The units that the format itself has. What a count counts is the `unit_label` of its indicator;
a rank is worded as one."""


def _unit(id: str, entry: dict[str, Any]) -> Unit:
    lists = ("spellings", "symbols", "local", "countries", "languages")
    found = {**entry, **{name: tuple(entry.get(name, ())) for name in lists}}
    return Unit(id, **found | {"factor": Fraction(entry["factor"]) if "to" in entry else None})


def _built_in() -> Iterator[Unit]:
    yield from FORMAT_UNITS
    with _TABLE.open("rb") as file:
        yield from (_unit(id, entry) for id, entry in tomllib.load(file).items())


BUILT_IN = Units(_built_in())
"""The common units, which every site has."""

BASES = {
    "printed": "",
    "paragraph": "from the paragraph",
    "publication": "from the text's date",
    "inferred": "inferred",
}
"""Why a period is what it is, where the sentence of the value does not print it."""

STATUSES = {
    "actual": "Actual",
    "target": "Target",
    "planned": "Planned",
    "capacity": "Capacity",
    "announced": "Announced",
}


def normalised(value: Decimal, scale: str | None) -> Decimal:
    """The value without its scale word: 450 and billion give 450000000000."""
    return value.scaleb(SCALES[scale])
