"""The page of all rules: what each says, and a mistake with what the check really says of it.

In: the registry of rules. Out: a view, the same on every site. The examples are tried as the page
is made, so that no message on it is out of date.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from briefsite.guidance import Rule
from briefsite.report import one
from briefsite.rules import GROUPS, trial
from briefsite.rules.shown import bad, good
from briefsite.text import Markdown, attribute, escaped_part, lines

PATH = "rules/index.md"
_QUOTED = re.compile(r" +[0-9]* \| ")

_HEADINGS = {
    "reading": (
        "When a file is read",
        "Held by `build.py check`: is each file YAML, and does each key hold what it should?",
    ),
    "checking": (
        "When the briefs are joined",
        "Held by `build.py check`: does everything fit together, and does each number rest on a "
        "source?",
    ),
    "verifying": (
        "When the sources are at hand",
        "Held by `build.py verify --archive DIR`: does each citation say what its source prints?",
    ),
    "layout": (
        "When a file is laid out",
        "Held by `build.py check`, and mended by `build.py format`: do all files look alike?",
    ),
    "building": (
        "When the site is built",
        "Held by `build.py build`. A brief cannot break these rules; a template, a hand-written "
        "page or a setting can.",
    ),
}


@dataclass(frozen=True)
class RuleView:
    """One rule; without an example, `file` is empty."""

    name: str
    says: Markdown
    why: Markdown
    mend: Markdown
    file: str = ""
    bad: str = ""
    message: Markdown | None = None
    good: str = ""


@dataclass(frozen=True)
class RuleGroup:
    """The rules of one step."""

    anchor: str
    heading: str
    lede: Markdown
    rules: tuple[RuleView, ...]


@dataclass(frozen=True)
class RulesView:
    """The page of all rules."""

    groups: tuple[RuleGroup, ...]


@cache
def rules_view() -> RulesView:
    """Every rule, by the step in which it is held."""
    return RulesView(
        tuple(
            RuleGroup(f"when-{name}", heading, words(lede), tuple(map(_rule, GROUPS[name])))
            for name, (heading, lede) in _HEADINGS.items()
        )
    )


def words(text: str) -> Markdown:
    """Plain text in which pieces between backticks are code."""
    parts = text.split("`")
    told = (
        Markdown(f"<code>{attribute(part)}</code>") if index % 2 else escaped_part(part)
        for index, part in enumerate(parts)
    )
    return Markdown("").join(told)


def _rule(rule: Rule) -> RuleView:
    view = RuleView(rule.name, words(rule.says), words(rule.why), words(rule.mend))
    example = rule.example
    if not example:
        return view
    said = "\n".join(one(problem) for problem in trial.tried(example))
    return replace(
        view,
        file=f"briefs/{example.file}",
        bad=bad(example).rstrip(),
        message=_printed(said),
        good=good(example).rstrip(),
    )


def _printed(said: str) -> Markdown:
    """A message as it is printed; its words may go on in a next line, what it quotes may not."""
    parts = (
        lines(f"{line}\n")
        if _QUOTED.match(line)
        else Markdown(f'<span class="words">{lines(f"{line}{chr(10)}")}</span>')
        for line in said.split("\n")
    )
    return Markdown("").join(parts)
