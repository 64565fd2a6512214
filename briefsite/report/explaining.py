"""A rule in words for the terminal: what it says, why, an example with its real message."""

from textwrap import fill

from briefsite.guidance import Rule
from briefsite.report.terminal import one
from briefsite.rules import GROUPS, trial
from briefsite.rules.shown import bad, good

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
        said = "\n".join(one(problem) for problem in trial.tried(rule.example))
        parts += ["", f"Wrong, in briefs/{rule.example.file}:", "", _indented(bad(rule.example))]
        parts += ["", "What is said of it:", "", _indented(said)]
        parts += ["", "Right:", "", _indented(good(rule.example))]
    return "\n".join([*parts, "", fill(f"To mend it: {rule.mend}", _WIDTH)])


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())
