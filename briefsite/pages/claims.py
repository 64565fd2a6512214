"""The evidence of a figure: everything a reader needs to trust or reject it.

In: a figure, the writer of its page, and the edition of the site. Out: views.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal

from briefsite.checks.derived import Computed, compute, due, limits, newer, outcome, rounded
from briefsite.evidence import Record
from briefsite.evidence.origins import independent
from briefsite.library import Library, nodes
from briefsite.library.graph import AnyBrief, FigureAt, Graph, figure_anchor, page_path
from briefsite.models import Citation, Correction, Derived, Figure
from briefsite.models.records import EDITIONS, PastEdition, PastFigure
from briefsite.pages.heads import Edition, permalink
from briefsite.pages.views import (
    CitedView,
    ClaimView,
    DerivedView,
    Fact,
    FigureView,
    Link,
    SaidView,
)
from briefsite.pages.writer import Lookup, PageWriter
from briefsite.problems import BriefsiteError
from briefsite.text import amount, listed, number, plural
from briefsite.text.periods import Period
from briefsite.text.units import SCALES, Unit, normalised


def claim_view(writer: PageWriter, at: FigureAt, edition: Edition) -> ClaimView:
    """The evidence of a figure."""
    figure = at.figure
    indicator = writer.lookup.indicator(at)
    due, end = due_day(writer.graph, at), outcome(figure)
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
        since=f"{edition.today}since/{edition.name}/#{_fate_anchor(figure_id(at))}"
        if edition.name
        else "",
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
    if newer(at):
        return None
    indicator = graph.library.indicators[at.figure.indicator].value
    sources = (graph.library.sources[citation.source].value for citation in at.figure.sources)
    return due(at.figure, indicator, sources)


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


def with_claim(
    writer: PageWriter, at: FigureAt, edition: Edition, *, note: bool = True
) -> FigureView:
    """A figure in words, with its evidence; without its note where the page does not show it."""
    return replace(writer.figure_view(at, note=note), claim=claim_view(writer, at, edition))


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


# What became of the figures of an edition that is kept.
#
# A figure is known by its brief, which may be renamed, and its anchor; where that is gone, by the
# words that it rests on.


@dataclass(frozen=True)
class FateView:
    """A figure of an edition that is not as it was."""

    anchor: str
    was: str
    became: str
    now: Link | None
    """Where it stands now."""


@dataclass(frozen=True)
class FatesView:
    """Those of one brief, with the corrections since then."""

    brief: Link
    """The brief as it is now; no address where it is gone."""
    figures: tuple[FateView, ...]
    corrections: tuple[Fact, ...]


@dataclass(frozen=True)
class SinceView:
    """What became of the figures of an edition."""

    name: str
    day: str
    briefs: tuple[FatesView, ...]
    changed: str
    same: str
    """How many figures there are of either, in words."""


def figure_id(at: FigureAt) -> str:
    """Brief and anchor of a figure."""
    return f"{at.brief.id}/{figure_anchor(at)}"


def _fate_anchor(id: str) -> str:
    return id.replace("/", ".")


def past_figures(lookup: Lookup) -> dict[str, PastFigure]:
    """All figures, as an edition keeps them."""
    return {
        figure_id(at): past_figure(lookup, at)
        for brief in lookup.library.briefs()
        for at in figures_of(brief)
    }


def figures_of(brief: AnyBrief) -> list[FigureAt]:
    """The figures of a brief, in its order."""
    return [FigureAt(brief, figure, index) for index, figure in enumerate(brief.value.figures)]


_Figures = Mapping[str, PastFigure]
"""The figures of a brief, by anchor."""


def _by_brief(figures: Mapping[str, PastFigure]) -> dict[str, dict[str, PastFigure]]:
    found: dict[str, dict[str, PastFigure]] = {}
    for id, figure in figures.items():
        brief, _, anchor = id.partition("/")
        found.setdefault(brief, {})[anchor] = figure
    return found


def past_figure(lookup: Lookup, at: FigureAt) -> PastFigure:
    """A figure as an edition keeps it."""
    cited = at.figure.sources
    printed = tuple(f"{one.source} {one.para} {one.printed or ''}".strip() for one in cited)
    return PastFigure(words=lookup.line(at), printed=printed)


def since_view(lookup: Lookup, past: PastEdition) -> SinceView:
    """What became of the figures of an edition."""
    writer, now = PageWriter(lookup, since_path(past.name)), _by_brief(past_figures(lookup))
    briefs = {brief.id: brief for brief in lookup.library.briefs()}
    former = {id: brief for brief in briefs.values() for id in brief.value.former_ids}
    found: dict[str, list[FateView]] = {}
    for old, then in _by_brief(past.figures).items():
        brief = briefs.get(old) or former.get(old)
        mine = now.get(brief.id, {}) if brief else {}
        fates = (_fate(writer, brief, old, anchor, then, mine) for anchor in then)
        if told := list(filter(None, fates)):
            found.setdefault(brief.id if brief else old, []).extend(told)
    count = sum(map(len, found.values()))
    return SinceView(
        past.name,
        Period.parse(past.day).words,
        tuple(_fates(writer, past, id, briefs.get(id), fates) for id, fates in found.items()),
        plural(count, "figure"),
        plural(len(past.figures) - count, "figure"),
    )


def since_path(name: str) -> str:
    """The page on what became of the figures of an edition."""
    return f"since/{name}/index.md"


def _fates(
    writer: PageWriter, past: PastEdition, id: str, brief: AnyBrief | None, fates: list[FateView]
) -> FatesView:
    if not brief:
        return FatesView(Link(id, ""), tuple(fates), ())
    corrections = tuple(
        Fact(Period.parse(one.date).words, nodes.words(corrected(one)))
        for one in brief.value.corrections
        if one.date >= past.day
    )
    return FatesView(writer.links.to(brief), tuple(fates), corrections)


def _fate(
    writer: PageWriter,
    brief: AnyBrief | None,
    old: str,
    anchor: str,
    then: _Figures,
    now: _Figures,
) -> FateView | None:
    """What became of one figure of a brief; None where it is as it was."""
    was, this = then[anchor], now.get(anchor)
    id = _fate_anchor(f"{old}/{anchor}")
    if this == was:
        return None
    if not brief:
        return FateView(id, was.words, "The brief is gone.", None)
    became = "Now:"
    if this and this.words == was.words:
        became = "The same, by other words of its sources:"
    elif not this:
        new = now.keys() - then.keys()
        alike = [other for other in new if {*now[other].printed} & {*was.printed}]
        if len(alike) != 1:
            return FateView(id, was.words, "The brief no longer has it.", None)
        anchor, became = alike[0], "Now told as:"
    return FateView(id, was.words, became, writer.links.to(brief, now[anchor].words, anchor))


def corrected(item: Correction) -> str:
    """A correction in words: what was, what is, and why."""
    return f"Was: {item.was}. Now: {item.now}. Why: {item.why}."


MOST_LINES = 12
"""So many changes of a brief are told, from an edition to the next."""


def changed_in(past: PastEdition, brief: AnyBrief) -> tuple[str, ...]:
    """What an edition changed in a brief, in words."""
    ids = (brief.id, *brief.value.former_ids)
    lines = next(
        (past.changes[key] for id in ids if (key := f"{brief.kind}/{id}") in past.changes), ()
    )
    left = len(lines) - MOST_LINES
    return (*lines[:MOST_LINES], f"And {left} more.") if left > 0 else lines


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
    found = figures_of(brief)
    if not found:
        return {}
    items = [(at, title(writer, at)) for at in found]
    bibtex = "\n".join(_bibtex(writer, at, words, edition) for at, words in items)
    csl = [_csl(writer, at, words, edition) for at, words in items]
    plain = "\n".join(_plain(writer, at, words, edition) for at, words in items)
    return {BIBTEX: bibtex, CSL: json.dumps(csl, ensure_ascii=False, indent=1) + "\n", PLAIN: plain}


def _cited_at(lookup: Lookup, at: FigureAt, edition: Edition) -> tuple[str, str]:
    """Where a figure is cited: in the newest edition, where that has it as it is; with its name."""
    for newest in edition.past[-1:]:
        if newest.figures.get(figure_id(at)) == past_figure(lookup, at):
            site = f"{edition.site_url}{EDITIONS}/{newest.name}/"
            return permalink(at, replace(edition, site_url=site)), newest.name
    return permalink(at, edition), edition.name


def _plain(writer: PageWriter, at: FigureAt, words: str, edition: Edition) -> str:
    labels = dict.fromkeys(
        f"{writer.lookup.name(writer.graph.library.sources[c.source])}, para {c.para}"
        for c in at.figure.sources
    )
    site = writer.graph.library.site.name
    address, name = _cited_at(writer.lookup, at, edition)
    site = f"{site}, edition {name}" if name else site
    return f"{cite_key(at)}\n{words}. {site}, after {listed(labels)}. {address}\n"


def _bibtex(writer: PageWriter, at: FigureAt, words: str, edition: Edition) -> str:
    address, name = _cited_at(writer.lookup, at, edition)
    fields = {
        "title": f"{{{in_bibtex(words)}}}",
        "howpublished": in_bibtex(writer.graph.library.site.name),
        **({"note": f"Edition {name}"} if name else {}),
        "url": address,
        **({"year": str(edition.day.year)} if edition.day else {}),
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{cite_key(at)},\n{body}\n}}\n"


def in_bibtex(words: str) -> str:
    """A text for BibTeX, of which nothing is a command."""
    return words.translate(_BIBTEX).replace("--", "-{}-")


def _csl(writer: PageWriter, at: FigureAt, words: str, edition: Edition) -> dict[str, object]:
    day = edition.day
    address, name = _cited_at(writer.lookup, at, edition)
    return {
        "id": cite_key(at),
        "type": "webpage",
        "title": words,
        "container-title": writer.graph.library.site.name,
        **({"version": name} if name else {}),
        "URL": address,
        **({"issued": {"date-parts": [[day.year, day.month, day.day]]}} if day else {}),
    }
