"""Values computed from figures."""

from decimal import Decimal

import pytest

from briefsite.checks.derived import Computed, compute
from briefsite.library.graph import Graph
from briefsite.models import Derived
from tests.world import graph_of, make_root, story


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return graph_of(make_root(tmp_path_factory.mktemp("derive") / "root", story("family")))


def computed(graph: Graph, formula: str, *inputs: str) -> Computed | str:
    derived = Derived.model_validate(
        {"id": "x", "name": "X", "formula": formula, "inputs": list(inputs)}
    )
    return compute(graph, graph.library.regions["harbour-city"], derived)


@pytest.mark.parametrize(
    ("formula", "inputs", "value", "unit", "qualifier"),
    [
        # (290 - 99.9) / 99.9 = 190.29...%; the later value is "over", so the growth is.
        ("growth", ("output@2015", "output@2023"), "190", "percent", "over"),
        # The earlier value is "over", so the growth from it is "under".
        ("growth", ("output@2023", "output@2015"), "-65.6", "percent", "under"),
        ("difference", ("output@2023", "output@2015"), "190000000000", "yuan", "over"),
        ("difference", ("output@2015", "output@2023"), "-190000000000", "yuan", "under"),
        # Over a value that is "at least": the share is "up to", and "over" too: only "about".
        ("share", ("output@2023", "westland/output@2021..2025"), "24.2", "percent", "about"),
        ("share", ("output@2015", "westland/output@2021..2025"), "8.32", "percent", "up-to"),
        ("part", ("coast/salt-share@undated", "output@2015"), "12500000000", "yuan", "exactly"),
    ],
)
def test_values(
    formula: str, inputs: tuple[str, str], value: str, unit: str, qualifier: str, graph: Graph
) -> None:
    found = computed(graph, formula, *inputs)
    assert isinstance(found, Computed), found
    assert found.value == Decimal(value)
    assert (found.unit, found.qualifier) == (unit, qualifier)
    assert len(found.inputs) == 2


def test_the_formula_says_what_was_computed_from_what(graph: Graph) -> None:
    found = computed(graph, "growth", "output@2015", "output@2023")
    assert isinstance(found, Computed)
    assert found.formula == ("(over 290 billion yuan − 99.90 billion yuan) ÷ 99.90 billion yuan")


@pytest.mark.parametrize(
    ("formula", "inputs", "why"),
    [
        ("growth", ("output@2014", "output@2023"), "'output@2014' is no figure"),
        ("growth", ("output", "output@2023"), "'output' is more than one figure"),
        ("share", ("output@2023", "harbour-area"), "the inputs are in yuan and mu"),
        ("part", ("output@2023", "output@2015"), "the first input of a part is a percentage"),
        ("share", ("no id", "output@2015"), "'no id' is no figure"),
    ],
)
def test_reasons(formula: str, inputs: tuple[str, str], why: str, graph: Graph) -> None:
    assert computed(graph, formula, *inputs) == why
