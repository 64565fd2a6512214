"""Small checkouts to run the pipeline in, and looks at what it made.

A root is a folder with everything a build needs (settings, templates, hand-written pages) and the
briefs of a test; nothing a test does in it reaches the checkout.
"""

import re
import shutil
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from briefsite import checks, store
from briefsite.library.graph import Graph
from briefsite.library.validation import READ
from briefsite.pages.heads import Edition
from briefsite.site import generate, mkdocs, outline, templating
from briefsite.site.catalogue import Files
from tests.elements import EMPTY

CHECKOUT = Path(__file__).resolve().parent.parent
CASES = CHECKOUT / "tests" / "cases"
STORIES = tuple(sorted(path.name for path in (CASES / "good").iterdir()))
SITE = CASES / "good" / "minimal" / "briefs" / "site.yml"
"""That of a world that has none of its own."""
# A day on which nothing happens: 2024-06-01.
EPOCH = 1717200000

Briefs = Path | Mapping[str, str | bytes]


def make_root(folder: Path, *briefs: Briefs) -> Path:
    """A checkout in a folder, with the briefs given; later ones lie over earlier ones."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(CHECKOUT / "mkdocs.yml", folder)
    shutil.copytree(CHECKOUT / "templates", folder / "templates")
    shutil.copytree(CHECKOUT / "docs", folder / "docs")
    return make_briefs(folder, *briefs)


def make_briefs(folder: Path, *briefs: Briefs) -> Path:
    """The briefs of a checkout alone: enough for whatever builds nothing."""
    (folder / "briefs").mkdir(parents=True)
    shutil.copy(SITE, folder / "briefs")
    for layer in briefs:
        _lay(layer, folder / "briefs")
    return folder


def copy_root(root: Path, target: Path) -> Path:
    """A checkout once more, as it is before its first build."""
    made = shutil.ignore_patterns("site", ".site-*", ".tree", ".cache")
    return Path(shutil.copytree(root, target, ignore=made))


def story(name: str) -> Path:
    """The briefs of a small world."""
    return CASES / "good" / name / "briefs"


def _lay(layer: Briefs, target: Path) -> None:
    if isinstance(layer, Path):
        shutil.copytree(layer, target, dirs_exist_ok=True)
        return
    for name, content in layer.items():
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())


def graph_of(root: Path) -> Graph:
    """The graph of a root whose briefs are right."""
    checked = checks.check(root)
    assert not checked.problems, checked.problems
    return checked.graph


def generated(root: Path) -> dict[str, str]:
    """Every text about briefs that a run generates, by path; pictures and data are left out."""
    checked = checks.check(root)
    assert not checked.problems, checked.problems
    generate(root, checked)
    left_out = (*store.read(root / "docs"), "fields/", "rules/", "schema/", "assets/", "data/")
    return {
        path: content.decode()
        for path, content in store.read(root / mkdocs.TREE).items()
        if not path.startswith(left_out)
    }


def render(graph: Graph, templates: Path = CHECKOUT / "templates") -> dict[str, str]:
    """Every generated page by path."""
    planned = (page.write() for page in outline(Files(graph, Edition())))
    artifacts = templating.render(planned, templates, graph.library.site)
    return {artifact.path: artifact.content.decode() for artifact in artifacts}


def tree(folder: Path) -> dict[str, bytes]:
    """All files of a folder by path, but for what a command keeps of what it has read."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / READ
    }


_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
_FOR_HOSTS = ("_headers", ".htaccess", "assets/hosting/")


def unguarded(site: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a site without what a build adds for hosts and browsers at its end."""
    return {
        path: _POLICY.sub(b"", content)
        for path, content in site.items()
        if not path.startswith(_FOR_HOSTS)
    }


ADDED = ("html", "head", "body")
"""What stands around every page, whether a text says so or not."""


class Page:
    """What an HTML text holds: its elements with the names of their attributes, and its text."""

    def __init__(self, html: str) -> None:
        self.elements: list[tuple[str, ...]] = []
        self.values: list[dict[str, str | None]] = []
        self.texts: list[str] = []
        self.main: list[str] = []
        root = LexborHTMLParser(html).root
        if root:
            self._note(root, False)

    def _note(self, element: LexborNode, inside: bool) -> None:
        """Note an element and all in it, and whether that is an article; script and style are no
        text."""
        tag, attributes = element.tag or "", element.attributes
        inside = inside or tag == "article"
        is_added = tag in ADDED and not attributes
        if not is_added:
            self.elements.append((tag, *sorted(attributes)))
            self.values.append({"": tag, **attributes})
        child = element.child
        while child is not None:
            if child.is_element_node:
                self._note(child, inside)
            elif child.is_text_node and tag not in ("script", "style"):
                self.texts.append(child.text(deep=False))
                if inside:
                    self.main.append(self.texts[-1])
            child = child.next
        if tag not in EMPTY and not is_added:
            self.elements.append((f"/{tag}",))

    @property
    def text(self) -> str:
        """All text, with single spaces."""
        return " ".join("".join(self.texts).split())

    @property
    def article(self) -> str:
        """The text of the page itself, without what surrounds it."""
        return " ".join("".join(self.main).split())

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [values["id"] or "" for values in self.values if "id" in values]

    def first(self, tag: str) -> dict[str, str | None]:
        """The attributes of the first element of a kind."""
        return next(values for values in self.values if values[""] == tag)


def page(site: Path, url: str) -> Page:
    """A page of a built site."""
    return read(site / url / "index.html")


def read(file: Path) -> Page:
    """A file of a built site as a page; read once for all tests of a process that look at it."""
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=300)
def _read(file: Path, time: int) -> Page:
    return Page(file.read_text(encoding="utf-8"))
