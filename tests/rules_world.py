"""A small world, all in order, in which the examples of the rules are tried.

It is made up. An example puts its mistake into one of these files.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from briefsite import checks, editing, evidence, library
from briefsite.evidence import archive
from briefsite.library import graph, yaml
from briefsite.problems import Example, Problem

ARCHIVE = "gazette.txt"
TEXT = """HARBOUR CITY, May 3, 2024 -- A port that builds ships

In 2023, Harbour City in North Province built more than 1,200 ships, up 8.5 percent from 2022.

Last year its yards employed some 900 people. In 2022 the city had five docks, in 2023 six.

Steel makes up 55 percent of what a ship costs here.

Harbour Motors opened a second plant in Harbour City in April.

"We need more docks," said Ann Bell, mayor of Harbour City.
"""
LEAFLET = "leaflet.txt"
LEAFLET_TEXT = "The port lies at the mouth of the river.\n"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _indicator(id: str, name: str, unit: str, quantity: str, label: str = "") -> str:
    text = f"{id}:\n  name: {name}\n  definition: {name} in the period.\n  unit: {unit}\n"
    text += f"  unit_label: {label}\n" if label else ""
    return text + f"  quantity: {quantity}\n  review_months: 12\n  comparable: Between ports.\n"


TEXTS = {ARCHIVE: TEXT, LEAFLET: LEAFLET_TEXT}
"""The archived texts, by file name."""

FILES = {
    "site.yml": """\
name: Exampleland Briefs
tagline: Ports and ships in Exampleland.
home:
  lede: What one gazette says about ports and ships.
  description: Briefs on Exampleland in which every number names its source.
notice: Every number names its source.
licence: Facts are cited from a gazette that nobody printed.
local_names:
  language: zh-Hans
  name: Chinese
  own_name: 中文
region_kinds:
  - id: country
    name: Country
    plural: Countries
  - id: province
    name: Province
    plural: Provinces
    within:
      - country
  - id: city
    name: City
    plural: Cities
    within:
      - province
company_kinds:
  - id: company
    name: Company
    plural: Companies
""",
    "indicators.yml": _indicator("docks", "Docks", "count", "count", "docks")
    + _indicator("jobs", "Jobs in the yards", "count", "count", "people")
    + _indicator("ships", "Ships built", "count", "count", "ships")
    + _indicator("steel-share", "Share of steel in the cost", "percent", "share"),
    "people.yml": """\
ann-bell:
  name: Ann Bell
  roles:
    - title: mayor
      organisation: harbour-city
      sources:
        - source: gazette
          para: 6
""",
    "topics.yml": """\
shipbuilding:
  name: Shipbuilding
  definition: Yards, docks and what they build.
""",
    "terms.yml": """\
yard:
  name: Yard
  definition: A place where ships are built.
""",
    "sources/gazette.yml": f"""\
label: The Gazette, 3 May 2024
published: "2024-05-03"
printed_in:
  published: 1
archive:
  file: {ARCHIVE}
  sha256: {_sha256(TEXT)}
  paragraphs: 6
furniture:
  - paras: [1]
    reason: The headline.
""",
    "sources/leaflet.yml": f"""\
label: A leaflet of the port
archive:
  file: {LEAFLET}
  sha256: {_sha256(LEAFLET_TEXT)}
  paragraphs: 1
""",
    "regions/exampleland.yml": """\
name: Exampleland
kind: country
summary: A country by the sea.
""",
    "regions/north-province.yml": """\
name: North Province
kind: province
parent: exampleland
summary: The province around [[harbour-city]].
""",
    "companies/harbour-motors.yml": """\
name: Harbour Motors
kind: company
summary: Makes motors for ships.
locations:
  - region: harbour-city
    role: factory
    sources:
      - source: gazette
        para: 5
""",
    "regions/harbour-city.yml": """\
name: Harbour City
local_name: 港城
kind: city
parent: north-province
summary: "A port with yards: it built {ships}."
topics:
  - shipbuilding
figures:
  - indicator: ships
    period: 2023
    status: actual
    value: 1200
    qualifier: over
    change:
      value: 8.5
      unit: percent
      against: "2022"
      printed: up 8.5 percent from 2022
    sources:
      - source: gazette
        para: 2
        printed: more than 1,200 ships
  - indicator: jobs
    period: 2023
    period_basis: publication
    status: actual
    value: 900
    qualifier: about
    sources:
      - source: gazette
        para: 3
        printed: some 900 people
  - indicator: docks
    period: 2022
    status: actual
    value: 5
    sources:
      - source: gazette
        para: 3
        printed: five docks
  - indicator: docks
    period: 2023
    status: actual
    value: 6
    sources:
      - source: gazette
        para: 3
        printed: five docks, in 2023 six
  - indicator: steel-share
    period: undated
    status: actual
    value: 55
    sources:
      - source: gazette
        para: 4
        printed: 55 percent
derived:
  - id: more-docks
    name: Growth of the docks
    formula: growth
    inputs:
      - docks@2022
      - docks@2023
sections:
  - heading: The port
    text: |
      The port lies at the mouth of the river. [@leaflet, para 1]

      The city had {docks@2023}, after {docks@2022} the year before.

      Its yards employ some 900 people. [@gazette, para 3]
events:
  - id: second-plant
    date: "2024-04"
    title: A second plant opens
    text: Motors are made here from now on.
    companies:
      - harbour-motors
    sources:
      - source: gazette
        para: 5
statements:
  - id: more-docks-needed
    speaker: ann-bell
    text: The port is too small.
    sources:
      - source: gazette
        para: 6
""",
}
"""The files below `briefs/`."""


@cache
def tried(example: Example) -> tuple[Problem, ...]:
    """What is said of the example as it is wrong."""
    text, bad = FILES.get(example.file), example.bad * example.times
    text = bad if text is None else text.replace(example.good, bad, 1)
    return said({example.file: text.encode(example.encoding)})


def said(changed: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """All problems of the small world with some of its files changed."""
    with TemporaryDirectory() as folder:
        briefs, texts = Path(folder, "briefs"), Path(folder, "archive")
        files = {name: text.encode() for name, text in FILES.items()} | dict(changed)
        _lay(briefs, files)
        _lay(texts, {name: text.encode() for name, text in TEXTS.items()})
        found, problems = library.read(briefs)
        joined = graph.build(found)
        problems += checks.run(joined)
        if not problems:
            read, problems = archive.read(texts, found)
            problems += evidence.against(joined, read)
        if not problems:
            problems += _laid_out(files)
    return tuple(sorted(set(problems)))


def _laid_out(files: Mapping[str, bytes]) -> Iterator[Problem]:
    for name, raw in files.items():
        document, _ = yaml.load(f"briefs/{name}", raw)
        if document:
            text = editing.formatted(document, editing.order_for(document.file))
            yield from editing.differing(document, text, raw)


def _lay(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
