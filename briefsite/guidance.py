"""What people are told about a rule, as values: what it says, why, how to mend it, an example.

A check says it in its module: the docstring begins with what the rule says, has a paragraph that
begins with `Why:` and one with `Mend:`, and `EXAMPLE` stands under it. `briefsite.rules` has all.
"""

import re
from dataclasses import dataclass

PAGE = "rules/"
"""The address of the page of all rules, below the site's root; the anchor is the rule's name."""


@dataclass(frozen=True)
class Example:
    """A mistake in the small world of `briefsite.rules.world`, and what is right there.

    `good` stands in `file`, and `bad` takes its place. Where the world has no such file, `bad` is
    all of it, and `good` all of `good_file`.
    """

    file: str
    bad: str
    good: str
    good_file: str = ""
    encoding: str = "utf-8"
    times: int = 1
    """How often the bad text stands there."""


@dataclass(frozen=True)
class Rule:
    """A rule and its documentation; only what is found in a built site has no example."""

    name: str
    says: str
    why: str
    mend: str
    example: Example | None = None


def from_docstring(name: str, text: str, example: Example | None) -> Rule:
    """The rule that a module states; an empty `why` or `mend` where it does not."""
    says, *others = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()))
    told = {head: rest.strip() for head, _, rest in (part.partition(":") for part in others)}
    why, mend = (told.get(head, "") for head in ("Why", "Mend"))
    return Rule(name, says, why[:1].upper() + why[1:], mend[:1].upper() + mend[1:], example)


def address(site: str, rule: str) -> str:
    """Where a rule is explained on the site; empty where the site's address is not known."""
    return f"{site}{PAGE}#{rule}" if site else ""
