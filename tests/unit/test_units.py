"""The table of units: what spellings mean, what converts, what a site adds."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from babel import Locale
from babel.numbers import get_territory_currencies, list_currencies

from briefsite import checks
from briefsite.text.units import BUILT_IN, Unit, Units

MEANT = [
    ("yuan", "en", None, ["yuan"]),
    ("YUAN", "en", None, ["yuan"]),
    ("$", "en", None, ["us-dollars"]),
    ("$", "en", "US", ["us-dollars"]),
    ("$", "en", "AU", ["australian-dollars"]),
    ("$", "en", "GB", ["us-dollars"]),
    ("HK$", "en", "AU", ["hong-kong-dollars"]),
    ("A$", "en", None, ["australian-dollars"]),
    ("NT$", "zh-Hant", None, ["new-taiwan-dollars"]),
    ("C$", "en", None, ["canadian-dollars"]),
    ("S$", "en", "US", ["singapore-dollars"]),
    ("¥", "zh", None, ["yuan"]),
    ("¥", "ja", None, ["yen"]),
    ("¥", "en", "JP", ["yen"]),
    ("¥", "en", None, ["yuan", "yen"]),
    ("元", "zh", None, ["yuan"]),
    ("元", "zh", "HK", ["hong-kong-dollars"]),
    ("日元", "zh", None, ["yen"]),
    ("美元", "zh", "CN", ["us-dollars"]),
    ("£", "en", "EG", ["egyptian-pounds"]),
    ("£", "en", None, ["british-pounds"]),
    ("pounds", "en", None, ["pounds", "british-pounds"]),
    ("Rs", "en", "PK", ["pakistani-rupees"]),
    ("tons", "en", None, ["tonnes"]),
    ("tons", "en", "US", ["short-tons"]),
    ("MW", "en", None, ["megawatts"]),
    ("mW", "en", None, ["milliwatts"]),
    ("mw", "en", None, []),
    ("M", "en", None, []),
    ("平方公里", "zh", None, ["square-kilometres"]),
    ("ships", "en", None, []),
    ("", "en", None, []),
]


@pytest.mark.parametrize(("spelling", "language", "country", "ids"), MEANT)
def test_what_a_spelling_means(
    spelling: str, language: str, country: str | None, ids: list[str]
) -> None:
    assert list(BUILT_IN.means(spelling, language, country)) == ids


@pytest.mark.parametrize(
    ("text", "start", "end", "ids"),
    [
        ("5 square metres", 2, 15, ["square-metres"]),
        ("5 km2 of", 2, 5, ["square-kilometres"]),
        ("5 km23", 2, 2, []),
        ("5 metresque", 2, 2, []),
        ("5 percentage points", 2, 19, ["percentage-points"]),
        ("5吨标准煤以上", 1, 5, ["tonnes-of-coal-equivalent"]),
        ("20亿元人民币", 3, 7, ["yuan"]),
        ("5%", 1, 2, ["percent"]),
        ("5 ", 2, 2, []),
    ],
)
def test_the_longest_spelling_at_a_place(text: str, start: int, end: int, ids: list[str]) -> None:
    assert BUILT_IN.at(text, start) == (end, tuple(ids))


@pytest.mark.parametrize(
    ("text", "end", "start", "ids"),
    [
        ("US$5", 3, 0, ["us-dollars"]),
        ("(RMB5", 4, 1, ["yuan"]),
        ("EUR 5", 3, 0, ["euros"]),
        ("XS$5", 3, 3, []),
        ("CRMB5", 4, 4, []),
        ("5", 0, 0, []),
    ],
)
def test_the_longest_spelling_before_a_place(
    text: str, end: int, start: int, ids: list[str]
) -> None:
    """Of a sign behind letters that are not known, nothing is read."""
    assert BUILT_IN.before(text, end) == (start, tuple(ids))


@pytest.mark.parametrize("id", sorted(BUILT_IN))
def test_every_common_unit_has_a_name_and_is_read_by_what_the_site_writes(id: str) -> None:
    unit = BUILT_IN[id]
    if id not in ("count", "ordinal"):
        assert id in BUILT_IN.means(unit.name)
        assert all(id in BUILT_IN.means(spelling) for spelling in unit.spellings)
        assert all(id in BUILT_IN.means(symbol) for symbol in unit.symbols)
        assert all(
            id in BUILT_IN.means(own, country=c) for own in unit.local for c in unit.countries
        )
    assert bool(unit.local) <= bool(unit.countries)
    assert bool(unit.to) == bool(unit.factor)
    assert not unit.to or BUILT_IN[unit.to].kind == unit.kind


def test_a_spelling_means_one_unit_but_for_those_that_do_not() -> None:
    several = {
        spelling
        for unit in BUILT_IN.values()
        for spelling in (*unit.spellings, *unit.symbols)
        if len(BUILT_IN.means(spelling)) > 1
    }
    assert several == {"pound", "pounds"}


def test_every_currency_that_is_tender_is_a_common_unit_under_its_code_and_name() -> None:
    english = Locale("en")
    tender = {
        code
        for country in english.territories
        if len(country) == 2 and country.isalpha() and country not in ("EU", "EZ", "UN")
        for code in get_territory_currencies(country)
    }
    assert len(tender) > 140
    by_code = {unit.currency: unit for unit in BUILT_IN.values() if unit.currency}
    assert tender <= by_code.keys() <= {*list_currencies("en"), "SLE"}
    for code in tender:
        assert BUILT_IN.means(code) == (by_code[code].id,)
        assert BUILT_IN.means(english.currencies[code]) == (by_code[code].id,)


@pytest.mark.parametrize(
    ("value", "unit", "other", "result"),
    [
        (15, "mu", "hectares", 1),
        (1, "square-kilometres", "hectares", 100),
        (1, "hectares", "mu", 15),
        (1, "miles", "kilometres", Fraction(1609344, 1000000)),
        (3600, "joules", "watt-hours", 1),
        (1, "short-tons", "pounds", 2000),
        (1, "miles", "hectares", None),
        (1, "yuan", "us-dollars", None),
        (5, "percent", "percent", 5),
    ],
)
def test_fixed_conversions(
    value: int, unit: str, other: str, result: int | Fraction | None
) -> None:
    assert BUILT_IN.converted(Decimal(value), unit, other) == result


def test_a_ring_of_conversions_ends() -> None:
    ring = Units(
        (Unit("a", "a", "mass", to="b", factor=Fraction(2)), Unit("b", "b", "mass")),
    )
    assert ring.converted(Decimal(3), "a", "b") == 6
    ring |= [Unit("b", "b", "mass", to="a", factor=Fraction(2))]
    assert ring.converted(Decimal(3), "a", "b") is None


# a site’s own

INDICATOR = """{id}:
  name: {id}
  definition: So many.
  unit: {unit}
  quantity: amount
  review_months: 12
  comparable: Always.
