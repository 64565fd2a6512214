"""Inputs that nobody would write; the long form is `python -m tests.fuzz`."""

import pytest

from tests import fuzz


@pytest.mark.parametrize(
    ("target", "inputs"),
    [("loader", 150), ("prose", 400), ("numbers", 150), ("verify", 12), ("articles", 15)],
)
def test_no_input_breaks_a_limit(target: str, inputs: int) -> None:
    assert [str(found) for found in fuzz.run(target, inputs, seed=1)] == []


def test_what_breaks_a_limit_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> None:
        raise KeyError(text)

    monkeypatch.setitem(fuzz.TARGETS, "broken", (broken, 1.0))
    assert "KeyError" in str(next(fuzz.run("broken", 1, seed=1)))
