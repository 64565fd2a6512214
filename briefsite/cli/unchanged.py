"""A build of which nothing has changed since the last one: it ends at once.

A published site has a note that says, in digests, what it was made of and what it then was. Content
decides, never a time stamp. Nothing in here loads a library: the look costs less than loading one.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from briefsite import packages, store

NOTE = Path(".cache", "site.json")
FOLDERS = ("briefs", "briefsite", "docs", "editions", "fonts", "templates")
"""What a site is made of, in its own folder or in that of the program."""
_SETTINGS = (".json", ".toml", ".yml", ".yaml")
"""Files beside those folders: the settings of the engine, what was verified."""
_VARIABLES = {"REPO_URL", "SITE_URL", "SOURCE_DATE_EPOCH"}
_SWITCHES = {"--no-pdf", "--no-wait", "--strict"}


@dataclass(frozen=True)
class Asked:
    """What a build is asked for, as far as the site depends on it, and how it waits."""

    root: Path
    pdfs: bool
    no_wait: bool = False


def asked(arguments: list[str], checkout: Path) -> Asked | None:
    """The build that a plain command line asks for; None for whatever needs a closer look."""
    words = list(arguments)
    if words[:1] == ["--root"] and len(words) > 1:
        checkout = Path(words[1])
        del words[:2]
    if words and (words[0] != "build" or not _SWITCHES.issuperset(words[1:])):
        return None
    return Asked(checkout.resolve(), "--no-pdf" not in words, "--no-wait" in words)


def wait(who: str) -> None:
    """Say who builds while it is waited for."""
    print(f"build.py: {who}; waiting until it is done (stop with Ctrl+C)", file=sys.stderr)


def is_unchanged(build: Asked) -> bool:
    """Whether the published site is what this build would make; a doubt is a no."""
    if not (build.root / NOTE).is_file():
        return False
    with store.alone(build.root, "build", None if build.no_wait else wait):
        note = _note(build.root)
        beside = Path(os.path.realpath(build.root / "site")).parent
        if any(beside.glob(f"{store.BESIDE}*")):
            return False  # a run before has left something, which a build deletes
        made_of = ingredients(build)
        if not made_of or not isinstance(note, dict) or note.get("of") != made_of:
            return False
        return note == {"of": made_of, **_made(build.root)}


def keep(build: Asked, made_of: str) -> None:
    """Note what the site that has just been published was made of.

    `made_of` are the ingredients before it was made. Where they changed meanwhile, nobody knows
    which of them went into the site, and nothing is noted.
    """
    file = build.root / NOTE
    file.unlink(missing_ok=True)
    note = {"of": made_of, **_made(build.root)}
    if all(note.values()) and made_of == ingredients(build):
        store.replace(file, json.dumps(note).encode())


def _note(root: Path) -> object:
    with suppress(OSError, ValueError):
        return json.loads((root / NOTE).read_bytes())
    return None


def _made(root: Path) -> dict[str, str]:
    """What a build has made, as it lies there now."""
    read = dict[tuple[int, int], bytes]()  # most files of the site are those of the tree
    return {name: _digest(_files(root / name), read) for name in ("site", store.TREE.name)}


def ingredients(build: Asked) -> str:
    """A digest of all that a site is made of; empty where that cannot be said."""
    places = dict.fromkeys((store.base(build.root), build.root, store.PROGRAM))
    parts = [_digest(_sources(place), {}) for place in places]
    if not all(parts):
        return ""
    return store.digest(json.dumps([build.pdfs, parts, _commit(build.root), _environment(places)]))


def _sources(root: Path) -> Iterator[tuple[str, str]]:
    for name in FOLDERS:
        yield from _files(root / name)
    for name in sorted(os.listdir(root)):
        if name.endswith(_SETTINGS) and (root / name).is_file():
            yield name, os.path.join(root, name)


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """The files of a folder with their paths in it; raises OSError for a link to a folder."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - {"__pycache__"})
        for name in folders:
            if os.path.islink(os.path.join(place, name)):
                raise IsADirectoryError(name)
        for name in sorted(names):
            path = os.path.join(place, name)
            yield path[len(str(folder)) :], path


def _digest(files: Iterable[tuple[str, str]], read: dict[tuple[int, int], bytes]) -> str:
    """One digest of many files; empty where one of them cannot be read. `read` are the digests of
    those read before, so that a file that stands in two places is read once."""
    whole = hashlib.sha256()
    try:
        for name, path in files:
            about = os.stat(path)
            if (one := (about.st_dev, about.st_ino)) not in read:
                with open(path, "rb", buffering=0) as stream:
                    read[one] = hashlib.sha256(stream.read()).digest()
            whole.update(f"{name}\0".encode("utf-8", "surrogateescape") + read[one])
    except OSError:
        return ""
    return whole.hexdigest()


def _commit(root: Path) -> str:
    """The commit that the checkout is at: it dates the site."""
    command = ["git", "-C", str(root), "rev-parse", "HEAD"]
    with suppress(OSError):
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return ""


def _environment(places: Iterable[Path]) -> list[object]:
    """Python, the packages with their versions, and the variables that the settings name."""
    named = set(_VARIABLES)
    for place in places:
        with suppress(OSError):
            text = (place / "mkdocs.yml").read_text(encoding="utf-8", errors="replace")
            named.update(re.findall(r"\w+", text))
    variables = {name: os.environ[name] for name in sorted(named & {*os.environ})}
    return [packages(), variables]
