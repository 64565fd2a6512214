"""The data of a built site, read by the libraries that its readers use.

`python -m tests.readers FOLDER` prints what each says of the files below a built site, then serves
them on this machine and runs the examples of the page of data, as that page has them. The libraries
are no part of the set-up: `pip install openapi-spec-validator frictionless feedparser icalendar
rispy bibtexparser duckdb pandas pyarrow pyshacl datasette` in an environment of its own, and have
curl.
"""

import html
import importlib
import importlib.metadata
import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


def openapi(module: Any, site: Path) -> str:
    """The description of all files."""
    spec = json.loads((site / "data" / "v1" / "openapi.json").read_bytes())
    module.validate(spec)
    return f"{len(spec['paths'])} paths"


def package(module: Any, site: Path) -> str:
    """The data package, with every row, type and key of its tables; other files by digest."""
    made = module.validate(str(site / "data" / "datapackage.json"))
    found = made.flatten(["name", "rowNumber", "fieldName", "message"])
    if found or made.errors:
        raise ValueError([*found, *made.errors])
    rows = [task.stats["rows"] for task in made.tasks if task.type == "table"]
    return f"{sum(rows)} rows of {len(rows)} tables, {len(made.tasks) - len(rows)} other files"


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
    """The table of figures in both forms, and the sum of a column that must be a number."""
    said = []
    for form in ("csv", "parquet"):
        query = f"SELECT count(*), sum(value) FROM '{site / 'data' / 'figures'}.{form}'"
        ((count, total),) = module.sql(query).fetchall()
        said.append(f"{form}: {count} figures, in all {total}")
    return "; ".join(said)


def pandas(module: Any, site: Path) -> str:
    """The same."""
    reads = {"csv": module.read_csv, "parquet": module.read_parquet}
    found = {form: read(site / "data" / f"figures.{form}") for form, read in reads.items()}
    told = (f"{form}: {len(one)} figures, in all {one.value.sum()}" for form, one in found.items())
    return "; ".join(told)


def rdf(module: Any, site: Path) -> str:
    """Both notations of the linked data, and the heads of pages."""
    whole = module.Graph().parse(site / "data" / "briefs.ttl")
    files = sorted((site / "data" / "v1").glob("*/*.jsonld"))
    briefs = sum(len(module.Graph().parse(file, format="json-ld")) for file in files)
    return f"{len(whole)} triples of all, {briefs} in {len(files)} files of briefs"


def shacl(module: Any, site: Path) -> str:
    """The linked data by their shapes."""
    data, shapes = site / "data" / "briefs.ttl", site / "data" / "v1" / "shapes.ttl"
    conforms, _, words = module.validate(str(data), shacl_graph=str(shapes))
    if not conforms:
        raise ValueError(words)
    return "conforms"


READERS: dict[str, tuple[str, Callable[[Any, Path], str]]] = {
    "openapi-spec-validator": ("openapi_spec_validator", openapi),
    "frictionless": ("frictionless", package),
    "feedparser": ("feedparser", feed),
    "icalendar": ("icalendar", calendar),
    "rispy": ("rispy", ris),
    "bibtexparser": ("bibtexparser", bibtex),
    "duckdb": ("duckdb", duckdb),
    "pandas": ("pandas", pandas),
    "rdflib": ("rdflib", rdf),
    "pyshacl": ("pyshacl", shacl),
}

# The examples of the page of data.


def examples(page: str) -> Iterator[tuple[str, str]]:
    """Language and code of each example in the HTML of the page."""
    for language, code in re.findall(r'<code class="language-(\w+)">(.*?)</code>', page, re.S):
        yield language, html.unescape(code)


class _Here(SimpleHTTPRequestHandler):
    """Serves a site as if it were published here: its address in texts is that of this server."""

    address = b""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Send a file."""
        content = Path(self.translate_path(self.path)).read_bytes()
        if not self.path.endswith((".parquet", ".sqlite", ".zip")):
            host, port = self.server.server_address[:2]
            content = content.replace(self.address, f"http://{host!s}:{port}/".encode())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(self.path))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def run(language: str, code: str, folder: Path) -> str:
    """What an example prints that is run in a folder."""
    if language == "sql":
        with closing(sqlite3.connect(folder / "briefs.sqlite")) as base:
            return "\n".join(map(str, base.execute(code)))
    python = [sys.executable, "-c"]
    if language == "duckdb":
        code = f"import duckdb\nprint(duckdb.sql({code!r}) or 'done')"
    command = shlex.split(code) if language == "sh" else [*python, code]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ended = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise ValueError(ended.stderr[-2000:])
    return ended.stdout


def tried(site: Path) -> Iterator[tuple[str, str]]:
    """Every example of the page with what it printed, or why it failed."""
    address = json.loads((site / "data" / "datapackage.json").read_bytes())["homepage"].encode()
    handler = type("Here", (_Here,), {"address": address})
    page = (site / "data" / "index.html").read_text(encoding="utf-8")
    serving = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(site)))
    with serving as server, tempfile.TemporaryDirectory() as folder:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here = f"http://127.0.0.1:{server.server_port}/"
        for language, code in examples(page):
            try:
                said = run(language, code.replace(address.decode(), here), Path(folder))
                yield language, f"{len(said.splitlines())} lines"
            except Exception as error:
                yield language, f"failed: {error}"
        server.shutdown()


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
    for language, said in tried(site):
        code |= said.startswith("failed")
        print(f"example, {language}: {said}")
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
