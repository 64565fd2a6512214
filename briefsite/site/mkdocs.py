"""Markdown on disk into the site. The only home of MkDocs.

Whoever calls finishes the site (documents to print), indexes and looks through it, and publishes.
"""

import gzip
import io
import json
import logging
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mkdocs.commands.build import _build_template, get_context
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel, file_sort_key, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_timestamp
from mkdocs.utils.meta import get_data

from briefsite import library, store
from briefsite.pages.heads import Repository
from briefsite.problems import BriefsiteError, Place, PlacedError, Problem, problem_at
from briefsite.site.gate import Sound, root_of
from briefsite.site.templating import ERRORS, failure, recipe, settings_of

FILE = "mkdocs.yml"
TREE = store.TREE
"""What MkDocs reads, made of docs/ and the briefs; `docs_dir` names it."""
TEMPLATES = "templates"
KEPT = Path(".cache", "pages")
"""Where pages are kept from build to build."""
_PAGE = re.compile(r"(?:Doc file|page) '([^']+)'")
_ONE_AT_A_TIME = threading.RLock()
EPOCH = "SOURCE_DATE_EPOCH"
_LINK = re.compile(r"link '([^']+)'")


def load(root: Path, **changes: object) -> Any:
    """The settings in mkdocs.yml, with what site.yml says of the site; raises BriefsiteError."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # a notice of Material; the pin answers it
    base = store.base(root)
    folders = {"docs_dir": str(root / TREE), "site_dir": str(root / "site")} if base != root else {}
    settings = {**folders, **settings_of(library.read_site(root / "briefs")), **changes}
    with listening(root) as said:
        try:
            return load_config(str(base / FILE), **settings)
        except MkDocsException as error:
            faults = [problem.message for problem in said if problem.level == "error"]
            raise _unusable(root, error, faults) from error


def load_alone(root: Path) -> Any:
    """The settings, also where the tree is not made yet."""
    return load(root, docs_dir=str(store.base(root) / "docs"))


def _unusable(root: Path, error: Exception, faults: list[str]) -> BriefsiteError:
    cause = error.__cause__ or error.__context__
    mark = getattr(cause, "problem_mark", None)
    words = "; ".join(faults) or str(error)
    message = f"MkDocs cannot use mkdocs.yml: {words}"
    if not (store.base(root) / FILE).is_file():
        return BriefsiteError(message)
    lines = tuple(
        (store.base(root) / FILE).read_text(encoding="utf-8", errors="replace").split("\n")
    )
    at = (mark.line, mark.column) if mark else (0, 0)
    what = getattr(cause, "problem", None) or words
    problem = problem_at(FILE, lines if mark else (), at, "mkdocs", what)
    return PlacedError(message, problem)


@contextmanager
def dated(epoch: int) -> Iterator[None]:
    """While the block lasts, MkDocs takes this for the time; seconds since 1970."""
    with _ONE_AT_A_TIME:
        before = os.environ.get(EPOCH)
        os.environ[EPOCH] = str(epoch)
        try:
            yield
        finally:
            del os.environ[EPOCH]
            os.environ |= {EPOCH: before} if before is not None else {}


@contextmanager
def listening(root: Path) -> Iterator[list[Problem]]:
    """What MkDocs warns of while the block lasts, as problems; nothing of it is printed."""
    collector = _Collector(root)
    logger = logging.getLogger("mkdocs")
    with _ONE_AT_A_TIME:
        logger.addHandler(collector)
        propagate, logger.propagate = logger.propagate, False
        try:
            yield collector.problems
        finally:
            logger.removeHandler(collector)
            logger.propagate = propagate


class _Collector(logging.Handler):
    def __init__(self, root: Path) -> None:
        super().__init__(logging.WARNING)
        self.root = root
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        level = "error" if record.levelno >= logging.ERROR else "warning"
        found = _problem(self.root, record.getMessage())
        self.problems.append(replace(found, level=level))  # type: ignore[arg-type]


def _problem(root: Path, message: str) -> Problem:
    """A message at the page and the link that it names; else at the settings."""
    page = _PAGE.search(message)
    places = [Path("docs", page[1]), TREE / page[1]] if page else []
    place = next((place for place in places if (root / place).is_file()), None)
    if not place:
        return Problem(Place(FILE), "mkdocs", message)
    file = root / place
    link = _LINK.search(message)
    text = file.read_text(encoding="utf-8", errors="replace")
    before = text[: max(0, text.find(link[1]))] if link else ""
    at = before.count("\n"), len(before) - before.rfind("\n") - 1
    lines = tuple(text.split("\n")) if before else ()
    return problem_at(
        place.as_posix(), lines, at, "mkdocs", message, width=len(link[1]) if link else 1
    )


def address(root: Path) -> str:
    """The address at which the site is published, ending in a slash."""
    return str(load_alone(root).site_url or "/").rstrip("/") + "/"


def repository(root: Path) -> Repository:
    """Where the files of the site can be edited."""
    settings = load_alone(root)
    return Repository(settings.repo_url or "", settings.edit_uri or "")


def render(root: Path, epoch: int, folder: Path, **changes: object) -> "Made":
    """Build the pages in a folder, with other settings where given.

    A page that was made before of the same text is not made again.
    """
    settings = load(root, site_dir=str(folder), **changes)
    if Path(settings.docs_dir).resolve() != (root / TREE).resolve():
        raise BriefsiteError(f"mkdocs.yml names another docs_dir; write docs_dir: {TREE}")
    with dated(epoch), listening(root) as said:
        made = settings.plugins["kept"] = Made(root, recipe(root, epoch, changes), said)
        try:
            mkdocs_build(settings)
        except MkDocsException as error:
            raise BriefsiteError(f"MkDocs cannot build the site: {error}") from error
        except ERRORS as error:
            raise failure(error, store.base(root) / TEMPLATES, "the theme") from error
    return made


class Made(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """The pages that MkDocs makes, and those that were made before, of the same text among the same
    surroundings: these it leaves out, and knows of them only what others may show.

    A page is kept as its HTML and what the gate saw of it, from builds of which there was nothing
    to say: whatever there is to say is said again.
    """

    def __init__(self, root: Path, around: str, said: list[Problem]) -> None:
        self.said, self._shelf = said, store.Shelf(root / KEPT)
        self.known: dict[str, Sound] = {}
        """The pages that were made before, by path in the site."""
        self._around = around
        self._files, self._pages, self._present = Files([]), list[File](), set[str]()
        self._keys: dict[str, str] = {}
        self._found: dict[Any, dict[str, Any]] = {}

    def on_nav(self, nav: Any, *, config: Any, files: Files, **_: Any) -> None:
        """Put what is there in its place, and leave it out; the first page dates the sitemap."""
        shown = [(page.url, page.title, _shown(page)) for page in nav.pages]
        around = store.digest(repr((self._around, shown)))
        self._files, self._pages = files, [*files.documentation_pages()]
        self._present = {file.dest_uri for file in files}
        for file in files:
            own = file.src_dir == config.docs_dir and not file.is_documentation_page()
            if own and store.link(str(file.abs_src_path), file.abs_dest_path):
                file.inclusion = InclusionLevel.EXCLUDED  # else it is copied
        for file in self._pages:
            content = store.digest(file.content_bytes)
            key = self._keys[file.src_uri] = store.digest(f"{around} {file.src_uri} {content}")
            kept = self._shelf.take(key) if file is not self._pages[0] else None
            if kept is not None:
                with suppress(KeyError, TypeError, ValueError):  # not of our making
                    self._leave_out(file, *kept.split(b"\n", 1))

    def _leave_out(self, file: Any, told: bytes, html: bytes) -> None:
        about, page = json.loads(told), file.page
        if not self._present.issuperset(about["needs"]):
            return
        seen, leads = Sound.of(about["ids"], about["to"]), dict(about["leads"])
        anchors, meta, title = set(about["anchors"]), about["meta"], about["title"]
        page.markdown, page.meta, page.title, page.present_anchor_ids = "", meta, title, anchors
        os.makedirs(os.path.dirname(file.abs_dest_path), exist_ok=True)
        Path(file.abs_dest_path).write_bytes(html)
        self.known[file.dest_uri], self._found[file] = seen, leads
        file.inclusion = InclusionLevel.EXCLUDED

    def on_post_page(self, output: str, *, page: Any, **_: Any) -> str:
        """Let go of the text of a page that is made."""
        page.markdown = page.content = ""
        return output

    def on_template_context(self, context: Any, **_: Any) -> Any:
        """What the theme makes of all pages, such as the sitemap, has those left out too."""
        context["pages"] = self._pages
        return context

    def on_post_build(self, *, config: Any, **_: Any) -> None:
        """See where the pages lead that were left out."""
        known, level = self._files.src_uris, config.validation.links.anchors
        for file, leads in self._found.items():
            file.page.links_to_anchors = {known[to]: at for to, at in leads.items() if to in known}
            file.page.validate_anchor_links(files=self._files, log_level=level)

    def keep(self, site: Path, sound: Mapping[str, Sound]) -> None:
        """Keep the pages of a site of which there is nothing to say, and no others."""
        for file in {*self._pages} - {*self._found}:
            page: Any = file.page
            seen, links = sound[file.dest_uri], page.links_to_anchors or {}
            about = {"meta": page.meta, "title": page.title, "to": seen.leads}
            about |= {"leads": {to.src_uri: all for to, all in links.items()}}
            about["needs"] = sorted(self._present & {path for path, _ in seen.leads})
            about |= {"ids": sorted(seen.ids), "anchors": sorted(page.present_anchor_ids or ())}
            html = (site / file.dest_uri).read_bytes()
            with suppress(TypeError):  # a day in the head of a page is no JSON
                told = json.dumps(about)
                if json.loads(told)["meta"] == page.meta:
                    self._shelf.put(self._keys[file.src_uri], f"{told}\n".encode() + html)
        self._shelf.prune()


def _shown(page: Any) -> object:
    """What the navigation shows of a page: of its head, or where it has no name there, of all."""
    text, meta = get_data(page.file.content_string)
    shown = [meta.get(name) for name in _SHOWN]
    return shown if "title" in vars(page) or "title" in meta else [*shown, text]


# MkDocs kept warm, for the preview: a tree in memory, each page made when it is asked for.
#
# In: the files of docs/ as they would be, by path. Out: the bytes that a build would write for each
# page. What a page and its surroundings do not change is not made again.

Source = Callable[[], bytes]
"""Gives the content of a file below docs/; may raise BriefsiteError."""
Sources = Mapping[str, Source]
_SHOWN = ("title", "icon", "status", "subtitle")
"""What the navigation shows of other pages' front matter."""


