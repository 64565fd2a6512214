"""Words for the kinds of regions and companies, and for what a company has at a place."""

from dataclasses import dataclass
from decimal import Decimal

BRIEF_KINDS = {
    "country": "Country",
    "province": "Province",
    "municipality": "Municipality",
    "city": "City",
    "new-area": "New area",
    "district": "District",
    "company": "Company",
    "joint-venture": "Joint venture",
    "institution": "Institution",
}
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


@dataclass(frozen=True)
class Unit:
    """A unit of the format."""

    written: str
    """How the site writes it behind a number, with the space before it."""
    printed: str
    """How texts print it, as a regular expression."""


UNITS = {
    "percentage-points": Unit(" percentage points", r"percentage[ -]points?|个百分点"),
    "percent": Unit("%", r"percent|per cent|%|pct"),
    "us-dollars": Unit(" US dollars", r"U\.?S\.? dollars?|US\$|USD|dollars?|美元"),
    "yuan": Unit(" yuan", r"yuan|RMB|renminbi|CNY|人民币|元"),
    "mu": Unit(" mu", r"mu\b|亩"),
    "hectares": Unit(" hectares", r"hectares?|ha\b|公顷"),
    "square-metres-a-year": Unit(
        " square metres a year",
        r"square (?:meters|metres)(?=[^.]*\b(?:annually|a year|per year)\b)",
    ),
    "petaflops": Unit(" petaflops", r"petaflops?\b|PFLOPS"),
    "kilovolts": Unit(" kV", r"kV\b|kilovolts?"),
}
"""Every unit; of two that texts print alike, the longer first. `count` and `ordinal` are none: what
is counted has a label of its own, and a rank is worded as one."""

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
