"""The evidence of a figure: everything a reader needs to trust or reject it.

In: a figure, the writer of its page, and the edition of the site. Out: views.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal

from briefsite.evidence import Record
from briefsite.evidence.origins import independent
from briefsite.library import Library, derived
from briefsite.library.derived import Computed, compute, limits, rounded
from briefsite.library.graph import AnyBrief, FigureAt, Graph, figure_anchor, page_path
from briefsite.models import Citation, Derived, Figure
from briefsite.pages.heads import Edition, Repository, permalink
from briefsite.pages.views import (
    CitedView,
    ClaimView,
    DerivedView,
    FigureView,
    Link,
    SaidView,
)
from briefsite.pages.writer import Lookup, PageWriter
from briefsite.problems import BriefsiteError, Problem
from briefsite.text import amount, escape, listed, number
from briefsite.text.periods import Period
from briefsite.text.units import SCALES, Unit, normalised


def claim_view(writer: PageWriter, at: FigureAt, edition: Edition) -> ClaimView:
    """The evidence of a figure."""
    figure = at.figure
    indicator = writer.lookup.indicator(at)
    due, end = due_day(writer.graph, at), derived.outcome(figure)
    return ClaimView(
        said=tuple(_said(writer, figure)),
        origins=origins(writer.graph.library, figure, edition.record),
        normalised=_normalised(at, writer.lookup.unit(indicator.unit), indicator.unit_label),
        rates=tuple(_rates(writer, at)),
        due_words=Period.parse(due.isoformat()).words if due else "",
        outcome=end.isoformat() if end else "",
        is_awaited=is_stale(end, edition),
        reportable=bool(edition.repository.url),
        key=cite_key(at),
    )


def _said(writer: PageWriter, figure: Figure) -> Iterator[SaidView]:
    """The words as printed, those that several paragraphs print once."""
    found: dict[str, list[CitedView]] = {}
    for citation in figure.sources:
        found.setdefault(citation.printed or "", []).append(_cited(writer, citation))
    yield from (SaidView(printed, tuple(views)) for printed, views in found.items())


def _cited(writer: PageWriter, citation: Citation) -> CitedView:
    entry = writer.graph.library.sources[citation.source]
    source = writer.lookup.read(entry)
    publisher = source.publisher or source.original_publisher or source.wire
    absent = {"no publisher": publisher, "no date": source.published}
    return CitedView(
        source=writer.links.to(entry, at=f"p-{citation.para}"),
        para=citation.para,
        mark=writer.notes.marks([citation]),
        lacks=", ".join(words for words, given in absent.items() if not given),
    )


def due_day(graph: Graph, at: FigureAt) -> date | None:
    """The day of a figure's next review; None where nothing is dated, and for a figure of the past:
    where the brief has a newer one."""
    if derived.newer(at):
        return None
    indicator = graph.library.indicators[at.figure.indicator].value
    sources = (graph.library.sources[citation.source].value for citation in at.figure.sources)
    return derived.due(at.figure, indicator, sources)


def review_day(graph: Graph, brief: AnyBrief) -> date | None:
    """The day of the first review of a brief's figures; None where none has one."""
    figures = enumerate(brief.value.figures)
    days = (due_day(graph, FigureAt(brief, figure, index)) for index, figure in figures)
    return min((day for day in days if day), default=None)


def is_stale(due: date | None, edition: Edition) -> bool:
    """Whether a review was due before the day of the build."""
    return bool(due and edition.day and due < edition.day)


def origins(library: Library, figure: Figure, record: Record) -> str:
    """How many independent texts tell it: issues of one release and like texts count as one."""
    ids = {citation.source for citation in figure.sources}
    found = independent(library, ids, record.origins)
    if len(found) > 1:
        return f"{len(found)} independent sources"
    if len(ids) == 1:
        return "One source"
    releases = {library.sources[id].value.release for id in ids}
    of_one = len(releases) == 1 and None not in releases
    return f"{len(ids)} {'issues of one release' if of_one else 'texts of one origin'}"


def with_claim(writer: PageWriter, at: FigureAt, edition: Edition) -> FigureView:
    """A figure in words, with its evidence."""
    return replace(writer.figure_view(at), claim=claim_view(writer, at, edition))


