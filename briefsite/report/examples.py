"""A rule as people are shown it: what it says, an example, and what the check says of that.

The messages stand in `messages.json`. A test tries every example and keeps the file true:
`pytest tests/test_rules.py --update` writes it.
"""

import json
from functools import cache
from pathlib import Path
from textwrap import dedent, fill

from briefsite.problems import Example, Rule
from briefsite.report.rules import GROUPS
from briefsite.text import is_plain

MESSAGES = Path(__file__).with_name("messages.json")


@cache
def _messages() -> dict[str, str]:
    found: dict[str, str] = json.loads(MESSAGES.read_text(encoding="utf-8"))
    return found


def message(rule: str) -> str:
    """What is printed of the example of a rule."""
    return _messages()[rule]


# An example as people are shown it: what cannot be seen is written as an escape.


def bad(example: Example) -> str:
    """The wrong lines, as one reads them who expects UTF-8."""
    text = example.bad.encode(example.encoding).decode("utf-8", "replace")
    more = f"(and so on, {example.times:,} times)\n" if example.times > 1 else ""
    return _visible(text) + more


def good(example: Example) -> str:
    """The right lines; where the name of the file was wrong, below the right one."""
    name = f"# briefs/{example.good_file}\n" if example.good_file else ""
    return name + _visible(example.good)


def _visible(text: str) -> str:
    return dedent("".join(c if is_plain(c) or c == "\n" else repr(c)[1:-1] for c in text))


# A rule in words for the terminal: what it says, why, an example with its real message.


_WIDTH = 88


def listing() -> str:
    """All rules, each with its first words."""
    parts = []
    for name, rules in GROUPS.items():
        parts.append(f"Rules of {name}:")
        for rule in rules:
            words = fill(rule.says, _WIDTH, initial_indent="      ", subsequent_indent="      ")
            parts += [f"  {rule.name}", words]
        parts.append("")
    return "\n".join([*parts, "One of them, with an example: build.py explain RULE"])


def explanation(rule: Rule) -> str:
    """All there is to say about a rule."""
    parts = [rule.name, "", fill(rule.says, _WIDTH), "", fill(f"Why: {rule.why}", _WIDTH)]
    if rule.example:
        parts += ["", f"Wrong, in briefs/{rule.example.file}:", "", _indented(bad(rule.example))]
        parts += ["", "What is said of it:", "", _indented(message(rule.name))]
        parts += ["", "Right:", "", _indented(good(rule.example))]
    return "\n".join([*parts, "", fill(f"To fix it: {rule.fix}", _WIDTH)])


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())