"""
NORTH = """name: North
kind: country
summary: "It has {area@2023}."
figures:
  - indicator: area
    period: 2023
    status: actual
    value: VALUE
    conversions:
      - value: CONVERTED
        unit: OTHER
        printed: CONVERTED OTHER
    sources:
      - source: gazette
        para: 1
        printed: VALUE UNIT
"""
SOURCE = """label: Gazette
archive: {file: gazette.txt, sha256: "%s", paragraphs: 1}
""" % ("0" * 64)


def briefs(unit: str, value: str, other: str, converted: str, units: str = "") -> dict[str, str]:
    """A site with one figure and one conversion of it."""
    north = NORTH.replace("VALUE", value).replace("CONVERTED", converted)
    return {
        "indicators.yml": INDICATOR.format(id="area", unit=unit),
        "regions/north.yml": north.replace("UNIT", unit).replace("OTHER", other),
        "sources/gazette.yml": SOURCE,
        **({"units.yml": units} if units else {}),
    }


Root = Callable[..., Path]


@pytest.mark.parametrize(
    "unit",
    [
        *("yuan", "us-dollars", "euros", "yen", "tonnes", "square-kilometres", "gigawatts"),
        *("kilowatt-hours", "degrees-celsius", "mu", "petaflops", "kilovolts"),
    ],
)
def test_common_units_need_no_file(unit: str, root: Root) -> None:
    made = briefs("mu", "15", "hectares", "1")
    made["indicators.yml"] += INDICATOR.format(id="other", unit=unit)
    problems = checks.check(root(made)).problems
    assert not [p for p in problems if p.rule in ("unknown-id", "unit", "wrong-value")]


BUSHELS = """bushels:
  name: bushels
  kind: volume
  spellings:
    - bu.
  to: litres
  factor: "36.3687"
