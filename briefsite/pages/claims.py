"""The claim card of a figure: everything a reader needs to trust or reject it.

In: a figure, the writer of its page, and the edition of the site. Out: views.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from urllib.parse import quote

from briefsite.evidence import Record
from briefsite.evidence.origins import independent
from briefsite.library import Library, derived
from briefsite.library.derived import compute, rounded
from briefsite.library.graph import AnyBrief, FigureAt, Graph, figure_anchor, page_path
from briefsite.models import Citation, Derived, Figure
from briefsite.pages.heads import Edition, Repository, permalink
from briefsite.pages.views import CitedView, ClaimView, DerivedView, FigureView, Link
from briefsite.pages.writer import Lookup, PageWriter
from briefsite.problems import BriefsiteError, Problem
from briefsite.text import amount, escape, listed, number
from briefsite.text.periods import Period
from briefsite.text.units import SCALES, Unit, normalised

NOT_PRINTED = "not printed"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def claim_view(writer: PageWriter, at: FigureAt, edition: Edition) -> ClaimView:
    """The claim card of a figure."""
    figure = at.figure
    indicator = writer.lookup.indicator(at)
    due = due_day(writer.graph, at)
    address = permalink(at, edition)
    return ClaimView(
        citations=tuple(cited_view(writer, citation) for citation in figure.sources),
        normalised=_normalised(at, writer.lookup.unit(indicator.unit), indicator.unit_label),
        rates=tuple(_rates(writer, at)),
        confirmation=confirmation(writer.graph.library, figure, edition.record),
        others=writer.rivals(at),
        due=due.isoformat() if due else "",
        due_words=Period.parse(due.isoformat()).words if due else "",
        stale=is_stale(due, edition),
        verified=edition.record.has(writer.graph, at.brief),
        permalink=address,
        report=edition.repository.report(address, title(writer, at)),
        plain=_plain(writer, at, address),
        bibtex=_bibtex(writer, at, address, edition),
        csl=_csl(writer, at, address, edition),
    )


def due_day(graph: Graph, at: FigureAt) -> date | None:
    """The day of a figure's next review; None where nothing is dated."""
    indicator = graph.library.indicators[at.figure.indicator].value
    sources = (graph.library.sources[citation.source].value for citation in at.figure.sources)
    return derived.due(at.figure, indicator, sources)


def is_stale(due: date | None, edition: Edition) -> bool:
    """Whether a review was due before the day of the build."""
    return bool(due and edition.day and due < edition.day)


def confirmation(library: Library, figure: Figure, record: Record) -> str:
    """How many independent texts say it: issues of one release and like texts count as one."""
    ids = {citation.source for citation in figure.sources}
    origins = independent(library, ids, record.origins)
    if len(origins) > 1:
        return f"Confirmed by {len(origins)} independent sources."
    if len(ids) == 1:
        return "From one source only."
    releases = {library.sources[id].value.release for id in ids}
    kind = "issues of one release" if len(releases) == 1 and None not in releases else ""
    return f"Only in {len(ids)} {kind or 'texts of one origin'}, which count as one source."


def with_claim(writer: PageWriter, at: FigureAt, edition: Edition) -> FigureView:
    """A figure in words, with its claim card."""
    return replace(writer.figure_view(at), claim=claim_view(writer, at, edition))


def derived_view(writer: PageWriter, brief: AnyBrief, derived: Derived) -> DerivedView:
    """A derived value in words; the checks have seen that it can be computed."""
    computed = compute(writer.graph, brief, derived)
    if isinstance(computed, str):
        raise BriefsiteError(f"'{derived.name}' cannot be computed: {computed}")
    indicator = writer.lookup.indicator(computed.inputs[-1])
    label = indicator.unit_label if computed.unit == "count" else None
    inputs = []
    for at in computed.inputs:
        href = writer.links.href(page_path(at.brief.kind, at.brief.id), figure_anchor(at))
        inputs.append(Link(title(writer, at), href))
    return DerivedView(
        anchor=f"d-{derived.id}",
        name=derived.name,
        value=in_words(
            computed.value, writer.lookup.unit(computed.unit), computed.qualifier, label
        ),
        formula=computed.formula,
        inputs=tuple(inputs),
        note=writer.prose.inline(derived.note),
    )


