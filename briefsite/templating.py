"""Pages into Markdown files. The only home of Jinja.

In: pages of the plan. Out: artifacts. Every expression of a template passes `finalize`: plain text
is escaped for Markdown and HTML at once, `Markdown` passes, nothing else may be printed.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, Undefined

from briefsite.artifacts import Artifact
from briefsite.pages import Page
from briefsite.pages.finding import Found
from briefsite.pages.sheets import Sheet
from briefsite.problems import BriefsiteError
from briefsite.text import Markdown, address, attribute, escape, han_grams, html_title, lines


def render(pages: Iterable[Page], templates: Path) -> Iterator[Artifact]:
    """Render each page with its template; raises BriefsiteError for a broken one."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"attribute": attribute, "address": address, "lines": lines}
    for page in pages:
        try:
            body = environment.get_template(page.template).render(view=page.view)
        except TemplateError as error:
            place = f"{getattr(error, 'filename', None) or page.template}, page {page.path}"
            raise BriefsiteError(f"the template cannot be rendered: {place}: {error}") from error
        text = f"---\ngenerated_by: briefsite\n{_front_matter(page, body)}---\n\n{_tidy(body)}"
        yield Artifact(page.path, text.encode())


def _finalize(value: object) -> Markdown:
    if isinstance(value, Markdown):
        return value
    if isinstance(value, str | int):
        return escape(str(value))
    if isinstance(value, Undefined):
        str(value)  # raises jinja2's own error, with the name that is missing
    raise TypeError(f"a template printed a {type(value).__name__}; views hold text")


def _front_matter(page: Page, body: str) -> str:
    """Themes print these values as HTML, so they are HTML text, written as JSON."""
    crumbs = [{"title": html_title(crumb.title), "url": crumb.url} for crumb in page.crumbs]
    values: dict[str, object] = {
        "title": html_title(page.title),
        "headline": html_title(page.headline or page.title),
        "description": html_title(page.description),
    }
    if page.card:
        values["card"] = {"image": page.card.path, "words": html_title(page.card.alt)}
    if page.found:
        values["find"] = _find(page.found, body)
    if page.filters:
        values["filters"] = True
    if page.sheet:
        values["sheet"] = _sheet(page.sheet)
    if page.edit:
        values["edit"] = [{"text": way.text, "href": html_title(way.href)} for way in page.edit]
    if crumbs:
        values["crumbs"] = crumbs
    else:
        values["hide"] = ["toc"]
    return "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()
    )


_UNREAD = ('<div class="gloss"', '<li><a class="mention-of"')
"""Lines of a page that say again what stands elsewhere, and that the search leaves out."""


def _sheet(sheet: Sheet) -> dict[str, str]:
    words = {"place": sheet.place, "address": sheet.address, "edition": sheet.edition}
    return {**{key: html_title(text) for key, text in words.items()}, "qr": str(sheet.qr)}


def _find(found: Found, body: str) -> dict[str, object]:
    """What the theme puts into the page for the search; names also by their Chinese parts."""
    read = (line for line in body.split("\n") if not line.startswith(_UNREAD))
    grams = han_grams(" ".join([*read, *found.names]))
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