@dataclass(frozen=True)
class _Read:
    """What one page is, whatever stands around it: its text as HTML, and what it needs."""

    key: str
    parts: dict[str, object]
    links: dict[str, dict[str, str]]
    problems: tuple[Problem, ...]


class WarmEngine:
    """Settings and theme, loaded once; good until mkdocs.yml or the theme changes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config = load_alone(root)
        self.env = self.config.theme.get_env()
        self.lock = threading.RLock()
        self.read: dict[str, _Read] = {}
        self.made: dict[str, tuple[str, bytes]] = {}
        files = Files([])
        files.add_files_from_theme(self.env, self.config)
        self._theme_files = tuple((file.src_uri, str(file.src_dir)) for file in files)

    @property
    def address(self) -> str:
        """The address at which the site is published, ending in a slash."""
        return str(self.config.site_url or "/").rstrip("/") + "/"

    @property
    def base(self) -> str:
        """The path at which the site will lie on its host, with a slash at both ends."""
        return root_of(self.address)

    def lay(self, written: Sources, generated: Sources, epoch: int) -> "WarmTree":
        """A tree of files, those written by hand and the others, ready to give its pages."""
        with self.lock:
            return WarmTree(self, written, generated, self._theme_files, epoch)


class WarmTree:
    """One state of the tree."""

    def __init__(
        self,
        engine: WarmEngine,
        written: Sources,
        generated: Sources,
        theme: Iterable[tuple[str, str]],
        epoch: int,
    ) -> None:
        self._engine, self._generated, self._epoch = engine, frozenset(generated), epoch
        sources = self._sources = {**written, **generated}
        config = engine.config
        site, plain = config.site_dir, config.use_directory_urls
        own = [File(path, config.docs_dir, site, plain) for path in sources]
        self.files = Files(sorted(own, key=file_sort_key))
        for path, folder in theme:
            if path not in sources:
                self.files.append(File(path, folder, site, plain))
        with listening(engine.root) as said:
            set_exclusions(self.files, config)
            self._nav = get_navigation(self.files, config)
        self._said: dict[str, tuple[Problem, ...]] = {"": tuple(said)}
        self._documents: list[Any] = list(self.files.documentation_pages())
        for file in self._documents:
            if file.page is None:
                Page(None, file, config)
        self.pages: dict[str, str] = {file.dest_uri: file.src_uri for file in self._documents}
        """The Markdown file of each page of the site."""
        self._names = store.digest(repr(sorted(self.files.src_uris)))
        self._around = self._surroundings(config)

    def _surroundings(self, config: object) -> str:
        """A digest of what a page shows beside itself."""
        for page in self._nav.pages:
            # All that others show of a generated page is its name in the settings.
            if "title" not in vars(page) or page.file.src_uri not in self._generated:
                self._read(page.file)
        shown = [
            (page.url, page.title, [page.meta.get(name) for name in _SHOWN])
            for page in self._nav.pages
        ]
        return store.digest(repr((shown, self._names, str(self._epoch))))

    def static(self) -> dict[str, str]:
        """Every file that is copied as it is, by path; those of the theme with their folder."""
        return {
            file.src_uri: str(file.src_dir)
            for file in self.files
            if not file.is_documentation_page() and file.inclusion.is_included()  # type: ignore[no-untyped-call]
        }

    def page(self, path: str) -> bytes:
        """The HTML of the page made from a Markdown file; raises BriefsiteError."""
        engine = self._engine
        with engine.lock, dated(self._epoch):
            file = self.files.src_uris[path]
            key = f"{self._read(file).key} {self._around}"
            kept = engine.made.get(path)
            if not kept or kept[0] != key:
                kept = engine.made[path] = key, self._render(file.page)
            return kept[1]

    def _render(self, page: Any) -> bytes:
        engine = self._engine
        page.active = True
        try:
            template = engine.env.get_template(page.meta.get("template", "main.html"))
            context = get_context(self._nav, self._documents, engine.config, page)
            return bytes(template.render(context).encode("utf-8", errors="xmlcharrefreplace"))
        except ERRORS as error:
            raise failure(
                error, store.base(engine.root) / TEMPLATES, f"page {page.file.src_uri}"
            ) from error
        finally:
            page.active = False

    def _read(self, file: Any) -> _Read:
        """A page's own text as HTML, in its place in the tree."""
        content = self._sources[file.src_uri]()
        key = f"{store.digest(content)} {self._names}"
        kept = self._engine.read.get(file.src_uri)
        if not kept or kept.key != key:
            kept = self._engine.read[file.src_uri] = self._convert(file, content, key)
        for name, value in kept.parts.items():
            setattr(file.page, name, value)
        targets = self.files.src_uris
        file.page.links_to_anchors = {targets[path]: found for path, found in kept.links.items()}
        self._said[file.src_uri] = kept.problems
        return kept

    def _convert(self, file: Any, content: bytes, key: str) -> _Read:
        page = file.page
        with listening(self._engine.root) as said:
            try:
                page.markdown, page.meta = get_data(content.decode("utf-8-sig"))
                page.render(self._engine.config, self.files)
            except Exception as error:  # what Python-Markdown and its extensions may raise is open
                raise BriefsiteError(f"MkDocs cannot read docs/{file.src_uri}: {error}") from error
        names = ("markdown", "meta", "content", "toc", "_title_from_render", "present_anchor_ids")
        links = {target.src_uri: found for target, found in (page.links_to_anchors or {}).items()}
        return _Read(key, {name: getattr(page, name) for name in names}, links, tuple(said))

    def theme_page(self, name: str) -> bytes:
        """A page that the theme makes: 404.html, sitemap.xml or sitemap.xml.gz."""
        engine = self._engine
        with engine.lock, dated(self._epoch):
            made = name.removesuffix(".gz")
            for file in self._documents if made == "sitemap.xml" else ():
                self._read(file)  # it tells when each page was changed
            try:
                template = engine.env.get_template(made)
                text = _build_template(made, template, self.files, engine.config, self._nav)
            except ERRORS as error:
                raise failure(error, store.base(engine.root) / TEMPLATES, made) from error
            if made == name:
                return bytes(text.encode())
            stamp = get_build_timestamp(pages=[file.page for file in self._documents])
        packed = io.BytesIO()
        place = str(Path(engine.config.site_dir) / name)
        with gzip.GzipFile(filename=place, mode="wb", fileobj=packed, mtime=stamp) as stream:
            stream.write(text.encode())
        return packed.getvalue()

    def theme_pages(self) -> list[str]:
        """The names of the pages that the theme makes."""
        names = sorted(self._engine.config.theme.static_templates)
        return [*names, *(["sitemap.xml.gz"] if "sitemap.xml" in names else [])]

    def problems(self) -> list[Problem]:
        """What MkDocs says of the pages made so far, and of links between them."""
        with self._engine.lock:
            found = [problem for said in self._said.values() for problem in said]
            level = self._engine.config.validation.links.anchors
            with listening(self._engine.root) as said:
                for file in self._documents:
                    if file.page.present_anchor_ids is not None:
                        file.page.validate_anchor_links(files=self.files, log_level=level)
            return sorted({*found, *said})
