"""Pages into Markdown files. The only home of Jinja.

In: pages of the plan. Out: artifacts. Every expression of a template passes `finalize`: plain text
is escaped for HTML, `Markdown` and nodes pass, nothing else may be printed. Text in a line that
Markdown reads needs the filter `markdown`.
"""

import json
import os
import re
import traceback
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from types import FunctionType
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    Undefined,
)

from briefsite import packages, program, store
from briefsite.library import NO_SITE, AnyEntry, Entry, read_site
from briefsite.library.graph import FigureAt, Graph, ItemAt, Mention, Use
from briefsite.library.nodes import Blocks, Run
from briefsite.models import Relation, Site
from briefsite.pages import Page, Planned, Question, lists
from briefsite.pages.charts import Chart
from briefsite.pages.heads import Edition, Found
from briefsite.problems import BriefsiteError, PlacedError, problem_at
from briefsite.site import exports
from briefsite.site.search import simplified
from briefsite.store import Artifact
from briefsite.text import (
    Markdown,
    address,
    attribute,
    escape,
    han_grams,
    html_title,
    in_html,
    in_language,
    lang,
    lines,
    listed,
)
from briefsite.text.periods import Period

ERRORS: tuple[type[Exception], ...] = (TemplateError, TypeError)
"""What a broken template raises."""


def render(pages: Iterable[Page], templates: Path, site: Site = NO_SITE) -> Iterator[Artifact]:
    """Render each page with its template; raises BriefsiteError for a broken one."""
    environment = _environment(templates)
    for page in pages:
        try:
            body = environment.get_template(page.template).render(view=page.view)
            body = in_language(body, site.local_tag, site.language)
        except ERRORS as error:
            raise failure(error, templates, f"page {page.path}") from error
        text = f"---\ngenerated: true\n{_front_matter(page, body, site)}---\n\n{_tidy(body)}"
        yield Artifact(page.path, text.encode())


@lru_cache(4)
def _environment(templates: Path) -> Environment:
    """Templates stay compiled; one that was changed on disk is compiled again."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "attribute": attribute,
        "address": address,
        "lines": lines,
        "markdown": escape,
    }
    return environment


def failure(error: Exception, templates: Path, where: str) -> BriefsiteError:
    """What to raise for an error of Jinja: with its place, where a file of the folder is guilty."""
    folder = templates.resolve()
    line, file = _guilty(error, folder)
    name = file or getattr(error, "filename", None) or "unknown"
    message = f"the template cannot be rendered: {name}, {where}: {error}"
    if not file:
        return BriefsiteError(message)
    lines = tuple(file.read_text(encoding="utf-8", errors="replace").split("\n"))
    text = lines[line - 1].strip() if line <= len(lines) else ""
    column = lines[line - 1].index(text) if text else 0
    shown = file.relative_to(folder.parent).as_posix()
    what = f"there is no template '{error}'" if isinstance(error, TemplateNotFound) else str(error)
    problem = problem_at(
        shown, lines, (line - 1, column), "template", what, f"met in {where}", max(1, len(text))
    )
    return PlacedError(message, problem)


def _guilty(error: Exception, templates: Path) -> tuple[int, Path | None]:
    """Line and file of the last step within a folder of templates, by Jinja's own account."""
    steps = [(step.lineno, step.filename) for step in traceback.extract_tb(error.__traceback__)]
    steps.append((getattr(error, "lineno", None), getattr(error, "filename", None) or ""))
    for line, name in reversed(steps):
        file = Path(name).resolve()
        if line and file.is_relative_to(templates) and file.is_file():
            return line, file
    return 0, None


def _finalize(value: object) -> Markdown:
    if isinstance(value, Markdown):
        return value
    if isinstance(value, str | int):
        return in_html(str(value))
    if isinstance(value, Run | Blocks | Chart):
        return Markdown(value)
    if isinstance(value, Undefined):
        str(value)  # raises jinja2's own error, with the name that is missing
    raise TypeError(f"a template printed a {type(value).__name__}; views hold text")


def _front_matter(page: Page, body: str, site: Site) -> str:
    """Themes print these values as HTML, so they are HTML text, written as JSON."""
    crumbs = [{"title": html_title(crumb.title), "url": crumb.url} for crumb in page.crumbs]
    values: dict[str, object] = {
        "title": html_title(page.title),
        "headline": html_title(page.headline or page.title),
        "description": html_title(page.description),
    }
    if page.picture:
        values["picture"] = {"image": page.picture.path, "words": html_title(page.picture.alt)}
    if page.found:
        values["find"] = _find(page.found, body, site)
    if page.filters:
        values["filters"] = page.filters
    if page.changed:
        values["changed"] = {"day": page.changed, "words": Period.parse(page.changed).words}
    if page.linked:
        values["linked"] = page.linked
    if page.sheet:
        values["sheet"] = True
    if page.has_feed:
        values["feed"] = True
    if page.edit:
        values["edit"] = [{"text": way.text, "href": html_title(way.href)} for way in page.edit]
    if crumbs:
        values["crumbs"] = crumbs
    else:
        values["hide"] = ["toc"]
    return "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()
    )