def derived_view(writer: PageWriter, brief: AnyBrief, derived: Derived) -> DerivedView:
    """A derived value in words; the checks have seen that it can be computed."""
    computed = compute(writer.graph, brief, derived)
    if isinstance(computed, str):
        raise BriefsiteError(f"'{derived.name}' cannot be computed: {computed}")
    inputs = []
    for at in computed.inputs:
        href = writer.links.href(page_path(at.brief.kind, at.brief.id), figure_anchor(at))
        own = at.brief.id == brief.id
        inputs.append(Link(writer.lookup.line(at) if own else title(writer, at), href))
    return DerivedView(
        anchor=f"d-{derived.id}",
        name=derived.name,
        value=computed_words(writer, computed),
        formula=computed.formula,
        inputs=tuple(inputs),
        limits=limits(computed.inputs),
        note=writer.prose.inline(derived.note),
    )


def computed_words(writer: PageWriter, computed: Computed) -> str:
    """A computed value with its qualifier and unit."""
    indicator = writer.lookup.indicator(computed.inputs[-1])
    label = indicator.unit_label if computed.unit == "count" else None
    unit = writer.lookup.unit(computed.unit)
    return in_words(computed.value, unit, computed.qualifier, label)


def in_words(value: Decimal, unit: Unit, qualifier: str, label: str | None) -> str:
    """A computed amount with the scale word that suits its size: `269 billion yuan`."""
    plain = unit.id in ("percent", "percentage-points", "ordinal", "count")
    scales = [] if plain else [s for s, power in SCALES.items() if s and abs(value) >= 10**power]
    scale = scales[-1] if scales else None
    shown = rounded(value).scaleb(-SCALES[scale]) if scale else value
    return amount(shown, unit, scale=scale, qualifier=qualifier, label=label)


def _normalised(at: FigureAt, unit: Unit, label: str | None) -> str:
    figure = at.figure
    if not figure.scale:
        return ""
    high = None if figure.high is None else normalised(figure.high, figure.scale)
    return amount(
        normalised(figure.value, figure.scale),
        unit,
        qualifier=figure.qualifier,
        label=label,
        high=high,
    )


def _rates(writer: PageWriter, at: FigureAt) -> Iterator[str]:
    """`1 USD = 7.11 CNY`: what one unit of a currency is worth in the other by these amounts."""
    figure, own = at.figure, writer.lookup.unit(writer.lookup.indicator(at).unit)
    for other in figure.conversions:
        unit = writer.lookup.unit(other.unit)
        amounts = normalised(figure.value, figure.scale), normalised(other.value, other.scale)
        if own.currency and unit.currency and all(amounts):
            (less, one), (more, its) = sorted(zip(amounts, (own, unit), strict=True), key=_size)
            digits = max(min(len(v.value.as_tuple().digits) for v in (figure, other)), 2)
            rate = Context(prec=digits).divide(more, less)
            yield f"1 {one.currency} = {number(rate)} {its.currency}"


def _size(amount: tuple[Decimal, Unit]) -> Decimal:
    return abs(amount[0])


def title(writer: PageWriter, at: FigureAt) -> str:
    """A figure in a line: whose, what, how much, with all that limits it."""
    return f"{writer.lookup.name(at.brief)}, {writer.lookup.line(at)}"


# The figures of a brief in files beside its page, to cite from.


BIBTEX, CSL, PLAIN = "cite.bib", "cite.json", "cite.txt"
_BIBTEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    # A brace counts for BibTeX also behind a backslash.
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
)


def cite_key(at: FigureAt) -> str:
    """The key of a figure in these files: `hunan-total-output-2023`."""
    return re.sub(r"[^a-z0-9]+", "-", f"{at.brief.id}-{figure_anchor(at)[2:]}")


def cite_files(writer: PageWriter, brief: AnyBrief, edition: Edition) -> dict[str, str]:
    """BibTeX, CSL-JSON and plain words by the names of the files; none without figures."""
    found = [FigureAt(brief, figure, index) for index, figure in enumerate(brief.value.figures)]
    if not found:
        return {}
    items = [(at, title(writer, at)) for at in found]
    bibtex = "\n".join(_bibtex(writer, at, words, edition) for at, words in items)
    csl = [_csl(writer, at, words, edition) for at, words in items]
    plain = "\n".join(_plain(writer, at, words, edition) for at, words in items)
    return {BIBTEX: bibtex, CSL: json.dumps(csl, ensure_ascii=False, indent=1) + "\n", PLAIN: plain}


