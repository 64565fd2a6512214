"""Two branches that each add an entry, merged with plain Git: both are there, whole.

As a program it tries random pairs of additions, of one kind and of two, to the briefs of this
checkout and to a site just begun, and prints how many merge: `python -m tests.merges --pairs 500`.
"""

import argparse
import itertools
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from briefsite import library
from briefsite.editing import new
from briefsite.editing.skeletons import Value
from briefsite.library import PLURALS
from tests.world import CHECKOUT

SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
GIT = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org")


def git(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run Git in a checkout."""
    return subprocess.run([*GIT, *words], cwd=root, capture_output=True, text=True, timeout=60)


def repository(root: Path) -> Path:
    """A folder with briefs, as the first commit of a repository."""
    for words in (["init", "-q", "-b", "main"], ["add", "briefs"], ["commit", "-q", "-m", "Start"]):
        done = git(root, *words)
        assert done.returncode == 0, done.stderr
    return root


def given(root: Path, kind: str) -> dict[str, Value]:
    """What an entry needs besides its name."""
    found, _ = library.read(root / "briefs")
    top = next(kind for kind in found.site.region_kinds if not kind.within)
    post: dict[str, Value] = {"title": "mayor"}
    post["sources"] = [{"source": min(found.sources), "para": 1}]
    known: dict[str, dict[str, Value]] = {
        "region": {"kind": top.id},
        "company": {"kind": found.site.company_kinds[0].id},
        "indicator": {
            "unit": "count",
            "unit_label": "ships",
            "quantity": "count",
            "review_months": 12,
        },
        "unit": {"kind": "volume"},
        "person": {"roles": [post]},
    }
    return known.get(kind, {})


def added(root: Path, branch: str, kind: str, name: str) -> tuple[str, str]:
    """Add an entry on a branch of its own; gives its kind and id."""
    git(root, "switch", "-q", "-C", branch, "main")
    begun = new.begin(root, kind, name, None, given(root, kind))
    git(root, "add", "briefs")
    git(root, "commit", "-q", "-m", name)
    return kind, begun.id


def merges(root: Path, *kinds: str, names: tuple[str, str]) -> str:
    """Add two entries on two branches and merge them; empty where all is well, else what is not."""
    entries = []
    for branch, kind, name in zip("ab", kinds, names, strict=True):
        at = added(root, branch, kind, name)
        entries.append((at, library.read(root / "briefs")[0].of_kind(kind)[at[1]].value))
    done = git(root, "merge", "-q", "-m", "Merge", "a")
    if done.returncode:
        git(root, "merge", "--abort")
        return f"conflict: {done.stdout.strip()}"
    found, problems = library.read(root / "briefs")
    if problems:
        return f"cannot be read: {problems[0].place.file}: {problems[0].message}"
    for (kind, id), value in entries:
        entry = found.of_kind(kind).get(id)
        if not entry or entry.value != value:
            return f"{kind} {id} is not what it was"
    return ""


def random_name(chance: random.Random) -> str:
    """A name that no brief has, anywhere in the alphabet."""
    words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(2)]
    return " ".join(words).title()


def main() -> int:
    """Try pairs in both sites, and print how many of each merge."""
    parser = argparse.ArgumentParser(prog="python -m tests.merges", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--pairs", type=int, default=20, metavar="N", help="so many on each site")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="for other names")
    options = parser.parse_args()
    chance, failed = random.Random(options.seed), 0
    kinds = [kind for kind in PLURALS if kind != "source"]
    several = list(itertools.combinations_with_replacement(kinds, 2))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(CHECKOUT / "briefs", Path(folder) / "ours" / "briefs")
        new.init(Path(folder) / "begun")
        for name in ("ours", "begun"):
            root, tried = repository(Path(folder) / name), Counter[str]()
            for number in range(options.pairs):
                same = chance.choice(kinds)
                pair = chance.choice(several) if number % 2 else (same, same)
                fault = merges(root, *pair, names=(random_name(chance), random_name(chance)))
                tried["merged" if not fault else "not merged"] += 1
                if fault:
                    print(f"{name}: {' and '.join(pair)}: {fault}")
            failed += tried["not merged"]
            size = sum(1 for _ in (root / "briefs").rglob("*.yml"))
            print(f"{name}, {size} files: {tried['merged']} of {tried.total()} pairs merged")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
