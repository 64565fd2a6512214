"""MkDocs kept warm, for the preview: a tree in memory, each page made when it is asked for.

In: the files of docs/ as they would be, by path. Out: the bytes that a build would write for each
page. What a page and its surroundings do not change is not made again.
"""

import gzip
import hashlib
import io
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mkdocs.commands.build import _build_template, get_context
from mkdocs.structure.files import File, Files, file_sort_key, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_timestamp
from mkdocs.utils.meta import get_data

from briefsite.problems import BriefsiteError, Problem
from briefsite.site.mkdocs import TEMPLATES, listening, load
from briefsite.site.templating import ERRORS, failure

Source = Callable[[], bytes]
"""Gives the content of a file below docs/; may raise BriefsiteError."""
Sources = Mapping[str, Source]
_SHOWN = ("title", "icon", "status", "subtitle")
"""What the navigation shows of other pages' front matter."""


@dataclass(frozen=True)
class _Read:
    """What one page is, whatever stands around it: its text as HTML, and what it needs."""

    key: str
    parts: dict[str, Any]
    links: dict[str, dict[str, str]]
    problems: tuple[Problem, ...]


class Press:
    """Settings and theme, loaded once; good until mkdocs.yml or the theme changes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config = load(root)
        self.env = self.config.theme.get_env()
        self.lock = threading.RLock()
        self.read: dict[str, _Read] = {}
        self.made: dict[str, tuple[str, bytes]] = {}
        self._theme_files = self._find_theme_files()

    @property
    def address(self) -> str:
        """The address at which the site is published, ending in a slash."""
        return str(self.config.site_url or "/").rstrip("/") + "/"

    @property
    def base(self) -> str:
        """The path at which the site will lie on its host, with a slash at both ends."""

        return urlsplit(str(self.config.site_url or "/")).path.rstrip("/") + "/"

    def _find_theme_files(self) -> tuple[tuple[str, str], ...]:

        files = Files([])
        files.add_files_from_theme(self.env, self.config)
        return tuple((file.src_uri, str(file.src_dir)) for file in files)

    def lay(self, written: Sources, generated: Sources, epoch: int) -> "Laid":
        """A tree of files, those written by hand and the others, ready to give its pages."""
        with self.lock:
            os.environ["SOURCE_DATE_EPOCH"] = str(epoch)
            return Laid(self, written, generated, self._theme_files)


class Laid:
    """One state of the tree."""

    def __init__(
        self,
        press: Press,
        written: Sources,
        generated: Sources,
        theme: Iterable[tuple[str, str]],
    ) -> None:

        self._press, self._generated = press, frozenset(generated)
        sources = self._sources = {**written, **generated}
        config = press.config
        site, plain = config.site_dir, config.use_directory_urls
        own = [File(path, config.docs_dir, site, plain) for path in sources]
        self.files = Files(sorted(own, key=file_sort_key))
        for path, folder in theme:
            if path not in sources:
                self.files.append(File(path, folder, site, plain))
        with listening(press.root) as said:
            set_exclusions(self.files, config)
            self._nav = get_navigation(self.files, config)
        self._said: dict[str, tuple[Problem, ...]] = {"": tuple(said)}
        self._documents: list[Any] = list(self.files.documentation_pages())
        for file in self._documents:
            if file.page is None:
                Page(None, file, config)
        self.pages: dict[str, str] = {file.dest_uri: file.src_uri for file in self._documents}
        """The Markdown file of each page of the site."""
        self._names = _digest(repr(sorted(self.files.src_uris)))
        self._around = self._surroundings(config)

    def _surroundings(self, config: Any) -> str:
        """A digest of what a page shows beside itself."""
        for page in self._nav.pages:
            # All that others show of a generated page is its name in the settings.
            if "title" not in vars(page) or page.file.src_uri not in self._generated:
                self._read(page.file)
        shown = [
            (page.url, page.title, [page.meta.get(name) for name in _SHOWN])
            for page in self._nav.pages
        ]
        return _digest(repr((shown, self._names, os.environ["SOURCE_DATE_EPOCH"])))

    def _all(self) -> Iterator[Any]:
        yield from self.files

    def static(self) -> dict[str, str]:
        """Every file that is copied as it is, by path; those of the theme with their folder."""
        return {
            file.src_uri: str(file.src_dir)
            for file in self._all()
            if not file.is_documentation_page() and file.inclusion.is_included()
        }

    def page(self, path: str) -> bytes:
        """The HTML of the page made from a Markdown file; raises BriefsiteError."""
        press = self._press
        with press.lock:
            file = self.files.src_uris[path]
            key = f"{self._read(file).key} {self._around}"
            kept = press.made.get(path)
            if not kept or kept[0] != key:
                kept = press.made[path] = key, self._render(file.page)
            return kept[1]

    def _render(self, page: Any) -> bytes:

        press = self._press
        page.active = True
        try:
            template = press.env.get_template(page.meta.get("template", "main.html"))
            context = get_context(self._nav, self._documents, press.config, page)
            return bytes(template.render(context).encode("utf-8", errors="xmlcharrefreplace"))
        except ERRORS as error:
            raise failure(error, press.root / TEMPLATES, f"page {page.file.src_uri}") from error
        finally:
            page.active = False

    def _read(self, file: Any) -> _Read:
        """A page's own text as HTML, laid into the tree."""
        content = self._sources[file.src_uri]()
        key = f"{_digest(content)} {self._names}"
        kept = self._press.read.get(file.src_uri)
        if not kept or kept.key != key:
            kept = self._press.read[file.src_uri] = self._convert(file, content, key)
        for name, value in kept.parts.items():
            setattr(file.page, name, value)
        targets = self.files.src_uris
        file.page.links_to_anchors = {targets[path]: found for path, found in kept.links.items()}
        self._said[file.src_uri] = kept.problems
        return kept

    def _convert(self, file: Any, content: bytes, key: str) -> _Read:

        page = file.page
        with listening(self._press.root) as said:
            try:
                page.markdown, page.meta = get_data(content.decode("utf-8-sig"))
                page.render(self._press.config, self.files)
            except Exception as error:  # what Python-Markdown and its extensions may raise is open
                message = f"MkDocs cannot read docs/{file.src_uri}: {error}"
                raise BriefsiteError(message) from error
        names = ("markdown", "meta", "content", "toc", "_title_from_render", "present_anchor_ids")
        links = {target.src_uri: found for target, found in (page.links_to_anchors or {}).items()}
        return _Read(key, {name: getattr(page, name) for name in names}, links, tuple(said))

    def theme_page(self, name: str) -> bytes:
        """A page that the theme makes: 404.html, sitemap.xml or sitemap.xml.gz."""

        press = self._press
        with press.lock:
            made = name.removesuffix(".gz")
            try:
                template = press.env.get_template(made)
                text = _build_template(made, template, self.files, press.config, self._nav)
            except ERRORS as error:
                raise failure(error, press.root / TEMPLATES, made) from error
            if made == name:
                return bytes(text.encode())
            stamp = get_build_timestamp(pages=[file.page for file in self._documents])
        packed = io.BytesIO()
        place = str(Path(press.config.site_dir) / name)
        with gzip.GzipFile(filename=place, mode="wb", fileobj=packed, mtime=stamp) as stream:
            stream.write(text.encode())
        return packed.getvalue()

    def theme_pages(self) -> list[str]:
        """The names of the pages that the theme makes."""
        names = sorted(self._press.config.theme.static_templates)
        return [*names, *(["sitemap.xml.gz"] if "sitemap.xml" in names else [])]

    def problems(self) -> list[Problem]:
        """What MkDocs says of the pages made so far, and of links between them."""
        with self._press.lock:
            found = [problem for said in self._said.values() for problem in said]
            level = self._press.config.validation.links.anchors
            with listening(self._press.root) as said:
                for file in self._documents:
                    if file.page.present_anchor_ids is not None:
                        file.page.validate_anchor_links(files=self.files, log_level=level)
            return sorted({*found, *said})


def _digest(content: str | bytes) -> str:
    raw = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()
