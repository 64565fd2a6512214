"""Texts of strangers (tests/cases/texts.yml), and the worlds that hold them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from tests.world import CASES, story

TABLE: dict[str, Any] = yaml.safe_load((CASES / "texts.yml").read_text(encoding="utf-8"))
BENIGN: list[dict[str, str]] = [
    text if isinstance(text, dict) else {"name": text} for text in TABLE["benign"]
]
HOSTILE: list[dict[str, str]] = TABLE["hostile"]
FILES: list[dict[str, Any]] = TABLE["files"]


def quoted(text: str) -> str:
    """A text as YAML, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)


def shown(table: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """The name, the prose, and how that reads, of each text of a table.

    What prose refuses is no prose; a text with a mark of Markdown has it behind a backslash.
    """
    return [
        (
            text["name"],
            "Text" if "refused" in text else text.get("prose", text["name"]),
            "Text" if "refused" in text else text["name"],
        )
        for text in table
    ]


def refused(texts: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """The same, with prose that is refused."""
    return [(f"Name {number}", text["name"], "") for number, text in enumerate(texts)]


def world(texts: Iterable[tuple[str, str, str]]) -> Mapping[str, str]:
    """Briefs that say each text in a term, in a heading or a title, and in prose.

    The anchors are `t-x-0`, `e-x-0` and so on, in the order of the texts.
    """
    terms, sections, events = [], [], []
    for number, (name, text, _) in enumerate(texts):
        cited = quoted(f"{text} [@gazette, para 2]")
        terms.append(f"x-{number}:\n  name: {quoted(name)}\n  definition: {quoted(text)}\n")
        sections.append(f"  - heading: {quoted(f'Part {number}')}\n    text: {cited}\n")
        events.append(
            f"  - id: x-{number}\n    date: 2024\n    title: {quoted(name)}\n    text: {cited}\n"
            "    sources:\n      - source: gazette\n        para: 2\n"
        )
    brief = "name: South\nkind: province\nparent: atlantis\nsummary: A province.\n"
    brief += "".join(["sections:\n", *sections, "events:\n", *events])
    used = "".join(f"    - x-{number}\n" for number in range(len(terms)))
    indicators = (story("minimal") / "indicators.yml").read_text(encoding="utf-8")
    return {
        "terms.yml": "".join(terms),
        "indicators.yml": f"{indicators}  terms:\n{used}",
        "regions/south.yml": brief,
    }
