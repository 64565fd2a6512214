"""Made-up worlds of any size, in the format of the real briefs.

`python -m benchmarks.worlds FOLDER --briefs 2000` writes a checkout that `build.py` can build: one
country, its provinces, cities and companies, with five figures, two sections and two events each,
and a source for every five briefs. The same number gives the same bytes.
"""

import argparse
import hashlib
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.world import CHECKOUT

SYLLABLES = (
    *("an", "ba", "cor", "del", "em", "fal", "gar", "hol", "in", "jer"),
    *("kal", "lom", "mar", "nor", "ol", "per", "quen", "ros", "sol", "tar"),
)


def _word(number: int, syllables: int) -> str:
    """A word for a number; two numbers below 20 ** syllables never have the same."""
    made = ""
    for _ in range(syllables):
        number, syllable = divmod(number, len(SYLLABLES))
        made += SYLLABLES[syllable]
    return made


TOPICS = sorted(f"topic-{_word(number, 2)}" for number in range(12))
INDICATORS = sorted(f"works-{_word(number, 2)}" for number in range(40))
TERMS = sorted(f"term-{_word(number, 2)}" for number in range(20))
UNITS = ("count", "percent", "yuan", "tonnes", "kilometres")
QUANTITIES = {"count": "count", "percent": "share"}
PER_SOURCE = 5
"""So many briefs cite the same source."""
GRID = re.compile(r"^grid:\n(?:[ -].*\n)*", re.MULTILINE)


