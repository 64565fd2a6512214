"""Names in running text: whole words, the longest first, capitals where they mean something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefsite.library.resolving import Wording

TERMS = (
    ("Mu", "mu"),
    ("Power", "power"),
    ("Power battery", "power-battery"),
    ("Gross domestic product", "gdp"),
    ("GDP", "gdp"),
    ("New energy vehicle", "nev"),
    ("NEV", "nev"),
    ("Opening up", "opening"),
    ("high-level opening up", "high"),
    ("Spring Festival", "festival"),
    ("R&D intensity", "rd"),
    ("PFLOPS", "petaflop"),
    ("亩产", "yield"),
    ("6G", "six-g"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ten mu of land", ["mu"]),
        ("Mu is a measure. Mu again", ["mu", "mu"]),
        ("asked Mu Lei", []),  # a capital within a sentence: a name
        ('He said: "Mu is land."', ["mu"]),
        ("music, emu, mu-metal, non-mu", []),
        ("its GDP, not its gdp", ["GDP"]),
        ("gross domestic product and Gross Domestic Product", ["gross domestic product"]),
        ("power batteries and a power\nbattery", ["power batteries", "power\nbattery"]),
        ("NEVs, nevs, new energy vehicles", ["NEVs", "new energy vehicles"]),
        ("high-level opening up and opening up", ["high-level opening up", "opening up"]),
        ("the Spring Festival, a spring festival", ["Spring Festival"]),
        ("R&D intensity; R&D", ["R&D intensity"]),
        ("1 PFLOPS, PFLOPSs", ["PFLOPS"]),
        ("每年亩产很高", ["亩产"]),
        ("6G and 16G and 6Gs", ["6G", "6Gs"]),
        ("", []),
    ],
)
def test_names_are_found(text: str, found: list[str]) -> None:
    spots = [text[spot.start : spot.end] for spot in Wording(TERMS).find(text)]
    assert [spot.casefold() for spot in spots] == [word.casefold() for word in found]


def test_a_name_that_is_exact_is_meant_as_written() -> None:
    assert [spot.id for spot in Wording([("Plato", "plato")], exact=True).find("Plato, plato")] == [
        "plato"
    ]


def test_of_two_ids_with_one_form_the_first_has_it() -> None:
    assert [spot.id for spot in Wording([("PV", "a"), ("PV", "b")]).find("PV")] == ["a"]


def test_nothing_is_found_where_there_are_no_names() -> None:
    assert list(Wording().find("anything")) == []


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=8).filter(str.strip)))
def test_spots_are_in_order_and_none_lies_in_another(text: str, forms: list[str]) -> None:
    end = 0
    for spot in Wording((form, form) for form in forms).find(text):
        assert end <= spot.start < spot.end <= len(text)
        end = spot.end
