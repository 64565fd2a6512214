"""Worlds with many of one thing, for the measurements of growth: the small one and what is added.

Each makes the files below `briefs/` for a number, and the texts of the archive.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from tests import rules_world

Data = dict[str, Any]
GAZETTE = {"source": "gazette", "para": 2, "printed": "more than 1,200 ships"}
CITED = {"source": "gazette", "para": 5}
BASE = {"region": "harbour-city", "role": "hub", "sources": [CITED]}
SPELT = "abcdefghij"


def _id(number: int) -> str:
    """A word for a number: ids and names that differ in all their letters."""
    return "".join(SPELT[int(digit)] for digit in reversed(f"{number:05}"))


def _day(number: int) -> str:
    return f"{date(1950, 1, 1) + timedelta(number)}"


def _figure(number: int, **given: Any) -> Data:
    return {
        "indicator": "ships", "period": _day(number), "status": "actual", "value": 1200,
        "qualifier": "over", "sources": [GAZETTE], **given,
    }  # fmt: skip


def _region(**given: Any) -> Data:
    return {
        "name": "Far Off", "kind": "city", "parent": "north-province",
        "summary": "A city with {harbour-city/ships}.", **given,
    }  # fmt: skip


def _brief(make: Callable[[int], Data]) -> Callable[[int], Data]:
    """One more region with many parts."""
    return lambda count: {"regions/far-off.yml": _region(**make(count))}


def _many(make: Callable[[int], Any], field: str) -> Callable[[int], Data]:
    return _brief(lambda count: {field: [make(number) for number in range(count)]})


def _prose(piece: str) -> Callable[[int], Data]:
    """One more region, with as much prose as the format allows in each of its sections."""

    def made(count: int) -> Data:
        longest = max(1, 19_000 // len(piece))
        parts = [min(longest, count - begun) for begun in range(0, count, longest)]
        return {
            "sections": [
                {"heading": f"Part {number}", "text": piece * part}
                for number, part in enumerate(parts)
            ]
        }

    return _brief(made)


def _registry(file: str, make: Callable[[int], Data], used: str = "") -> Callable[[int], Data]:
    """Many more entries of a registry; `used` is how prose names one, 64 of them in a text, for the
    page of each shows the sentence that names it."""

    def made(count: int) -> Data:
        ids = [_id(number) for number in range(count)]
        found: Data = {file: {id: make(number) for number, id in enumerate(ids)}}
        if used:
            named = [used.format(id) for id in ids]
            sections = [
                {"heading": f"Part {n}", "text": f"{' '.join(part)} [@gazette, para 5]"}
                for n, part in enumerate(named[at : at + 64] for at in range(0, count, 64))
            ]
            found["regions/far-off.yml"] = _region(sections=sections)
        return found

    return made


def _files(folder: str, make: Callable[[int], Data]) -> Callable[[int], Data]:
    return lambda count: {f"{folder}/{_id(n)}.yml": make(n) for n in range(count)}


def _event(number: int) -> Data:
    return {
        "id": f"e-{_id(number)}", "date": _day(number), "title": "A plant", "text": "It runs.",
        "companies": ["harbour-motors"], "people": ["ann-bell"], "sources": [CITED],
    }  # fmt: skip


def _statement(number: int) -> Data:
    return {
        "id": f"s-{_id(number)}", "speaker": "ann-bell", "text": "The port is too small.",
        "sources": [{"source": "gazette", "para": 6}],
    }  # fmt: skip


def _person(number: int, name: str = "") -> Data:
    roles = [{"title": "mayor", "organisation": "harbour-city", "sources": [CITED]}]
    return {"name": name or f"Ann {_id(number).capitalize()}", "roles": roles}


def _named(number: int) -> Data:
    return {"name": _id(number).capitalize(), "definition": "A place where ships are built."}


def _source(number: int, **given: Any) -> Data:
    archive = {"file": f"{_id(number)}.txt", "sha256": f"{number:064}", "paragraphs": 6}
    return {"label": f"Paper {number}", "archive": archive, **given}


def _indicator(number: int, **given: Any) -> Data:
    return {
        "name": _id(number).capitalize(), "definition": "A number.", "unit": "count",
        "unit_label": "ships", "quantity": "count", "review_months": 12, "comparable": "Always.",
        **given,
    }  # fmt: skip


def _many_indicators(count: int) -> Data:
    ids = [_id(number) for number in range(count)]
    indicators = {id: _indicator(number) for number, id in enumerate(ids)}
    figures = [_figure(0, indicator=id, period=2023) for id in ids]
    return {"indicators.yml": indicators, "regions/far-off.yml": _region(figures=figures)}


def _prose_of_figures(count: int) -> Data:
    days = [_day(number) for number in range(count)]
    text = " ".join(f"{{ships@{day}}}" for day in days)
    figures = [_figure(number) for number in range(count)]
    sections = [{"heading": "All", "text": text}]
    return {"regions/far-off.yml": _region(figures=figures, sections=sections)}


def _chain(count: int) -> Data:
    """Regions each in the one before, of a kind that lies within itself."""
    site = yaml.safe_load(rules_world.FILES["site.yml"])
    site["region_kinds"].append(
        {"id": "ward", "name": "Ward", "plural": "Wards", "within": ["city", "ward"]}
    )
    parents = ["harbour-city", *(_id(number) for number in range(count))]
    return {
        "site.yml": site,
        **{
            f"regions/{_id(n)}.yml": _region(name=_id(n).capitalize(), kind="ward", parent=parent)
            for n, parent in enumerate(parents[:-1])
        },
    }


def _company(number: int, **given: Any) -> Data:
    named = _id(number).capitalize()
    return {"name": named, "kind": "company", "summary": "It makes ships.", **given}


def _owned(count: int) -> Data:
    return {
        f"companies/{_id(n)}.yml": _company(
            n, parents=[{"company": _id((n + 1) % count), "role": "owner", "sources": [CITED]}]
        )
        for n in range(count)
    }


def _chain_of_units(count: int) -> Data:
    units = {
        _id(n): {"name": f"{_id(n)}s", "kind": "length", "to": _id(n + 1), "factor": "2"}
        for n in range(count)
    }
    units[_id(count)] = {"name": "ends", "kind": "length"}
    return {"units.yml": units}


def _grid(count: int) -> Data:
    site = yaml.safe_load(rules_world.FILES["site.yml"])
    site["grid"] = [
        {"region": _id(n), "code": "AB", "name": "A", "column": n % 40 + 1, "row": n // 40 + 1}
        for n in range(count)
    ]
    return {"site.yml": site}


def _kinds(count: int) -> Data:
    site = yaml.safe_load(rules_world.FILES["site.yml"])
    site["region_kinds"] += [
        {"id": _id(n), "name": _id(n), "plural": _id(n), "within": ["country"]}
        for n in range(count)
    ]
    return {"site.yml": site}


WORLDS: Mapping[str, Callable[[int], Data]] = {
    "figures": _many(_figure, "figures"),
    "figures of one day": _many(lambda n: _figure(0, value=n + 1), "figures"),
    "equal figures": _many(lambda n: _figure(0), "figures"),
    "figures in prose": _prose_of_figures,
    "figures of many indicators": _many_indicators,
    "citations": _brief(lambda n: {"figures": [_figure(0, sources=[GAZETTE] * n)]}),
    "conversions": _brief(
        lambda n: {
            "figures": [
                _figure(
                    0,
                    conversions=[{"value": 5, "unit": "kilometres", "printed": "5 km"}] * n,
                )
            ]
        }
    ),
    "derived": _many(
        lambda n: {
            "id": f"d-{_id(n)}", "name": "Growth", "formula": "growth", "note": "So.",
            "inputs": ["harbour-city/docks@2022", "harbour-city/docks@2023"],
        },
        "derived",
    ),
    "sections": _many(
        lambda n: {"heading": f"Part {_id(n)}", "text": "It is. [@gazette, para 5]"}, "sections"
    ),
    "equal sections": _many(lambda n: {"heading": "Part", "text": "It is."}, "sections"),
    "events": _many(_event, "events"),
    "equal events": _many(lambda n: _event(0), "events"),
    "statements": _many(_statement, "statements"),
    "relations": _many(
        lambda n: {"to": "harbour-city", "kind": "partner", "text": "So.", "sources": [CITED]},
        "relations",
    ),
    "aliases": _many(lambda n: f"Far {_id(n)}", "aliases"),
    "equal aliases": _many(lambda n: "Far", "aliases"),
    "printed names": _many(lambda n: {"name": f"F {_id(n)}", "sources": [CITED]}, "printed_names"),
    "former ids": _many(lambda n: f"f-{_id(n)}", "former_ids"),
    "equal former ids": _many(lambda n: "far", "former_ids"),
    "topics of a brief": _many(lambda n: "shipbuilding", "topics"),
    "corrections": _many(
        lambda n: {"date": "2024-05-03", "was": "5", "now": "6", "why": "A slip."}, "corrections"
    ),
    "unknown topics": _many(_id, "topics"),
    "unknown figures": _prose("{boats} "),
    "unknown briefs": _prose("[[nowhere]] "),
    "unknown keys": _brief(lambda n: {f"k{_id(number)}": 1 for number in range(n)}),
    "figures without a value": _many(lambda n: {"indicator": "ships", "period": "x"}, "figures"),
    "unwritten texts": _many(lambda n: {"heading": f"P {n}", "text": "TO WRITE"}, "sections"),
    "numbers without a source": _prose("1\n\n"),
    "other numbers without a source": _prose("In 12 of 345. "),
    "paragraphs without a source": _prose("So it is.\n\n"),
    "paragraphs of prose": _prose("So it is. [@gazette, para 5]\n\n"),
    "links in prose": _prose("[[harbour-city]] "),
    "names in prose": _prose("Harbour City and Ann Bell. "),
    "slips in prose": _prose("[gazette, para 1] "),
    "tags in prose": _prose("<b> "),
    "open emphasis in prose": _prose("*a "),
    "lists in prose": _prose("- a [@gazette, para 5]\n"),
    "signs without a letter": _prose("\U00013000 "),
    "people": _registry("people.yml", _person, "[[person:{}]]"),
    "people of one name": _registry("people.yml", lambda n: _person(n, "Ann Bell")),
    "topics": _registry("topics.yml", _named),
    "terms": _registry("terms.yml", _named, "[[term:{}]]"),
    "units": _registry("units.yml", lambda n: {"name": _id(n), "kind": "length"}),
    "chain of units": _chain_of_units,
    "regions": _files("regions", lambda n: _region(name=_id(n).capitalize())),
    "regions of one name": _files("regions", lambda n: _region()),
    "regions with topics": _files(
        "regions", lambda n: _region(name=_id(n).capitalize(), topics=["shipbuilding"])
    ),
    "chain of regions": _chain,
    "companies": _files(
        "companies",
        lambda n: _company(n, locations=[BASE]),
    ),
    "ring of companies": _owned,
    "sources": _files("sources", _source),
    "sources of one release": _files("sources", lambda n: _source(n, release="wire")),
    "furniture": lambda n: {
        "sources/leaflet.yml": yaml.safe_load(rules_world.FILES["sources/leaflet.yml"])
        | {"furniture": [{"paras": [1], "reason": "A line."}] * n}
    },
    "tiles": _grid,
    "kinds of regions": _kinds,
    "files of no kind": lambda n: {f"x{number}.txt": {} for number in range(n)},
}  # fmt: skip


def world(name: str, count: int) -> dict[str, str]:
    """The files of a world."""
    files = dict(rules_world.FILES)
    for file, data in WORLDS[name](count).items():
        text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True)
        registry = "/" not in file and file != "site.yml"
        files[file] = files.get(file, "") + text if registry else text
    return files


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Without anchors, which briefs do not have."""

    def ignore_aliases(self, data: object) -> bool:
        """Write each value out."""
        return True


def lay(name: str, count: int, folder: Path) -> Path:
    """A world on the disk."""
    for file, text in world(name, count).items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    return folder
