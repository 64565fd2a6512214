"""The page on method: what is verified, and the figures of the current build."""

from collections.abc import Iterator

from briefsite.graph import FigureAt, Graph
from briefsite.pages.claims import Edition, due_day, is_stale
from briefsite.pages.desk import METHOD, Desk, figure_anchor
from briefsite.pages.evidence_views import CoverageRow, MethodView
from briefsite.pages.parts import Fact, Link
from briefsite.pages.rules import PATH as RULES
from briefsite.periods import Period
from briefsite.text import escape


def method_view(graph: Graph, edition: Edition) -> MethodView:
    """Claims, citations, what is verified, coverage, conflicts and stale figures, counted."""
    desk = Desk(graph, METHOD)
    library = graph.library
    figures = [at for found in graph.by_indicator.values() for at in found]
    stale = [at for at in figures if is_stale(due_day(graph, at), edition)]
    unverified = [brief for brief in library.briefs() if not edition.record.has(graph, brief)]
    counts = {
        "Briefs": len(list(library.briefs())),
        "Figures": len(figures),
        "Events": sum(len(brief.value.events) for brief in library.briefs()),
        "Statements": sum(len(brief.value.statements) for brief in library.briefs()),
        "Derived values": sum(len(brief.value.derived) for brief in library.briefs()),
        "Citations": sum(len(uses) for uses in graph.by_source.values()),
        "Sources": len(library.sources),
        "Briefs verified as they stand": len(list(library.briefs())) - len(unverified),
        "Figures told by two independent sources": sum(_independent(at, graph) for at in figures),
        "Figures on which sources disagree": sum(bool(at.figure.preferred) for at in figures),
        "Figures past their review": len(stale),
    }
    return MethodView(
        numbers=tuple(Fact(label, escape(f"{count:,}")) for label, count in counts.items()),
        coverage=tuple(_coverage(desk, edition)),
        stale=tuple(_figure_link(desk, at) for at in stale),
        unverified=tuple(desk.link(brief) for brief in unverified),
        rules=Link("Every rule", desk.href(RULES)),
        day=Period.parse(edition.day.isoformat()).words,
    )


def _independent(at: FigureAt, graph: Graph) -> bool:
    sources = [graph.library.sources[c.source] for c in at.figure.sources]
    return len({source.value.release or source.id for source in sources}) > 1


def _figure_link(desk: Desk, at: FigureAt) -> Link:
    link = desk.link(at.brief, desk.value(at), figure_anchor(at))
    name = desk.graph.library.indicators[at.figure.indicator].value.name
    return Link(f"{link.text}: {name}", link.href, link.note)


def _coverage(desk: Desk, edition: Edition) -> Iterator[CoverageRow]:
    for id, source in desk.graph.library.sources.items():
        row = edition.record.coverage.get(id)
        if row:
            yield CoverageRow(
                desk.link(source),
                f"{row['cited']} of {row['content']}",
                f"{row['numbers_said']} of {row['numbers']}",
                f"{row['names_said']} of {row['names']}",
            )
