"""A new site: a folder with all that is its own, made up where it must be filled.

In: an empty folder. Out: files from `templates/init/`, and a few of the program's own that a site
needs as they are. Templates, settings and most hand-written pages are not among them: they stay
with the program (`store.base`).
"""

import os
from collections.abc import Iterator
from pathlib import Path

from briefsite import store
from briefsite.editing import schemas
from briefsite.problems import BriefsiteError
from briefsite.store import PROGRAM

BEGINNING = PROGRAM / "templates" / "init"
_HIDDEN = ("github", "gitignore")
"""Names that stand there without the dot before them, so that no tool takes them for its own."""
_AS_THEY_ARE = (".vscode/settings.json", ".github/ISSUE_TEMPLATE/wrong-figure.yml")
_PLACE = "PROGRAM-FOLDER"
"""Stands in the Makefile for the way from the site to the program."""


def init(folder: Path) -> tuple[str, ...]:
    """Begin a site in a folder that is new or empty; gives the files that were written."""
    if folder.exists() and not folder.is_dir():
        raise BriefsiteError(f"{folder} is no folder; name a new one")
    if folder.is_dir() and {file.name for file in folder.iterdir()} - {".git"}:
        raise BriefsiteError(f"{folder} is not empty; name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    written = dict(_files(folder))
    for name, content in sorted(written.items()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        store.replace(folder / name, content)
    schemas.write_schemas(folder)
    return tuple(sorted(written))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for name, content in store.read(BEGINNING).items():
        first = name.split("/")[0]
        place = Path(os.path.relpath(PROGRAM, folder.resolve())).as_posix()
        shown = content.replace(_PLACE.encode(), place.encode()) if name == "Makefile" else content
        yield (f".{name}" if first in _HIDDEN else name), shown
    for name in _AS_THEY_ARE:
        yield name, (PROGRAM / name).read_bytes()
