"""The pictures of a page: which values stand together in one, which apart, and why.

In: figures of the graph. Out: `Picture`, a chart with its words. Values are compared only where
period, status and whole agree, and none of the periods is inferred; the others are drawn apart,
each with its reason. What is not drawn is said.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from briefsite.checks.derived import NotComputed, compute, limits
from briefsite.library import AnyEntry, Entry
from briefsite.library.graph import AnyBrief, FigureAt, page_path, page_url
from briefsite.library.nodes import Image
from briefsite.models import Indicator, Person, Role, Site, Source
from briefsite.models.briefs import Figure
from briefsite.pages import charts
from briefsite.pages.charts import Bar, Point, Tile
from briefsite.pages.claims import computed_words
from briefsite.pages.heads import FOLDER, LinkPicture, PictureFigure
from briefsite.pages.views import FigureView, Picture
from briefsite.pages.writer import Lookup, PageWriter, source_detail
from briefsite.text import plural, shorten
from briefsite.text.periods import Period
from briefsite.text.units import BASES, STATUSES, normalised

MOST = 8
"""Values in one chart; the table beside it has them all."""
POINTS = 30
"""Values in one line."""
APART = "Drawn apart: not to be compared"

Likeness = tuple[str, str, str, str]


def comparison(
    writer: PageWriter, indicator: Indicator, figures: Sequence[FigureAt]
) -> Picture | None:
    """All values of an indicator, those alike together; none where there is nothing to compare.

    A range is not drawn: it has no one length, in any of these pictures.
    """
    single = [at for at in figures if at.figure.high is None]
    if len(single) < 2 or indicator.unit == "ordinal":
        return None
    main = _main(single)
    alike, others = main[:MOST], [at for at in single if at not in main][:MOST]
    alike.sort(key=lambda at: -normalised(at.figure.value, at.figure.scale))
    items = [_bar(writer, at, False) for at in alike] + [_bar(writer, at, True) for at in others]
    left = len(figures) - len(items)
    together = likeness_words(alike[0].figure)
    apart = f"{plural(len(others), 'value')} below must not be set beside that." if others else ""
    more = f"{plural(left, 'more value')} in the table." if left else ""
    caption = f"Compared: {together}. {apart} {_legend(items)} {more}"
    title = f"{indicator.name}{_unit(writer, indicator)}: {together}"
    return Picture(
        id="chart",
        chart=charts.bars(items, APART),
        caption=" ".join(caption.split()),
        reasons=(
            *_computed(writer, (*alike, *others)),
            *(f"{_label(at)}: {_reason(at, alike[0])}." for at in others),
        ),
        title=title,
    )


_ENDS = {
    "over": "more",
    "at-least": "more",
    "about": "about",
    "up-to": "less",
    "nearly": "less",
    "under": "less",
}
"""Where the true value of a qualified one lies."""
_ARROWS = {
    "more": "An arrow that leads on: the source says more than that, or at least.",
    "less": "An arrow that leads back: the source says less than that, or at most.",
}


def _legend(items: Sequence[Bar | Point]) -> str:
    """What the looks and the ends of bars and points mean, those that there are."""
    said = []
    if any(isinstance(item, Bar) and item.apart and item.firm for item in items):
        said.append("Pale: a value, but not one to compare.")
    if any(isinstance(item, Bar) and not item.firm for item in items):
        said.append("Hollow: a target, a plan or a capacity, not what has been reached.")
    if any(isinstance(item, Point) and item.end == "about" for item in items):
        said.append("Dashed: about there.")
    if any(isinstance(item, Bar) and item.end == "about" for item in items):
        said.append("A fading end: about there.")
    said += [words for end, words in _ARROWS.items() if any(item.end == end for item in items)]
    return " ".join(said)


def _unit(writer: PageWriter, indicator: Indicator) -> str:
    """The unit of a title: `, in yuan`; nothing where the name alone says what is counted."""
    unit = indicator.unit_label or writer.lookup.unit(indicator.unit).name
    return f", in {unit}" if unit else ""


def _main(figures: Sequence[FigureAt]) -> list[FigureAt]:
    """The largest group of like values, one a brief: dated before undated, actual, then newest."""
    groups: dict[Likeness, dict[str, FigureAt]] = defaultdict(dict)
    for at in sorted(figures, key=lambda at: not at.figure.preferred):
        groups[likeness(at.figure)].setdefault(at.brief.id, at)
    best = max(groups.values(), key=lambda group: (len(group), _weight(next(iter(group.values())))))
    dated = {key: group for key, group in groups.items() if key[0] != "undated"}
    if next(iter(best.values())).figure.period == "undated" and dated:
        best = max(dated.values(), key=lambda g: (len(g), _weight(next(iter(g.values())))))
    found = list(best.values())
    return found[:1] if found[0].figure.period == "undated" else found


def likeness(figure: Figure) -> Likeness:
    """Period, status, whether the period is inferred, and whose whole a share is of: values of an
    indicator are compared only where all these agree."""
    own = (figure.share_of.brief or "") if figure.share_of else ""
    basis = "inferred" if figure.period_basis == "inferred" else ""
    return figure.period, figure.status, basis, own


def _weight(at: FigureAt) -> tuple[object, ...]:
    return at.figure.status == "actual", *Period.parse(at.figure.period).sort_key, at.brief.id


def _reason(at: FigureAt, main: FigureAt) -> str:
    """Why a value stands apart from the main group, in words."""
    mine, theirs = at.figure, main.figure
    reasons = []
    if mine.period == "undated":
        reasons.append("the source gives no period")
    elif mine.period != theirs.period:
        reasons.append(f"another period, {Period.parse(mine.period).words}")
    if mine.status != theirs.status:
        words = STATUSES[mine.status].lower(), STATUSES[theirs.status].lower()
        reasons.append(f"{words[0]}, not {words[1]}")
    if likeness(mine)[2] != likeness(theirs)[2] and mine.period != "undated":
        reasons.append(f"its period is {BASES[mine.period_basis] or 'printed'}")
    if likeness(mine)[3] != likeness(theirs)[3]:
        reasons.append("a part of another whole")
    return "; ".join(reasons) or "another value for the same brief"


def likeness_words(figure: Figure) -> str:
    """What like values have in common: `2023, actual`."""
    return f"{Period.parse(figure.period).words}, {STATUSES[figure.status].lower()}"


def _label(at: FigureAt) -> str:
    return f"{at.brief.value.name}, {Period.parse(at.figure.period).words}"


def _bar(writer: PageWriter, at: FigureAt, apart: bool) -> Bar:
    value = normalised(at.figure.value, at.figure.scale)
    basis = f", period {BASES[at.figure.period_basis]}" if BASES[at.figure.period_basis] else ""
    state = "" if at.figure.status == "actual" else f", {STATUSES[at.figure.status].lower()}"
    words = _label(at) + state
    label = (words if apart else at.brief.value.name) + basis
    figure = at.figure
    end, firm = _ENDS.get(figure.qualifier, ""), figure.status == "actual"
    return Bar(label, value, writer.lookup.figure(at), apart, firm, end)


def brief_pictures(writer: PageWriter, brief: AnyBrief) -> Iterator[Picture]:
    """Change over time and shares of a brief, from its own figures."""
    by_indicator: dict[str, list[FigureAt]] = defaultdict(list)
    for index, figure in enumerate(brief.value.figures):
        by_indicator[figure.indicator].append(FigureAt(brief, figure, index))
    for id, figures in by_indicator.items():
        indicator = writer.lookup.indicator(figures[0])
        series = _series(figures)
        if len(series) > 1 and indicator.unit != "ordinal":
            yield _change(writer, id, series, figures)
    parts = [at for ats in by_indicator.values() for at in ats if _is_share(writer, at)]
    if parts:
        yield _shares(writer, parts)


def _series(figures: Iterable[FigureAt]) -> list[tuple[date, FigureAt]]:
    """Actual values of equally long periods with the last day of each, oldest first."""
    found: dict[str, tuple[date, FigureAt]] = {}
    length: timedelta | None = None
    for at in sorted(figures, key=lambda at: (not at.figure.preferred, at.index)):
        period = Period.parse(at.figure.period)
        if at.figure.status != "actual" or at.figure.high is not None:
            continue
        if not period.last or not period.first:
            continue
        mine = period.last - period.first
        length = length if length is not None else mine
        if abs(mine - length) <= timedelta(days=3):
            found.setdefault(at.figure.period, (period.last, at))
    return sorted(found.values(), key=lambda one: Period.parse(one[1].figure.period).sort_key)


def _change(
    writer: PageWriter, id: str, series: list[tuple[date, FigureAt]], figures: Sequence[FigureAt]
) -> Picture:
    """The newest values of a series; what is not drawn or not written is said."""
    indicator = writer.lookup.indicator(figures[0])
    drawn = series[-POINTS:]
    points = [_point(writer, last_day, at) for last_day, at in drawn]
    points = [points[0], *map(_joined, drawn, drawn[1:], points[1:])]
    span = f"{_period(drawn[0][1])} to {_period(drawn[-1][1])}"
    title = f"{indicator.name}{_unit(writer, indicator)}: {span}"
    chart = charts.line(f"pic-{id}", title, points)
    shown = {at.index for _, at in drawn}
    left = [at for at in figures if at.index not in shown]
    said = ["As printed, from zero up."]
    if not all(point.joined for point in points[1:]):
        said.append("No line where nothing is known of the time between.")
    said.append(_legend(points))
    if isinstance(chart.shown, charts.Line) and chart.shown.unwritten:
        said.append(f"{plural(chart.shown.unwritten, 'value')} only as points, for want of room.")
    if left:
        named = "; ".join(dict.fromkeys(limits([at]) for at in left[:MOST]))
        more = f" and {plural(len(left) - MOST, 'more value')}" if len(left) > MOST else ""
        said.append(f"Not drawn, but among the figures: {named}{more}.")
    return Picture(
        id=f"chart-{id}",
        chart=chart,
        caption=" ".join(filter(None, said)),
        reasons=(
            *_computed(writer, (at for _, at in drawn)),
            f"Comparable: {indicator.comparable}",
        ),
        title=title,
    )


def _point(writer: PageWriter, last_day: date, at: FigureAt) -> Point:
    value = normalised(at.figure.value, at.figure.scale)
    end = _ENDS.get(at.figure.qualifier, "")
    return Point(last_day, limits([at]), value, writer.lookup.figure(at), end=end)


def _joined(before: tuple[date, FigureAt], own: tuple[date, FigureAt], point: Point) -> Point:
    """The point, joined to the one before where its period follows at once."""
    first = Period.parse(own[1].figure.period).first
    return replace(point, joined=first == before[0] + timedelta(days=1))


def _period(at: FigureAt) -> str:
    return Period.parse(at.figure.period).words


def _computed(writer: PageWriter, figures: Iterable[FigureAt]) -> Iterator[str]:
    """What their briefs compute of some figures and no others: sums, shares, growth."""
    drawn = {(at.brief.id, at.index): at.brief for at in figures}
    for brief in {brief.id: brief for brief in drawn.values()}.values():
        for derived in brief.value.derived:
            made = compute(writer.graph, brief, derived)
            if isinstance(made, NotComputed):
                continue
            if all((at.brief.id, at.index) in drawn for at in made.inputs):
                words = computed_words(writer, made)
                whose = "" if writer.brief else f" for {brief.value.name}"
                yield f"Computed{whose}: {derived.name}: {words} ({limits(made.inputs)})."


def _is_share(writer: PageWriter, at: FigureAt) -> bool:
    indicator = writer.lookup.indicator(at)
    kind = indicator.unit == "percent" and indicator.quantity == "share"
    return kind and at.figure.high is None and 0 <= at.figure.value <= 100


def _shares(writer: PageWriter, parts: list[FigureAt]) -> Picture:
    items = []
    for at in parts[:MOST]:
        whole = f" of {at.figure.share_of.what}" if at.figure.share_of else ""
        label = f"{writer.lookup.indicator(at).name}:{whole}, {limits([at])}".replace(":,", ",")
        items.append(
            Bar(
                label,
                at.figure.value,
                writer.lookup.figure(at),
                firm=at.figure.status == "actual",
                end=_ENDS.get(at.figure.qualifier, ""),
            )
        )
    left = len(parts) - len(items)
    more = f"{plural(left, 'more share')} among the figures." if left else ""
    caption = "Each bar is a whole of its own; the bars are not compared with each other."
    title = "Shares, in % of the whole that each names"
    return Picture(
        id="chart-shares",
        chart=charts.shares(items),
        caption=" ".join(f"{caption} {_legend(items)} {more}".split()),
        reasons=tuple(_computed(writer, parts)),
        title=title,
    )


# The grid of the site: equal squares, about where each region lies. Editorial.
#
# It draws no boundary and says nothing about one. Its squares are those of briefs/site.yml.


def tile_grid(writer: PageWriter) -> Picture | None:
    """The squares, linked where there is a brief; none where no square has one."""
    tiles = _squares(writer, writer.graph.library.regions)
    filled = [tile for tile in tiles if tile.href]
    if not filled:
        return None
    division = writer.graph.library.site.division
    kinds = division.plural if division else "Regions"
    names = ", ".join(sorted(f"{tile.code} {tile.name}" for tile in filled))
    left = len(tiles) - len(filled)
    rest = f"The other {left} have none yet. " if left > 1 else ""
    return Picture(
        id="tiles",
        chart=charts.tiles("pic-tiles", f"{kinds} with a brief", tiles),
        caption=f"With a brief: {names}. {rest}Schematic; not a statement on any boundary.",
        linked=True,
    )


def where(writer: PageWriter, regions: Iterable[str]) -> Image | None:
    """A small grid with the squares marked that some regions are or lie in."""
    above = {entry.id for region in regions for entry in writer.lookup.above(region)}
    tiles = _squares(writer, above.union(regions))
    if not any(tile.href for tile in tiles):
        return None
    ground = writer.links.href("index.md") + GROUND
    return charts.locator("Where it lies, schematically", tiles, ground)


GROUND = "assets/where.svg"


def where_ground(site: Site) -> str:
    """The squares of all such grids, as a file; empty where the site has no grid."""
    squares = [Tile(at.code, at.name, at.column, at.row) for at in site.grid]
    return charts.locator_ground(squares) if squares else ""


def _squares(writer: PageWriter, meant: Container[str]) -> list[Tile]:
    library, tiles = writer.graph.library, []
    for square in library.site.grid:
        brief = library.moved_regions.get(square.region, square.region)
        href = writer.links.href(page_path("region", brief)) if brief in meant else ""
        tiles.append(Tile(square.code, square.name, square.column, square.row, href))
    return tiles


# The pictures that link previews show: what a page is about, in a few words and figures.


FIGURES = 2
NOTE = 240


def link_picture(lookup: Lookup, entry: AnyEntry) -> LinkPicture:
    """The picture of an entry's page."""
    path = page_path(entry.kind, entry.id)
    writer, value = PageWriter(lookup, path), lookup.read(entry)
    figures = tuple(_figures(writer, entry))
    return LinkPicture(
        f"{FOLDER}{page_url(path).rstrip('/')}.png",
        _what(lookup, entry),
        lookup.name(entry),
        getattr(value, "local_name", None) or "",
        figures,
        "" if figures else shorten(_note(writer, entry), NOTE),
        lookup.library.site.name,
        lookup.library.site.claim,
        lookup.library.site.local_tag,
        lookup.library.site.language,
    )


