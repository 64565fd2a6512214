"""The data of a built site, read by the libraries that its readers use.

`python -m tests.readers FOLDER` prints what each says of the files below a built site. They are no
part of the set-up: `pip install openapi-spec-validator frictionless feedparser icalendar rispy
bibtexparser duckdb pandas` in an environment of its own, beside what the lock installs.
"""

import importlib
import importlib.metadata
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def openapi(module: Any, site: Path) -> str:
    """The description of all files."""
    spec = json.loads((site / "data" / "v1" / "openapi.json").read_bytes())
    module.validate(spec)
    return f"{len(spec['paths'])} paths"


def package(module: Any, site: Path) -> str:
    """The data package, with every row, type and key of its tables."""
    made = module.validate(str(site / "data" / "datapackage.json"))
    found = made.flatten(["name", "rowNumber", "fieldName", "message"])
    if found or made.errors:
        raise ValueError([*found, *made.errors])
    return f"{sum(task.stats['rows'] for task in made.tasks)} rows of {len(made.tasks)} tables"


def feed(module: Any, site: Path) -> str:
    """The feeds of changes, of the site and of each brief."""
    found = [module.parse(file.read_bytes()) for file in sorted(site.rglob("changes.xml"))]
    for read in found:
        if read.bozo:
            raise ValueError(read.bozo_exception)
    names = {one.id for read in found for one in read.entries}
    return f"{len(found)} feeds, {len(names)} names"


def calendar(module: Any, site: Path) -> str:
    """What comes."""
    read = module.Calendar.from_ical((site / "data" / "due.ics").read_bytes())
    return f"{len(read.walk('VEVENT'))} events"


def ris(module: Any, site: Path) -> str:
    """The sources as RIS."""
    with (site / "data" / "sources.ris").open(encoding="utf-8") as file:
        return f"{len(module.load(file))} sources"


def bibtex(module: Any, site: Path) -> str:
    """The sources as BibTeX."""
    read = module.parse_file(str(site / "data" / "sources.bib"))
    if read.failed_blocks:
        raise ValueError(read.failed_blocks)
    return f"{len(read.entries)} sources"


def duckdb(module: Any, site: Path) -> str:
    """The table of figures, and the sum of a column that must be a number."""
    query = f"SELECT count(*), sum(value) FROM read_csv('{site / 'data' / 'figures.csv'}')"
    ((count, total),) = module.sql(query).fetchall()
    return f"{count} figures, in all {total}"


def pandas(module: Any, site: Path) -> str:
    """The same."""
    read = module.read_csv(site / "data" / "figures.csv")
    return f"{len(read)} figures, in all {read['value'].sum()}"


READERS: dict[str, tuple[str, Callable[[Any, Path], str]]] = {
    "openapi-spec-validator": ("openapi_spec_validator", openapi),
    "frictionless": ("frictionless", package),
    "feedparser": ("feedparser", feed),
    "icalendar": ("icalendar", calendar),
    "rispy": ("rispy", ris),
    "bibtexparser": ("bibtexparser", bibtex),
    "duckdb": ("duckdb", duckdb),
    "pandas": ("pandas", pandas),
}


def main(site: Path) -> int:
    """Ask all of them; 1 where one refuses a file or is not there."""
    code = 0
    for name, (module, ask) in READERS.items():
        try:
            said = ask(importlib.import_module(module), site)
            print(f"{name} {importlib.metadata.version(name)}: {said}")
        except Exception as error:
            code = 1
            print(f"{name}: {type(error).__name__}: {error}")
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
