"""Numbers as texts print them: a table of forms, and properties."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefsite.text import amount
from briefsite.text.quantities import normalise, quantities
from briefsite.text.units import BUILT_IN, SCALES, normalised

TABLE = {
    "868,000 units": ("868000", None, "exactly"),
    "60.5 percent": ("60.5", "percent", "exactly"),
    "60.5 per cent": ("60.5", "percent", "exactly"),
    "60.5%": ("60.5", "percent", "exactly"),
    "eight percent": ("8", "percent", "exactly"),
    "twenty-five percent": ("25", "percent", "exactly"),
    "exceeded five percent": ("5", "percent", "over"),
    "will exceed 3.7 percent": ("3.7", "percent", "over"),
    "over 40 percent": ("40", "percent", "over"),
    "more than 140 countries": ("140", None, "over"),
    "some 150 billion yuan": ("150000000000", "yuan", "about"),
    "about 68.9 billion U.S. dollars": ("68900000000", "us-dollars", "about"),
    "nearly 2 million US dollars": ("2000000", "us-dollars", "nearly"),
    "almost thirty hectares": ("30", "hectares", "nearly"),
    "at least 12 mu": ("12", "mu", "at-least"),
    "up to 500 petaflops": ("500", "petaflops", "up-to"),
    "a 200-petaflop centre": ("200", "petaflops", "exactly"),
    "$22.22 billion": ("22220000000", "us-dollars", "exactly"),
    "over $3 million": ("3000000", "us-dollars", "over"),
    "13 billion RMB": ("13000000000", "yuan", "exactly"),
    "RMB 20 billion": ("20000000000", "yuan", "exactly"),
    "5 trillion yuan": ("5000000000000", "yuan", "exactly"),
    "1.2万亿元": ("1200000000000", "yuan", "exactly"),
    "约20亿元": ("2000000000", "yuan", "about"),
    "超过3万辆": ("30000", None, "over"),
    "7.3 percentage points faster": ("7.3", "percentage-points", "exactly"),
    "347 mu": ("347", "mu", "exactly"),
    "110 kV": ("110", "kilovolts", "exactly"),
    "1.7 billion square meters of film annually": ("1700000000", "square-metres", "exactly"),
    "90 square metres": ("90", "square-metres", "exactly"),
    "the fourth tour": ("4", "ordinal", "exactly"),
    "the twenty-first time": ("21", "ordinal", "exactly"),
    "its 75th anniversary": ("75", "ordinal", "exactly"),
    "one billion yuan": ("1000000000", "yuan", "exactly"),
    "moreover 12 firms": ("12", None, "exactly"),
}


@pytest.mark.parametrize("words", TABLE)
def test_a_number_in_a_text(words: str) -> None:
    """Value, unit and the word before it."""
    (found,) = quantities(normalise(words))
    value, unit, qualifier = TABLE[words]
    assert (found.value, found.unit, found.qualifier) == (Decimal(value), unit, qualifier)


@pytest.mark.parametrize("words", ["one of them", "no number", "s6suGMNZ", "section A.1b", ""])
def test_what_is_no_number(words: str) -> None:
    """A pronoun, and digits inside a word or an address."""
    assert quantities(words) == ()


def test_a_range_is_one_quantity() -> None:
    """`10 to 12 billion yuan` has two ends, both in billions of yuan."""
    (found,) = quantities("10 to 12 billion yuan")
    assert (found.value, found.high) == (Decimal(10_000_000_000), Decimal(12_000_000_000))
    assert found.unit == "yuan"


def test_a_year_begins_no_range() -> None:
    """`from 160 billion in 2015 to 450 billion` does not make 2015 an amount."""
    values = [found.value for found in quantities("grew in 2015 to 450 billion yuan")]
    assert values == [Decimal(2015), Decimal(450_000_000_000)]


def test_copies_of_a_text_compare_equal() -> None:
    """No-break and en spaces, typographic quotes and dashes have one form."""
    assert (
        normalise("Xi\u2019s\u00a0\u201cfirst\u201d\u2002tour \u2013 now")
        == 'Xi\'s "first" tour - now'
    )


@given(
    number=st.decimals(min_value=0, max_value=10**6, places=2),
    scale=st.sampled_from(sorted(SCALES, key=str)),
    unit=st.sampled_from(
        ["hectares", "kilovolts", "mu", "percent", "petaflops", "us-dollars", "yuan"]
    ),
    qualifier=st.sampled_from(["exactly", "over", "about", "at-least", "up-to", "nearly"]),
)
def test_what_the_site_prints_reads_back(
    number: Decimal, scale: str | None, unit: str, qualifier: str
) -> None:
    """Format, then parse, is the identity."""
    scale = None if unit in ("percent", "percentage-points") else scale
    words = amount(number, BUILT_IN[unit], scale=scale, qualifier=qualifier)
    (found,) = quantities(normalise(words))
    assert found.value == normalised(number, scale)
    assert (found.unit, found.qualifier) == (unit, qualifier)