def in_words(value: Decimal, unit: Unit, qualifier: str, label: str | None) -> str:
    """A computed amount with the scale word that suits its size: `269 billion yuan`."""
    plain = unit.id in ("percent", "percentage-points", "ordinal", "count")
    scales = [] if plain else [s for s, power in SCALES.items() if s and abs(value) >= 10**power]
    scale = scales[-1] if scales else None
    shown = rounded(value).scaleb(-SCALES[scale]) if scale else value
    return amount(shown, unit, scale=scale, qualifier=qualifier, label=label)


def cited_view(writer: PageWriter, citation: Citation) -> CitedView:
    """A citation with its source, the words as printed, and the way to the passage."""
    entry = writer.graph.library.sources[citation.source]
    source = writer.lookup.read(entry)
    publishers = (source.publisher, source.original_publisher, source.wire)
    printed = citation.printed or ""
    return CitedView(
        source=writer.links.to(entry, at=f"p-{citation.para}"),
        para=citation.para,
        printed=printed,
        publisher=", ".join(name for name in publishers if name) or NOT_PRINTED,
        published=Period.parse(source.published).words if source.published else NOT_PRINTED,
        accessed=Period.parse(source.accessed).words if source.accessed else "not recorded",
        passage=text_fragment(source.url, printed) if source.url else "",
    )


def text_fragment(url: str, words: str) -> str:
    """The address of a passage: the page, and the words to scroll to."""
    encoded = quote(words, safe="").replace("-", "%2D")
    return f"{url}#:~:text={encoded}" if words else url


def _normalised(at: FigureAt, unit: Unit, label: str | None) -> str:
    figure = at.figure
    if not figure.scale:
        return "as printed; no scale word to resolve"
    high = None if figure.high is None else normalised(figure.high, figure.scale)
    full = amount(normalised(figure.value, figure.scale), unit, label=label, high=high)
    power = str(SCALES[figure.scale]).translate(_SUPERSCRIPT)
    shown = figure.value if high is None else f"({figure.value} to {figure.high})"
    return f"{shown} × 10{power} ({figure.scale}) = {full}"


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
    """A figure in a line: whose, what, when, how much."""
    lookup, period = writer.lookup, Period.parse(at.figure.period).words
    names = f"{lookup.name(at.brief)}, {lookup.indicator(at).name}"
    return f"{names}, {period}: {lookup.figure(at)}"


def _plain(writer: PageWriter, at: FigureAt, permalink: str) -> str:
    labels = dict.fromkeys(
        f"{writer.lookup.name(writer.graph.library.sources[c.source])}, para {c.para}"
        for c in at.figure.sources
    )
    site = writer.graph.library.site.name
    return f"{title(writer, at)}. {site}, after {listed(labels)}. {permalink}"


def _bibtex(writer: PageWriter, at: FigureAt, permalink: str, edition: Edition) -> str:
    key = re.sub(r"[^a-z0-9]+", "-", f"{at.brief.id}-{figure_anchor(at)[2:]}")
    safe = _bibtex_safe(title(writer, at))
    fields = {
        "title": f"{{{safe}}}",
        "howpublished": _bibtex_safe(writer.graph.library.site.name),
        "url": permalink,
        **({"year": str(edition.day.year)} if edition.day else {}),
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{key},\n{body}\n}}"


def _bibtex_safe(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


def _csl(writer: PageWriter, at: FigureAt, permalink: str, edition: Edition) -> str:
    day = edition.day
    item = {
        "id": f"{at.brief.id}-{figure_anchor(at)[2:]}",
        "type": "webpage",
        "title": title(writer, at),
        "container-title": writer.graph.library.site.name,
        "URL": permalink,
        **({"issued": {"date-parts": [[day.year, day.month, day.day]]}} if day else {}),
    }
    return json.dumps([item], ensure_ascii=False)


# The figures whose review was due before a day, those due longest first: what time does to the
# briefs, for a person to look into. Nothing here stops a build.


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
            if due and due < day and not _outdone(at):
                words = f"{title(writer, at)}; review was due {Period.parse(due.isoformat()).words}"
                path = ("figures", index, "indicator")
                told = replace(brief.problem(path, RULE, words, _HINT), level="warning")
                yield due, Finding(told, permalink(at, edition))


def _outdone(at: FigureAt) -> bool:
    """Whether the brief has a value of the indicator for a later time already."""
    return any(
        other.indicator == at.figure.indicator and _end(other) > _end(at.figure)
        for other in at.brief.value.figures
    )


def _end(figure: Figure) -> date:
    return Period.parse(figure.period).last or date.min


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
