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
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    Undefined,
)

import briefsite
from briefsite import packages, store
from briefsite.library import NO_SITE, read_site
from briefsite.library.nodes import Blocks, Run
from briefsite.models import Site
from briefsite.pages import Page
from briefsite.pages.charts import Chart
from briefsite.pages.heads import Found
from briefsite.problems import BriefsiteError, PlacedError, problem_at
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
    if page.sheet:
        values["sheet"] = True
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
        "licence": site.licence,
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


_SOURCES = {".py", ".json", ".yml", ".toml", ".js"}


def recipe(root: Path, epoch: int) -> str:
    """A digest of all that pages are made of, beside their text and the navigation."""
    base = store.base(root)
    settings = {file.name: file.read_text(encoding="utf-8") for file in sorted(base.glob("*.y*ml"))}
    named = re.findall(r"\w+", " ".join(settings.values()))
    variables = {name: os.environ[name] for name in sorted({*named} & {*os.environ})}
    site = settings_of(read_site(root / "briefs"))
    theme = {
        path: store.digest(content) for path, content in store.read(base / "templates").items()
    }
    made_by = (program(), packages())
    return store.digest(repr((epoch, settings, variables, site, theme, made_by)))


@cache
def program() -> str:
    """A digest of the program."""
    files = sorted(Path(briefsite.__file__).parent.rglob("*"))
    return store.digest(b"".join(file.read_bytes() for file in files if file.suffix in _SOURCES))
