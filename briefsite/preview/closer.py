"""A closer look at a site in memory, as a build has it: every page, the search, the gate.

In: a proof. Out: problems, and the index of the search. The pictures of link previews are left out,
they take long to draw and no page shows them.
"""

from collections.abc import Callable
from pathlib import Path

from briefsite import gate, searching
from briefsite.preview.hub import as_problems
from briefsite.preview.proof import Proof
from briefsite.problems import BriefsiteError, Problem
from briefsite.website import THEME_SCRIPTS

UNSEEN = "assets/cards/"


def look_closer(
    proof: Proof, site: Path, is_wanted: Callable[[], bool] = lambda: True
) -> tuple[list[Problem], dict[str, bytes]]:
    """What a build would say of the whole site, and the index of the search."""
    found: list[Problem] = []
    files: dict[str, bytes] = {}
    for path in proof.paths():
        if not is_wanted():
            return [], {}
        try:
            if not path.startswith(UNSEEN):
                files[path] = proof.file(path) or b""
        except BriefsiteError as error:
            found += as_problems(error)
    if found:
        return sorted({*found, *proof.problems()}), {}
    lay_out(files, site)
    try:
        found = [*proof.problems(), *searching.index(site)]
        found += gate.check(site, proof.address, THEME_SCRIPTS)
    except BriefsiteError as error:
        found = as_problems(error)
    index = site / searching.FOLDER
    names = [file for file in sorted(index.rglob("*")) if file.is_file()]
    return found, {file.relative_to(site).as_posix(): file.read_bytes() for file in names}


def lay_out(files: dict[str, bytes], folder: Path) -> None:
    """Bring a folder to hold these files and no others, writing only what differs."""
    for old in sorted(folder.rglob("*")):
        if old.is_file() and old.relative_to(folder).as_posix() not in files:
            old.unlink()
    for path, content in files.items():
        file = folder / path
        if not file.is_file() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
