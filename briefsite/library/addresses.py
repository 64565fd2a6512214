"""Where things are on the site: paths of pages, addresses, anchors.

In: kinds, ids, figures. Out: text; every address is relative to the root of the site.
"""

from briefsite.library import PLURALS
from briefsite.library.graph import AnyItemAt, FigureAt
from briefsite.models import Event
from briefsite.text.periods import Period

GLOSSARY, METHOD = "glossary/index.md", "method/index.md"


def page_path(kind: str, id: str) -> str:
    """The Markdown file of something's page; for a term, that of the glossary."""
    # The index of a folder of its own: some engines compute addresses in HTML from the file.
    return GLOSSARY if kind == "term" else f"{PLURALS[kind]}/{id}/index.md"


def page_url(path: str) -> str:
    """The address of a generated page below the site's root: its folder, ending in `/`."""
    return path.removesuffix("index.md")


def figure_anchor(at: FigureAt) -> str:
    """The permanent anchor of a figure on its brief's page: `f-nev-output-2023`."""
    figure = at.figure
    stem = f"f-{figure.indicator}"
    if figure.period != "undated":
        stem += f"-{Period.parse(figure.period).slug}"
    twins = [other for other in at.brief.value.figures[: at.index] if other.key == figure.key]
    return f"{stem}-{len(twins) + 1}" if twins else stem


def item_anchor(told: AnyItemAt) -> str:
    """The permanent anchor of an event or statement on the page of its brief."""
    return f"{'e' if isinstance(told.item, Event) else 's'}-{told.item.id}"
