"""Words for the kinds of regions and companies, and for what a company has at a place."""

from decimal import Decimal

KINDS = {
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
UNITS = {
    "percent": "%",
    "percentage-points": " percentage points",
    "yuan": " yuan",
    "us-dollars": " US dollars",
    "mu": " mu",
    "hectares": " hectares",
    "square-metres-a-year": " square metres a year",
    "petaflops": " petaflops",
    "kilovolts": " kV",
}
"""What stands behind the number; `count` and `ordinal` have their own wording."""

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