"""


def test_a_site_adds_a_unit_and_spellings_of_a_common_one(root: Root) -> None:
    """What an entry says of a common unit lies over what is known of it."""
    more = BUSHELS + "hectares:\n  name: ha\n  kind: area\n  spellings: [hektar]\n"
    made = root(briefs("bushels", "100", "litres", "3637", more))
    checked = checks.check(made)
    assert [p.rule for p in checked.problems if p.rule in ("unit", "unknown-id")] == []
    table = checked.graph.library.unit_table
    assert table.means("bushels") == table.means("BU.") == ("bushels",)
    assert table.means("hektar") == table.means("公顷") == ("hectares",)
    assert table["hectares"].written == " ha"
    assert table.converted(Decimal(1), "hectares", "mu") == 15
    assert "bushels" not in BUILT_IN
    assert BUILT_IN["hectares"].written == " hectares"


@pytest.mark.parametrize(
    ("unit", "value", "other", "converted", "right"),
    [
        ("mu", "347", "hectares", "23.1", ""),
        ("mu", "347", "hectares", "23", ""),
        ("mu", "347", "hectares", "23.13", ""),
        ("mu", "347", "hectares", "23.3", "23.1"),
        ("mu", "347", "hectares", "231", "23"),
        ("mu", "10000", "hectares", "670", ""),
        ("mu", "10000", "hectares", "750", "667"),
        ("mu", "1000", "hectares", "100", "67"),
        ("hectares", "-3", "mu", "-45", ""),
        ("hectares", "3", "mu", "-45", "45"),
        ("square-kilometres", "1.5", "hectares", "150", ""),
        ("square-kilometres", "1.5", "hectares", "15", "150"),
        ("yuan", "160", "us-dollars", "22.22", ""),
        ("tonnes", "3", "hectares", "45", ""),
    ],
)
def test_a_fixed_conversion_is_right_within_the_rounding_of_what_is_printed(
    unit: str, value: str, other: str, converted: str, right: str, root: Root
) -> None:
    made = root(briefs(unit, value, other, converted))
    hints = [p.hint for p in checks.check(made).problems if p.rule == "unit"]
    assert hints == ([f"by the fixed factor: value: {right}"] if right else [])


def test_a_unit_that_is_not_known_is_an_error_with_the_nearest_name(root: Root) -> None:
    problems = checks.check(root(briefs("hectars", "3", "squaremetres", "30000"))).problems
    found = {p.message: p.hint for p in problems if p.rule == "unknown-id"}
    assert found == {
        "there is no unit 'hectars'": "did you mean 'hectares'?",
        "there is no unit 'squaremetres'": "did you mean 'square-metres'?",
    }


def test_a_unit_nothing_is_measured_in_lies_about(root: Root) -> None:
    problems = checks.check(root(briefs("mu", "15", "hectares", "1", BUSHELS))).problems
    assert "no brief refers to it: unit 'bushels'" in [p.message for p in problems]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("percent:\n  name: percent\n  kind: ratio\n", "'percent' belongs to the format itself"),
        ("mu:\n  name: mu\n  kind: mass\n", "'mu' is a common unit and measures area"),
        ("b:\n  name: b\n  kind: mass\n  to: tonnes\n", "'factor' is missing beside it"),
        ('b:\n  name: b\n  kind: mass\n  factor: "2"\n', "'to' is missing beside it"),
        ("b:\n  name: b\n  kind: rate\n  of: tonnes\n", "'per' is missing beside it"),
        ("b:\n  name: b\n  kind: rate\n  per: year\n", "'of' is missing beside it"),
        (
            'b:\n  name: b\n  kind: mass\n  to: hectares\n  factor: "2"\n',
            "'hectares' measures area, this mass",
        ),
        (
            'b:\n  name: b\n  kind: mass\n  to: b\n  factor: "2"\n',
            "its conversions lead back to 'b'",
        ),
        (
            'b:\n  name: b\n  kind: mass\n  to: c\n  factor: "2"\n'
            'c:\n  name: c\n  kind: mass\n  to: b\n  factor: "2"\n',
            "its conversions lead back to 'b'",
        ),
        ('b:\n  name: b\n  kind: mass\n  to: c\n  factor: "2"\n', "there is no unit 'c'"),
        ("b:\n  name: b\n  kind: weight\n", "'weight' is not allowed here"),
    ],
)
def test_a_unit_that_is_not_whole_is_an_error(entry: str, message: str, root: Root) -> None:
    problems = checks.check(root(briefs("mu", "15", "hectares", "1", entry))).problems
    assert message in [problem.message for problem in problems]