class World:
    """A world of so many briefs; `files` gives each file with its text, by its path in briefs/."""

    def __init__(self, briefs: int, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.briefs = briefs
        self.regions = ["country-0", *(f"province-{n}" for n in range(max(1, briefs // 100)))]
        self.provinces = self.regions[1:]
        while len(self.regions) < briefs // 2:
            self.regions.append(f"city-{len(self.regions)}")
        self.companies = [f"company-{number}" for number in range(briefs - len(self.regions))]
        self.names = {id: self._name(id) for id in [*self.regions, *self.companies]}

    def _name(self, id: str) -> str:
        kind, _, number = id.rpartition("-")
        return f"{_word(int(number), 4).capitalize()} {kind.capitalize()}"

    def files(self) -> Iterator[tuple[str, str]]:
        """Each file of briefs/ with its text."""
        yield "topics.yml", "".join(_entry(id, definition=f"What {id} is about.") for id in TOPICS)
        yield "terms.yml", "".join(_entry(id, definition=f"What {id} means here.") for id in TERMS)
        yield "indicators.yml", "".join(map(_indicator, INDICATORS))
        yield "people.yml", ""
        for number in range(-(-self.briefs // PER_SOURCE)):
            yield f"sources/source-{number}.yml", _source(number)
        for number, id in enumerate([*self.regions, *self.companies]):
            folder = "regions" if number < len(self.regions) else "companies"
            yield f"{folder}/{id}.yml", self._brief(number, id)

    def _brief(self, number: int, id: str) -> str:
        rng = self.random
        source, name = f"source-{number // PER_SOURCE}", self.names[id]
        other = rng.choice(self.regions)
        lines = [
            f"name: {name}",
            "kind: " + ("company" if id[:7] == "company" else id[: id.rfind("-")]),
        ]
        cited = [f"  - source: {source}", "    para: 2", f"    printed: {name}"]
        if id.startswith("company"):
            pass
        elif id != "country-0":
            parent = "country-0" if id.startswith("province") else rng.choice(self.provinces)
            lines += [f"parent: {parent}", "parent_sources:", *cited]
        chosen = rng.sample(INDICATORS, 5)
        summary = (
            f"{name} is a place of many works beside [[{other}]]; it counts {{{chosen[0]}@2023}}."
        )
        lines += ["summary: >-", f"  {summary}", f"  [@{source}, para 2]"]
        lines += ["topics:", *(f"  - {topic}" for topic in rng.sample(TOPICS, 2))]
        if id.startswith("company"):
            lines += ["locations:", f"  - region: {other}", "    role: base", "    sources:"]
            lines += [f"    {line}" for line in cited]
        lines.append("figures:")
        for place, indicator in enumerate(chosen):
            lines += self._figure(indicator, source, place)
        lines.append("sections:")
        for place in range(2):
            text = " ".join(self._sentence(source, rng.choice(self.regions)) for _ in range(3))
            lines += [f"  - heading: {'Works and roads' if place else 'What is made here'}"]
            lines += ["    text: |", f"      {text}"]
        lines.append("events:")
        for place in range(2):
            day = f"20{rng.randint(10, 24)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
            lines += [
                f"  - id: works-{place + 1}",
                f'    date: "{day}"',
                f"    title: {name} opens works",
            ]
            lines += [f"    text: A line of [[{other}]] was opened. [@{source}, para 4]"]
            lines += ["    sources:", f"      - source: {source}", "        para: 4"]
        return "\n".join(lines) + "\n"

    def _figure(self, indicator: str, source: str, place: int) -> list[str]:
        unit = _unit(indicator)
        value = self.random.randint(1, 99) if unit == "percent" else self.random.randint(101, 99999)
        return [
            f"  - indicator: {indicator}",
            '    period: "2023"',
            "    status: actual",
            f"    value: {value}",
            "    sources:",
            f"      - source: {source}",
            f"        para: {3 + place}",
            f"        printed: {value:,} {'works' if unit == 'count' else unit}",
        ]

    def _sentence(self, source: str, place: str) -> str:
        verb = self.random.choice(["makes", "mends", "sells", "plans", "tests"])
        what = self.random.choice(["engines", "lamps", "boats", "cells", "looms"])
        return f"The place {verb} {what} with [[{place}]] and its people. [@{source}, para 5]"


def _entry(id: str, **fields: str) -> str:
    name = id.replace("-", " ").capitalize()
    return f"{id}:\n  name: {name}\n" + "".join(f"  {k}: {v}\n" for k, v in fields.items())


def _indicator(id: str) -> str:
    unit = _unit(id)
    entry = _entry(
        id,
        definition=f"What is counted of {id.partition('-')[2]} in a place.",
        unit=unit,
        **({"unit_label": "works"} if unit == "count" else {}),
        quantity=QUANTITIES.get(unit, "amount"),
        review_months="24",
        comparable="Between places of one year.",
    )
    number = INDICATORS.index(id)
    topic, term = TOPICS[number % len(TOPICS)], TERMS[number % len(TERMS)]
    return f"{entry}  topics:\n    - {topic}\n  terms:\n    - {term}\n"


def _unit(indicator: str) -> str:
    return UNITS[INDICATORS.index(indicator) % len(UNITS)]


def _source(number: int) -> str:
    return (
        f"label: Gazette {number}, 2 January 2024\n"
        f"title: Works of the year, part {number}\n"
        "original_publisher: The Gazette\n"
        'published: "2024-01-02"\n'
        f"url: https://gazette.example/{number}\n"
        "language: en\n"
        f"archive:\n  file: gazette-{number}.txt\n"
        f"  sha256: {hashlib.sha256(str(number).encode()).hexdigest()}\n"
        "  paragraphs: 12\n"
    )


def write(folder: Path, briefs: int) -> None:
    """A checkout with so many briefs, in a new folder."""
    folder.mkdir(parents=True)
    for name in ("mkdocs.yml", "pyproject.toml", "requirements.txt", "build.py"):
        shutil.copy(CHECKOUT / name, folder)
    for name in ("templates", "docs", "briefsite", "fonts"):
        shutil.copytree(CHECKOUT / name, folder / name)
    site = (CHECKOUT / "briefs" / "site.yml").read_text(encoding="utf-8")
    for path, text in [("site.yml", GRID.sub("", site)), *World(briefs).files()]:
        file = folder / "briefs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--briefs", type=int, default=500)
    given = parser.parse_args()
    write(given.folder, given.briefs)


if __name__ == "__main__":
    main()
