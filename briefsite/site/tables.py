"""A CSV file beside each indicator's page: one row for each value and citation (RFC 4180)."""

import csv
import io
from collections.abc import Iterator

from briefsite.library.addresses import figure_anchor, page_path, page_url
from briefsite.library.graph import FigureAt, Graph
from briefsite.pages.edition import Edition
from briefsite.store import Artifact

ORIGIN = "generated_by: briefsite"
COLUMNS = (
    "origin",
    "figure",
    "brief",
    "name",
    "period",
    "basis",
    "status",
    "qualifier",
    "value",
    "scale",
    "unit",
    "source",
    "para",
    "printed",
)
"""The first column says in each row what made the file."""


def tables(graph: Graph, edition: Edition) -> Iterator[Artifact]:
    """The files of all indicators that have values."""
    for id, figures in graph.by_indicator.items():
        written = io.StringIO()
        rows = csv.writer(written, lineterminator="\r\n")
        rows.writerow(COLUMNS)
        for at in figures:
            rows.writerows(_rows(graph, at, edition))
        path = page_url(page_path("indicator", id)).rstrip("/") + ".csv"
        yield Artifact(path, written.getvalue().encode())


def _rows(graph: Graph, at: FigureAt, edition: Edition) -> Iterator[list[str]]:
    figure = at.figure
    indicator = graph.library.indicators[figure.indicator].value
    address = f"{edition.site_url}{page_url(page_path(at.brief.kind, at.brief.id))}"
    for citation in figure.sources:
        before = (
            ORIGIN,
            f"{address}#{figure_anchor(at)}",
            at.brief.id,
            at.brief.value.name,
            figure.period,
            figure.period_basis,
            figure.status,
            figure.qualifier,
        )
        after = (
            figure.scale or "",
            indicator.unit_label or indicator.unit,
            citation.source,
            str(citation.para),
            citation.printed or "",
        )
        yield [*map(harmless, before), str(figure.value), *map(harmless, after)]


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before such a beginning."""
    return f"'{text}" if text and (text[0] in "=+-@" or text[0] < " ") else text
