"""A file that is no YAML: whatever is wrong with it, its message is plain and has a place."""

import re

from hypothesis import given
from hypothesis import strategies as st

from briefsite.library import yaml
from tests.rules_world import FILES

TEXT = FILES["regions/harbour-city.yml"]
SIGNS = ":-\"'{}[]#&*!|>@%`\\,? \n：x"
WORDS_OF_THE_READER = re.compile(
    "while (scanning|parsing)|<(block|scalar|stream|document)|token|mapping values|simple key"
)


@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.integers(0, 3), st.text(SIGNS, max_size=3)),
        min_size=1,
        max_size=3,
    )
)
def test_a_slip_anywhere_has_a_place_in_the_file(slips: list[tuple[int, int, str]]) -> None:
    text = TEXT
    for at, cut, put in slips:
        text = text[:at] + put + text[at + cut :]
    document, problems = yaml.load("b.yml", text.encode())
    assert document or problems
    for problem in problems:
        lines = text.split("\n")
        assert 1 <= problem.place.line <= len(lines)
        assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1
        assert problem.rule != "yaml-syntax" or not WORDS_OF_THE_READER.search(problem.message)


def test_a_problem_on_the_line_of_the_mistake_is_not_told_twice() -> None:
    """`{ships` is a key without a value too, but that is not what was meant."""
    _, problems = yaml.load("b.yml", b"name: X\nsummary: {ships} were built\n")
    assert [problem.rule for problem in problems] == ["yaml-syntax"]