def _plain(writer: PageWriter, at: FigureAt, words: str, edition: Edition) -> str:
    labels = dict.fromkeys(
        f"{writer.lookup.name(writer.graph.library.sources[c.source])}, para {c.para}"
        for c in at.figure.sources
    )
    site = writer.graph.library.site.name
    address = permalink(at, edition)
    return f"{cite_key(at)}\n{words}. {site}, after {listed(labels)}. {address}\n"


def _bibtex(writer: PageWriter, at: FigureAt, words: str, edition: Edition) -> str:
    fields = {
        "title": f"{{{_in_bibtex(words)}}}",
        "howpublished": _in_bibtex(writer.graph.library.site.name),
        "url": permalink(at, edition),
        **({"year": str(edition.day.year)} if edition.day else {}),
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{cite_key(at)},\n{body}\n}}\n"


def _in_bibtex(words: str) -> str:
    return words.translate(_BIBTEX).replace("--", "-{}-")


def _csl(writer: PageWriter, at: FigureAt, words: str, edition: Edition) -> dict[str, object]:
    day = edition.day
    return {
        "id": cite_key(at),
        "type": "webpage",
        "title": words,
        "container-title": writer.graph.library.site.name,
        "URL": permalink(at, edition),
        **({"issued": {"date-parts": [[day.year, day.month, day.day]]}} if day else {}),
    }


# The figures whose review was due before a day, those due longest first.
#
# What time does to the briefs: for a person to look into; nothing here stops a build.


@dataclass(frozen=True)
class Finding:
    """Something to look into: its place in the briefs, and the page where it is seen."""

    problem: Problem
    page: str
    """Its address."""


RULE = "stale"
_HINT = "Look for a newer value; add it beside this one, with its own source."


def past_review(graph: Graph, edition: Edition, day: date) -> list[Finding]:
    """The figures past their review for which the brief has nothing newer."""
    found = sorted(_stale(graph, edition, day), key=lambda pair: (pair[0], pair[1].problem))
    return [finding for _, finding in found]


def _stale(graph: Graph, edition: Edition, day: date) -> Iterator[tuple[date, Finding]]:
    for brief in graph.library.briefs():
        writer = PageWriter(Lookup(graph), page_path(brief.kind, brief.id), brief)
        for index, figure in enumerate(brief.value.figures):
            at = FigureAt(brief, figure, index)
            due = due_day(graph, at)
            if due and due < day:
                words = f"{title(writer, at)}; review was due {Period.parse(due.isoformat()).words}"
                path = ("figures", index, "indicator")
                told = replace(brief.problem(path, RULE, words, _HINT), level="warning")
                yield due, Finding(told, permalink(at, edition))


# Findings in words: as text for the terminal, as Markdown for an issue.
#
# In: findings, and for an issue the repository. Out: text; empty where there is nothing to do.


def findings_text(findings: Iterable[Finding]) -> str:
    """A few lines for each: the place, what is found, the page; then what to do, said once."""
    lines: list[str] = []
    hints: dict[str, None] = {}
    for finding in findings:
        problem = finding.problem
        lines.append(f"{problem.place.file}:{problem.place.line}: {problem.message}")
        lines.append(f"    {finding.page}")
        hints[problem.hint] = None
    return "\n".join([*lines, *hints])


def findings_markdown(heading: str, findings: Iterable[Finding], repository: Repository) -> str:
    """A section of an issue."""
    lines = [f"- {_line(finding, repository)}" for finding in findings]
    return "\n".join([f"## {heading}", "", *lines, "", ""]) if lines else ""


def _line(finding: Finding, repository: Repository) -> str:
    place = finding.problem.place
    where, edit = escape(f"{place.file}:{place.line}"), repository.edit(place.file)
    link = f"[{where}]({edit})" if edit else where
    return f"{link}: {escape(finding.problem.message)}. <{finding.page}>"
