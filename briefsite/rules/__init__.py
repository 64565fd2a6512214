"""Every rule by name, each with what it says, why, how to mend it, and an example.

In: the checks and the verifiers, whose modules say it themselves, and the rules of reading and of
building, which stand here. `trial` tries the examples. Whoever adds a rule elsewhere adds it here.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from briefsite import checks, evidence
from briefsite.guidance import Rule, from_docstring
from briefsite.rules.building import BUILDING
from briefsite.rules.layout import LAYOUT
from briefsite.rules.reading import READING
from briefsite.rules.verifying import VERIFYING


def _stated(rules: Mapping[str, Callable[..., Any]]) -> Iterable[Rule]:
    """The rules that modules state in their docstring and `EXAMPLE`."""
    for name, function in rules.items():
        module = sys.modules[function.__module__]
        yield from_docstring(name, module.__doc__ or "", getattr(module, "EXAMPLE", None))


GROUPS: dict[str, tuple[Rule, ...]] = {
    "reading": READING,
    "checking": tuple(_stated(checks.CHECKS)),
    "verifying": (*VERIFYING, *_stated(evidence.VERIFIERS)),
    "layout": LAYOUT,
    "building": BUILDING,
}
"""The rules in the order in which they are tried, each group by name."""

RULES: dict[str, Rule] = {rule.name: rule for rules in GROUPS.values() for rule in rules}
"""Every rule."""