def _what(lookup: Lookup, entry: Entry[Any]) -> str:
    value = entry.value
    if entry.kind == "region":
        above = [lookup.name(region) for region in lookup.above(entry.id)]
        return _placed(lookup.library.kind_word(value), above)
    if entry.kind == "company":
        ids = list(dict.fromkeys(location.region for location in value.locations))
        names = [lookup.name(lookup.library.regions[id]) for id in ids]
        kind = lookup.library.kind_word(value)
        if len(ids) == 1:
            above = [lookup.name(region) for region in lookup.above(ids[0])]
            return _placed(kind, [*above, *names])
        return _placed(kind, [", ".join(names)] if names else [])
    return {"source": "Source", "indicator": "Indicator", "topic": "Topic", "person": "Person"}[
        entry.kind
    ]


def _placed(kind: str, chain: list[str]) -> str:
    return f"{kind} · {' › '.join(chain)}" if chain else kind


def _figures(writer: PageWriter, entry: Entry[Any]) -> Iterator[PictureFigure]:
    """The first figures of a brief, the newest values of an indicator."""
    if entry.kind in ("region", "company"):
        for at in writer.graph.led(entry)[:FIGURES]:
            view = writer.figure_view(at)
            yield _figure(view, view.indicator.text)
    elif entry.kind == "indicator":
        found = sorted(
            writer.graph.by_indicator.get(entry.id, ()),
            key=lambda at: (Period.parse(at.figure.period).sort_key, at.brief.id, at.index),
        )
        for at in found[: -FIGURES - 1 : -1]:
            yield _figure(writer.figure_view(at), writer.lookup.name(at.brief))


def _figure(view: FigureView, label: str) -> PictureFigure:
    qualifier, number, unit = view.value_parts
    unit = " ".join(filter(None, (unit, view.share_of)))
    period = view.period_mark[:1].upper() + view.period_mark[1:]
    return PictureFigure(label, qualifier, number, unit, f"{period} · {view.status_word}")


def _role(writer: PageWriter, role: Role) -> str:
    where = f", {writer.links.to_brief(role.organisation).text}" if role.organisation else ""
    return role.title[:1].upper() + role.title[1:] + where


def _note(writer: PageWriter, entry: Entry[Any]) -> str:
    value = entry.value
    if isinstance(value, Source):
        uses = plural(len(writer.graph.by_source.get(entry.id, ())), "time")
        detail = source_detail(value)
        told = f"{detail[:1].upper()}{detail[1:]}. Cited {uses} in the briefs."
        return f"{value.title}. {told}" if value.title and value.title != value.label else told
    if isinstance(value, Person):
        return "; ".join(_role(writer, role) for role in value.roles)
    if isinstance(value, Indicator) or entry.kind == "topic":
        return str(value.definition)
    return writer.prose.aside(entry).plain(value.summary)
