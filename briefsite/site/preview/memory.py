"""The site as a build would make it from one state of the files; each file is made when asked for.

In: what a look at the inputs found. Out: bytes by path, the same as in `site/` after
`build --no-pdf`, but for the index of the search, which is made later.
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from briefsite import checks, pages, site, store
from briefsite.checks import Checked
from briefsite.library import SITE, yaml
from briefsite.library.graph import Graph
from briefsite.library.yaml import Document
from briefsite.models import Site
from briefsite.pages import Planned
from briefsite.pages.heads import Edition
from briefsite.pages.pictures import LinkPicture
from briefsite.problems import Problem
from briefsite.site import exports, gate, pdf, templating
from briefsite.site.mkdocs import WarmEngine
from briefsite.site.preview.watching import Look

NOT_FOUND = "404.html"
Maker = Callable[[], bytes]


class Remembering:
    """Parses YAML files, each content once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[bytes, tuple[Document | None, list[Problem]]]] = {}

    def __call__(self, file: str, raw: bytes) -> tuple[Document | None, list[Problem]]:
        """What `source.load` gives."""
        known = self._known.get(file)
        if not known or known[0] != raw:
            known = self._known[file] = raw, yaml.load(file, raw)
        return known[1]


class SiteInMemory:
    """A site in memory."""

    def __init__(self, root: Path, look: Look, graph: Graph, edition: Edition, engine: WarmEngine):
        self._root = root
        store.check_links(look.links)
        by_hand = look.below("docs")
        written = {path: partial(_same, content) for path, content in by_hand.items()}
        generated = dict(self._generated(graph, edition))
        store.check_free(written, generated)
        self._tree = engine.lay(written, generated, edition.epoch)
        self._makers = dict(self._site({**written, **generated}))
        self._pages: dict[str, bytes] = {}
        self.base, self.address = engine.base, edition.site_url

    def _generated(self, graph: Graph, edition: Edition) -> Iterator[tuple[str, Maker]]:
        """The files that `site.generate` would write for the engine."""
        templates, own = store.base(self._root) / "templates", graph.library.site
        for planned in pages.outline(graph, edition):
            head = planned.head
            yield head.path, partial(_markdown, planned, templates, own)
            for sheet in exports.sheets([head]):
                yield sheet.path, partial(_same, sheet.content)
            if head.picture:
                yield head.picture.path, partial(_picture, self._root, head.picture)
        for artifact in site.site_files(graph, edition):
            yield artifact.path, partial(_same, artifact.content)

    def _site(self, sources: dict[str, Maker]) -> Iterator[tuple[str, Maker]]:
        for path, folder in self._tree.static().items():
            yield path, sources.get(path) or partial(_read, Path(folder) / path)
        for name in self._tree.theme_pages():
            yield name, partial(self._tree.theme_page, name)
        for path, markdown in self._tree.pages.items():
            yield path, partial(self._page, markdown)

    def _page(self, markdown: str) -> bytes:
        return pdf.without(self._tree.page(markdown).decode()).encode()

    def paths(self) -> list[str]:
        """Every file of the site, sorted."""
        return sorted(self._makers)

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return path in self._makers

    def file(self, path: str) -> bytes | None:
        """A file of the site, None where there is none; raises BriefsiteError for a broken one."""
        if path not in self._pages and path in self._makers:
            self._pages[path] = self._makers[path]()
        return self._pages.get(path)

    def problems(self) -> list[Problem]:
        """What the engine says of the pages made so far."""
        return self._tree.problems()

    def style(self) -> str:
        """A digest of the style sheets."""
        return self._digest(".css")

    def programs(self) -> str:
        """A digest of the scripts and pictures."""
        return self._digest(".js", ".svg")

    def _digest(self, *endings: str) -> str:
        made = hashlib.sha256()
        for path in self.paths():
            if path.endswith(endings) and path.startswith(gate.PROGRAMS):
                made.update(self.file(path) or b"")
        return made.hexdigest()


class SiteMaker:
    """Makes sites, one after the other; what has not changed is not read or checked again."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._load = Remembering()
        self._checked: tuple[dict[str, bytes], Checked] | None = None
        self._engine: tuple[dict[str, bytes], WarmEngine] | None = None

    def make(self, look: Look) -> tuple[SiteInMemory | None, list[Problem]]:
        """The site as it would be; none where a build would stop. Raises BriefsiteError."""
        engine, checked = self._warm(look), self._check(look)
        problems = list(checked.problems)
        if any(problem.level == "error" for problem in problems):
            return None, problems
        edition = site.edition(self._root, checked.graph.library, engine.address)
        made = SiteInMemory(self._root, look, checked.graph, edition, engine)
        return made, [*problems, *checked.warnings]

    def _check(self, look: Look) -> Checked:
        briefs = look.below("briefs")
        if not self._checked or self._checked[0] != briefs:
            self._checked = briefs, checks.check(self._root, self._load)
        return self._checked[1]

    def _warm(self, look: Look) -> WarmEngine:
        """MkDocs with these settings and this theme."""
        needs = look.below("templates/theme")
        for name in ("mkdocs.yml", f"briefs/{SITE}"):
            needs[name] = look.files.get(name, b"")
        if not self._engine or self._engine[0] != needs:
            self._engine = needs, WarmEngine(self._root)
        return self._engine[1]


def _same(content: bytes) -> bytes:
    return content


def _read(file: Path) -> bytes:
    return file.read_bytes()


def _markdown(planned: Planned, templates: Path, own: Site) -> bytes:
    (artifact,) = templating.render([planned.write()], templates, own)
    return artifact.content


def _picture(root: Path, picture: LinkPicture) -> bytes:
    """Drawn once more where no build has drawn it; nothing is kept."""
    return pdf.picture(picture, root, store.Shelf(root / site.PICTURES))
