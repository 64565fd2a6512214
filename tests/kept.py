"""Random edits, each built with what is kept and from nothing: the same files.

`python -m tests.kept --edits 1000 --seed 7` makes so many; the tests make some. First a tree of
pages is edited; the theme is a small one that shows whatever MkDocs knows of a page and of the
pages around it. Then briefs are, any field of any of them, and their Markdown is compared.
"""

import argparse
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from briefsite import pages, store
from briefsite.library import Library, graph, read
from briefsite.pages import Page
from briefsite.pages.heads import Edition
from briefsite.problems import BriefsiteError
from briefsite.site import exports, gate, mkdocs, templating
from tests.edits import valid_edits, with_entry
from tests.world import CHECKOUT

MAIN = """\
<!doctype html><meta charset="utf-8"><script>{{ page.title }}</script>
<title>{{ page.title }} - {{ config.site_name }}</title>
{% for item in nav %}<a href="{{ item.url|url }}">{{ item.title }}</a>
{{ item.meta.status if item.meta }}
{% for child in item.children or () %}<b>{{ child.title }}</b>{% endfor %}{% endfor %}
{{ page.previous_page.title if page.previous_page }}
{{ page.next_page.title if page.next_page }} {{ build_date_utc }} {{ page.meta.title }}
{% for part in page.toc %}{{ part.title }}{% endfor %}
{{ page.content }}
"""
ALL = """\
{% for file in pages %}
{{ file.page.canonical_url }} {{ file.page.title }} {{ file.page.meta.status }}
{% endfor %}
"""
SETTINGS = """\
site_name: Kept {number}
site_url: https://example.org/
docs_dir: .tree
theme: {{name: null, custom_dir: templates/theme, static_templates: [sitemap.xml, list.html]}}
plugins: []
nav: [Home: index.md, about.md, Lists: [list/index.md, Other: list/other.md]]
not_in_nav: /page-*
"""
IN_NAV = ("index.md", "about.md", "list/index.md", "list/other.md")
WORDS = ("boats", "lamps", "& <b>", "船", "[there](index.md)")
ADDRESS = "https://example.org/"
NAMES = ("Home", "About", "Other", *(f"{word} {n}" for word in ("Name", "Head") for n in range(6)))
SCRIPTS = frozenset(gate.script_hash(name) for name in NAMES)
FOREIGN = (
    b"",
    b"\xff\n",
    b"[]\n<p>",
    b'{"needs": []}\n<p>',
    b'{"needs": [], "to": [], "ids": []}\n',
)
LINK = "[far](page-2.md#boats)"
"""Leads nowhere now and then, which MkDocs says; then nothing is kept."""