_UNREAD = (
    '<div class="gloss"',
    '<li><a class="mention-of"',
    '<pre class="cite-as"',
    '<dd class="sample"',
)
"""Lines of a page that the search leaves out: what stands elsewhere too, and made-up examples."""


def _find(found: Found, body: str, site: Site) -> dict[str, object]:
    """What the theme puts into the page for the search; names also by their Chinese parts, in
    simplified characters."""
    read = (line for line in body.split("\n") if not line.startswith(_UNREAD))
    grams = han_grams(simplified(" ".join([*read, *found.names]), site))
    told = {"place": found.place, "names": " / ".join(found.names), "han": " ".join(grams)}
    return {
        "meta": {key: html_title(text) for key, text in told.items() if text},
        "filters": {key: [html_title(v) for v in all] for key, all in found.filters.items()},
    }


def _tidy(body: str) -> str:
    """No spaces at line ends, no runs of blank lines, one newline at the end."""
    lines: list[str] = []
    for line in (line.rstrip() for line in body.split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n") + "\n"


def settings_of(site: Site) -> dict[str, Any]:
    """The settings that site.yml gives. The theme prints them as they are, so they are HTML text.

    The environment of a build has the last word on the two addresses.
    """
    if site is NO_SITE:
        return {}
    local = site.local_names
    own = [local.own_name, local.transcription] if local else []
    languages = [local.name, local.transcription] if local else []
    asked = [word for word in ("Name", *own, "indicator", "number", "word") if word]
    words = [word for word in ("English", *languages) if word]
    texts = {
        "search": ", ".join(asked),
        "languages": listed(words, "or"),
        "licence": f"{site.licence} {site.licence_words}".strip(),
    }
    told = {name: html_title(text) for name, text in texts.items()}
    told["lang"] = "" if site.language == "en" else lang(site.language)
    found: dict[str, Any] = {
        "site_name": html_title(site.name),
        "site_description": html_title(site.tagline),
        "copyright": html_title(site.notice),
        "extra": {"site": told},
    }
    addresses = ("site_url", "SITE_URL", site.address), ("repo_url", "REPO_URL", site.repository)
    return found | {
        name: os.environ.get(variable) or address
        for name, variable, address in addresses
        if address
    }


def recipe(root: Path, epoch: int, changes: object) -> str:
    """A digest of all that pages are made of, beside their text and the navigation."""
    base = store.base(root)
    settings = {file.name: file.read_text(encoding="utf-8") for file in sorted(base.glob("*.y*ml"))}
    named = re.findall(r"\w+", " ".join(settings.values()))
    variables = {name: os.environ[name] for name in sorted({*named} & {*os.environ})}
    site = settings_of(read_site(root / "briefs"))
    theme = _digests(base / "templates")
    made_by = (program(), packages())
    return store.digest(repr((epoch, changes, settings, variables, site, theme, made_by)))


def _digests(folder: Path) -> dict[str, str]:
    return {path: store.digest(content) for path, content in store.read(folder).items()}


# What pages were made of, so that one is made anew only where that is other than it was.
#
# An answer of the graph is known by the files of the entries in it: all its lists follow from them.


class _Answers:
    """What a graph answers, in digests."""

    def __init__(self, graph: Graph) -> None:
        self._lists = {**lists(graph), **lists(graph.library, "library.")}
        self._files: dict[int, str] = {}
        self._known: dict[Question, str] = {}

    def of(self, question: Question) -> str:
        """The answer to a question."""
        if question not in self._known:
            name, key = question
            known = self._lists.get(name, {})
            found = list(known.items()) if key is None else known.get(key)
            self._known[question] = store.digest("\n".join(self._told(found)))
        return self._known[question]

    def given(self, value: object) -> object:
        """What a view was given, in words: of an entry its file, of an edition nothing."""
        if isinstance(value, tuple):
            return [self.given(each) for each in value]
        if isinstance(value, Entry):
            return self._entry(value)
        return "" if isinstance(value, Edition) else repr(value)

    def _entry(self, entry: AnyEntry) -> str:
        key = id(entry.document)
        if key not in self._files:
            self._files[key] = store.digest("\n".join((entry.document.file, *entry.document.lines)))
        return f"{entry.kind} {entry.id} {self._files[key]}"

    def _told(self, answer: object) -> Iterator[str]:
        if isinstance(answer, Entry):
            yield self._entry(answer)
        elif isinstance(answer, FigureAt | ItemAt | Mention):
            yield self._entry(answer.brief)
        elif isinstance(answer, Use):
            yield self._entry(answer.entry)
        elif isinstance(answer, tuple | list):
            for part in answer:
                yield from self._told(part)
        elif isinstance(answer, str | int | None):
            yield repr(answer)
        elif not isinstance(answer, Relation):
            raise TypeError(f"the graph answers with a {type(answer).__name__}")


def _made_of(planned: Planned, answers: _Answers) -> str:
    """A digest of what a page is made of beside what its view asks the graph and what all pages
    rest on; empty where that cannot be said."""
    view = planned.view if isinstance(planned.view, partial) else partial(planned.view)
    if not isinstance(view.func, FunctionType) or "<" in view.func.__qualname__:
        return ""  # it may know anything
    given = [answers.given(value) for value in (*view.args, *sorted(view.keywords.items()))]
    told = (view.func.__module__, view.func.__qualname__, given, planned.head)
    return store.digest(repr(told))


PLAN = Path(".cache", "plan.json")
"""What the pages of the tree were made of."""


@dataclass(frozen=True)
class _Made:
    """What a page was made of, what its view asked, and the digests of its files."""

    of: str
    files: tuple[str, ...]
    asked: tuple[Question, ...]


class Plan:
    """Pages into Markdown: those of the tree that would be the same are taken from there."""

    def __init__(self, root: Path, graph: Graph, edition: Edition) -> None:
        self._root, self._site = root, graph.library.site
        self._templates = store.base(root) / "templates"
        self._answers = _Answers(graph)
        library = graph.library
        units = [self._answers.given(entry) for entry in library.units.values()]
        terms = [(id, term.value.name, term.value.aliases) for id, term in library.terms.items()]
        people = [(id, person.value.name) for id, person in library.people.items()]
        common = (edition, self._site, units, terms, people)
        made_by = (program(), packages(), _digests(self._templates))
        self._of = store.digest(repr((common, made_by)))
        self._before, self._made = self._read(), dict[str, _Made]()

    def _read(self) -> dict[str, _Made]:
        """What is still so of what was noted before."""
        try:
            noted = json.loads((self._root / PLAN).read_bytes())
            if noted["of"] != self._of:
                return {}
            asked = [(name, _key(key)) for name, key, _ in noted["asked"]]
            stands = [self._answers.of(asked[n]) == row[2] for n, row in enumerate(noted["asked"])]
            return {
                path: _Made(of, tuple(files), tuple(asked[number] for number in numbers))
                for path, (of, files, numbers) in noted["pages"].items()
                if all(stands[number] for number in numbers)
            }
        except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError):
            return {}  # not there, or not of our making

    def artifacts(self, planned: Planned) -> tuple[list[Artifact], Page | None]:
        """The Markdown of a page, and its style sheet for paper; and the page, where it had to be
        written."""
        head, of = planned.head, _made_of(planned, self._answers)
        before, names = self._before.get(head.path), [head.path, *exports.sheet_paths(head)]
        if of and before and before.of == of:
            with suppress(OSError):
                tree = self._root / store.TREE
                files = [Artifact(name, (tree / name).read_bytes()) for name in names]
                if _digests_of(files) == before.files:
                    self._made[head.path] = before
                    return files, None
        page, asked = planned.watch()
        files = [*render([page], self._templates, self._site), *exports.sheets([page])]
        if of:
            self._made[head.path] = _Made(of, _digests_of(files), tuple(asked))
        return files, page

    def keep(self) -> None:
        """Note what the pages are made of."""
        every = dict.fromkeys(question for made in self._made.values() for question in made.asked)
        numbers = {question: number for number, question in enumerate(every)}
        noted = {
            "of": self._of,
            "asked": [[*question, self._answers.of(question)] for question in every],
            "pages": {
                path: [made.of, made.files, [numbers[question] for question in made.asked]]
                for path, made in self._made.items()
            },
        }
        (self._root / PLAN).parent.mkdir(exist_ok=True)
        store.replace(self._root / PLAN, json.dumps(noted).encode())


def _digests_of(files: Iterable[Artifact]) -> tuple[str, ...]:
    return tuple(store.digest(file.content) for file in files)


def _key(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key