class Trees:
    """A checkout that keeps pages, and one beside it that never does."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.kept, self.clean = folder / "kept", folder / "clean"
        self.epoch, self.number = 1_700_000_000, 0
        self.files = {f"page-{number}.md": self._page() for number in range(6)}
        self.files |= {name: self._page() for name in IN_NAV}
        self.before: list[dict[str, str]] = []

    def _page(self) -> str:
        rng = self.random
        head = [f"title: Name {rng.randint(1, 5)}"] if rng.random() < 0.7 else []
        head += [f"status: s{rng.randint(1, 3)}"] if rng.random() < 0.3 else []
        front = "---\n" + "\n".join(head) + "\n---\n" if head else ""
        words = "\n\n".join(f"## {rng.choice(WORDS[:4])}\n\n{rng.choice(WORDS)}" for _ in range(3))
        words += f"\n\n{LINK}" if rng.random() < 0.04 else ""
        return f"{front}\n# Head {rng.randint(1, 5)}\n\n{words}\n"

    def edit(self) -> str:
        """Change one thing, and say what."""
        rng, what = self.random, self.random.choice(EDITS)
        self.before.append(dict(self.files))
        if what == "a page":
            self.files[rng.choice(sorted({*self.files} - {*IN_NAV}))] = self._page()
        elif what == "a page of the navigation":
            self.files[rng.choice(IN_NAV)] = self._page()
        elif what == "a page more":
            self.files[f"page-{rng.randint(6, 20)}.md"] = self._page()
        elif what == "a page less" and len(self.files) > 8:
            del self.files[rng.choice(sorted({*self.files} - {*IN_NAV}))]
        elif what == "back":
            self.files = rng.choice(self.before)
        elif what == "the settings":
            self.number = rng.randint(0, 2)
        elif what == "the day":
            self.epoch += 86_400
        elif what == "damage":
            found = sorted((self.kept / mkdocs.KEPT).glob("*"))
            if found:
                file = rng.choice(found)
                file.write_bytes(b"x" * rng.randint(0, 90))
                if rng.random() < 0.5:
                    store.Shelf(file.parent).put(file.name, rng.choice(FOREIGN))
        return what

    def built(self) -> Iterator[tuple[dict[str, bytes], list[str]]]:
        """What the two make of it: all files, and what MkDocs says."""
        for root in (self.kept, self.clean):
            theme = root / "templates" / "theme"
            theme.mkdir(parents=True, exist_ok=True)
            (theme / "main.html").write_text(MAIN)
            (theme / "list.html").write_text(ALL)
            (theme / "sitemap.xml").write_text(ALL)
            (root / "mkdocs.yml").write_text(SETTINGS.format(number=self.number))
            pages = [store.Artifact(path, text.encode()) for path, text in self.files.items()]
            store.write(pages, root / mkdocs.TREE)
            shutil.rmtree(root / "made", ignore_errors=True)
            if root == self.clean:
                shutil.rmtree(root / mkdocs.KEPT, ignore_errors=True)
            yield self._published(root, root / "made")

    def _published(self, root: Path, site: Path) -> tuple[dict[str, bytes], list[str]]:
        """What a build does with the pages, without the index of the search."""
        made = mkdocs.render(root, self.epoch, site)
        store.refresh(exports.guarded(site, gate.inline_scripts, done=made.known), site)
        faults, sound = gate.look(site, ADDRESS, SCRIPTS, made.known)
        if not (said := [*made.said, *faults]):
            made.keep(site, sound)
        return store.read(site), sorted(problem.message for problem in said)


EDITS = (
    *["a page"] * 6,
    "a page of the navigation",
    "a page more",
    "a page less",
    "back",
    "the settings",
    "the day",
    "damage",
)


def differences(folder: Path, edits: int, seed: int) -> list[str]:
    """What was edited where the two differ."""
    trees, found = Trees(folder, seed), []
    for number in range(edits):
        what = trees.edit() if number else "nothing"
        kept, clean = trees.built()
        if kept != clean:
            found.append(f"edit {number}, {what}")
    return found


NOT_SHOWN = (KeyError, ValueError, BriefsiteError, IndexError, RecursionError)
"""What the pages raise of briefs that do not pass the check."""


class Briefs:
    """Briefs that are edited, and the folder of their pages."""

    def __init__(self, folder: Path, library: Library, seed: int) -> None:
        self.random, self.folder = random.Random(seed), folder
        self.before, self.number = [library], 0
        self.taken = 0
        """How many pages were taken as they were."""

    def edit(self) -> tuple[str, Library]:
        """Change one thing, and say what; or go back."""
        rng, library = self.random, self.before[-1]
        self.number += 1
        if rng.random() < 0.1:
            return "back", rng.choice(self.before)
        entry = rng.choice(list(library.entries()))
        try:
            found = [None, *valid_edits(library, entry)] if rng.random() < 0.9 else []
        except AssertionError:  # there is no other sample for what was edited before
            return "begun anew", self.before[0]
        edit = rng.choice(found) if found else None
        name, id = f"{entry.kind} {entry.id}", "" if found else f"{entry.id}-{self.number}"
        lines = (*entry.document.lines, f"# {self.number}")
        entry = replace(entry, document=replace(entry.document, lines=lines))
        value = edit.value if edit else entry.value if id else None
        what = f"{edit.what} {edit.at}" if edit else "renamed" if id else "gone"
        return f"{what} of {name}", with_entry(library, entry, value, id)

    def differ(self, library: Library) -> list[str]:
        """The pages that are not as they would be if nothing were kept."""
        joined = graph.build(library)
        planned = list(pages.outline(joined, Edition()))
        clean = [_files(page.write(), library) for page in planned]
        plan = templating.Plan(self.folder, joined, Edition())
        made = [plan.artifacts(page) for page in planned]
        store.write([file for files, _ in made for file in files], self.folder / mkdocs.TREE)
        plan.keep()
        self.before.append(library)
        self.taken += sum(page is None for _, page in made)
        pairs = zip(planned, made, clean, strict=True)
        return [page.head.path for page, (files, _), wanted in pairs if files != wanted]


def _files(page: Page, library: Library) -> list[store.Artifact]:
    templates = CHECKOUT / "templates"
    return [*templating.render([page], templates, library.site), *exports.sheets([page])]


def pages_differ(briefs: Briefs, edits: int) -> list[str]:
    """What was edited, and the pages that then differ."""
    found = briefs.differ(briefs.before[0])
    for _ in range(edits):
        what, library = briefs.edit()
        try:
            found += [f"{what}: {path}" for path in briefs.differ(library)]
        except NOT_SHOWN:
            continue
    return found


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--briefs", default="tests/cases/good/family/briefs")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = differences(Path(folder), given.edits, given.seed)
        library, _ = read(CHECKOUT / given.briefs)
        briefs = Briefs(Path(folder, "briefs"), library, given.seed)
        found += pages_differ(briefs, given.edits)
    print(f"{briefs.taken} pages of {len(briefs.before)} states were taken as they were.")
    print("\n".join(found) or f"{given.edits} edits, the same each time.")


if __name__ == "__main__":
    main()
