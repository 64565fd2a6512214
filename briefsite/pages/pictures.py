"""The pictures of a page: which values stand together in one, which apart, and why.

In: figures of the graph. Out: `Picture`, a chart with its words. Values are compared only where
period, status and whole agree, and none of the periods is inferred; the others are drawn apart,
each with its reason.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from briefsite.library import AnyEntry, Entry
from briefsite.library.graph import AnyBrief, FigureAt, page_path, page_url
from briefsite.library.nodes import Image
from briefsite.models import Indicator, Person, Role, Site, Source
from briefsite.models.briefs import Figure
from briefsite.pages import charts
from briefsite.pages.charts import Bar, Point, Share, Tile
from briefsite.pages.views import FigureView, Picture
from briefsite.pages.writer import Lookup, PageWriter, source_detail
from briefsite.text import plural, shorten
from briefsite.text.periods import Period
from briefsite.text.units import BASES, STATUSES, normalised

MOST = 8
"""Values in one chart; the table beside it has them all."""
APART = "Drawn apart: not to be compared"

_Key = tuple[str, str, str, str]


def comparison(
    writer: PageWriter, indicator: Indicator, figures: Sequence[FigureAt]
) -> Picture | None:
    """All values of an indicator, those alike together; none where there is nothing to compare.

    A range is not drawn: it has no one length, in any of these pictures.
    """
    figures = [at for at in figures if at.figure.high is None]
    if len(figures) < 2 or indicator.unit == "ordinal":
        return None
    main = _main(figures)
    alike, others = main[:MOST], [at for at in figures if at not in main][:MOST]
    alike.sort(key=lambda at: -normalised(at.figure.value, at.figure.scale))
    items = [_bar(writer, at, False) for at in alike] + [_bar(writer, at, True) for at in others]
    left = len(figures) - len(items)
    together = _alike(alike[0].figure)
    caption = f"Solid: {together}. " + (
        f"Outlined: {plural(len(others), 'value')} that must not be set beside that."
        if others
        else ""
    )
    caption += f" {plural(left, 'more value')} in the table." if left else ""
    reasons = tuple(f"{_label(at)}: {_reason(at, alike[0])}." for at in others)
    return Picture(
        id="chart",
        chart=charts.bars("pic-values", indicator.name, items, APART),
        caption=caption.strip(),
        reasons=reasons,
    )


def _main(figures: Sequence[FigureAt]) -> list[FigureAt]:
    """The largest group of like values, one a brief: dated before undated, actual, then newest."""
    groups: dict[_Key, dict[str, FigureAt]] = defaultdict(dict)
    for at in sorted(figures, key=lambda at: not at.figure.preferred):
        groups[_key(at.figure)].setdefault(at.brief.id, at)
    best = max(groups.values(), key=lambda group: (len(group), _weight(next(iter(group.values())))))
    dated = {key: group for key, group in groups.items() if key[0] != "undated"}
    if next(iter(best.values())).figure.period == "undated" and dated:
        best = max(dated.values(), key=lambda g: (len(g), _weight(next(iter(g.values())))))
    found = list(best.values())
    return found[:1] if found[0].figure.period == "undated" else found


def _key(figure: Figure) -> _Key:
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
    if _key(mine)[2] != _key(theirs)[2] and mine.period != "undated":
        reasons.append(f"its period is {BASES[mine.period_basis] or 'printed'}")
    if _key(mine)[3] != _key(theirs)[3]:
        reasons.append("a part of another whole")
    return "; ".join(reasons) or "another value for the same brief"


def _alike(figure: Figure) -> str:
    return f"{Period.parse(figure.period).words}, {STATUSES[figure.status].lower()}"


def _label(at: FigureAt) -> str:
    return f"{at.brief.value.name}, {Period.parse(at.figure.period).words}"


def _bar(writer: PageWriter, at: FigureAt, apart: bool) -> Bar:
    value = normalised(at.figure.value, at.figure.scale)
    basis = f", period {BASES[at.figure.period_basis]}" if BASES[at.figure.period_basis] else ""
    state = "" if at.figure.status == "actual" else f", {STATUSES[at.figure.status].lower()}"
    words = _label(at) + state
    label = (words if apart else at.brief.value.name) + basis
    return Bar(label, value, writer.lookup.figure(at), apart)


def brief_pictures(writer: PageWriter, brief: AnyBrief) -> Iterator[Picture]:
    """Change over time and shares of a brief, from its own figures."""
    by_indicator: dict[str, list[FigureAt]] = defaultdict(list)
    for index, figure in enumerate(brief.value.figures):
        if figure.high is not None:
            continue
        by_indicator[figure.indicator].append(FigureAt(brief, figure, index))
    for id, figures in by_indicator.items():
        indicator = writer.lookup.indicator(figures[0])
        series = _series(figures)
        if len(series) > 1 and indicator.unit != "ordinal":
            yield _change(writer, id, indicator, series)
    parts = [at for ats in by_indicator.values() for at in ats if _is_share(writer, at)]
    if parts:
        yield _shares(writer, parts)


def _series(figures: Iterable[FigureAt]) -> list[tuple[date, FigureAt]]:
    """Actual values of equally long periods with the last day of each, oldest first."""
    found: dict[str, tuple[date, FigureAt]] = {}
    length: timedelta | None = None
    for at in sorted(figures, key=lambda at: (not at.figure.preferred, at.index)):
        period = Period.parse(at.figure.period)
        if at.figure.status != "actual" or not period.last or not period.first:
            continue
        mine = period.last - period.first
        length = length if length is not None else mine
        if abs(mine - length) <= timedelta(days=3):
            found.setdefault(at.figure.period, (period.last, at))
    return sorted(found.values(), key=lambda one: Period.parse(one[1].figure.period).sort_key)


def _change(
    writer: PageWriter, id: str, indicator: Indicator, series: list[tuple[date, FigureAt]]
) -> Picture:
    points = []
    for last_day, at in series:
        words = Period.parse(at.figure.period).words
        value = normalised(at.figure.value, at.figure.scale)
        points.append(Point(last_day, words, value, writer.lookup.figure(at)))
    first, last = points[0].label, points[-1].label
    title = f"{indicator.name}, {first} to {last}"
    said = "Nothing is known here of the time between the points." if len(points) < 3 else ""
    return Picture(
        id=f"chart-{id}",
        chart=charts.line(f"pic-{id}", title, points),
        caption=f"{title}, as printed. {said}".strip(),
        reasons=(f"Comparable: {indicator.comparable}",),
    )


def _is_share(writer: PageWriter, at: FigureAt) -> bool:
    indicator = writer.lookup.indicator(at)
    kind = indicator.unit == "percent" and indicator.quantity == "share"
    return kind and 0 <= at.figure.value <= 100


def _shares(writer: PageWriter, parts: list[FigureAt]) -> Picture:
    items = []
    for at in parts[:MOST]:
        figure = at.figure
        name = writer.lookup.indicator(at).name
        label = f"of {figure.share_of.what}" if figure.share_of else name
        if figure.status != "actual":
            label = f"{STATUSES[figure.status]}: {label}"
        items.append(
            Share(label, figure.value, writer.lookup.figure(at), figure.status == "actual")
        )
    caption = "Each bar is a whole of its own; the bars are not compared with each other."
    if any(not item.firm for item in items):
        caption += " Outlined: not reached yet."
    return Picture("chart-shares", charts.shares("pic-shares", "Shares", items), caption)


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
    return Picture(
        id="tiles",
        chart=charts.tiles("pic-tiles", f"{kinds} with a brief", tiles),
        caption=f"With a brief: {names}. Schematic; not a statement on any boundary.",
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
    regions = writer.graph.library.regions.values()
    now = {id: region.id for region in regions for id in (*region.value.former_ids, region.id)}
    tiles = []
    for square in writer.graph.library.site.grid:
        brief = now.get(square.region, square.region)
        href = writer.links.href(page_path("region", brief)) if brief in meant else ""
        tiles.append(Tile(square.code, square.name, square.column, square.row, href))
    return tiles


# The pictures that link previews show: what a page is about, in a few words and figures.


FOLDER = "assets/pictures/"
SITE_PICTURE = f"{FOLDER}site.png"
"""The picture of every page without one of its own."""
FIGURES = 2
NOTE = 240


@dataclass(frozen=True)
class PictureFigure:
    """A figure as a link picture shows it, with all that keeps it from being misread."""

    label: str
    qualifier: str
    number: str
    unit: str
    when: str
    """Period and status in words: `2023 · Actual`."""

    @property
    def value(self) -> str:
        """The value in words."""
        return " ".join(filter(None, (self.qualifier, self.number, self.unit)))

    @property
    def words(self) -> str:
        """The figure in one line."""
        return f"{self.label}: {self.value} ({self.when})"


@dataclass(frozen=True)
class LinkPicture:
    """What one link picture says."""

    path: str
    """Where the picture goes, below the site's root."""
    what: str
    """Kind and place in the tree: `City · China › Hunan`."""
    name: str
    local_name: str = ""
    figures: tuple[PictureFigure, ...] = ()
    note: str = ""
    """A few words where there is no figure to show."""
    site: str = ""
    """The name of the site."""
    claim: str = ""
    """What the site promises."""
    local: str = ""
    """The tag of the language of local names."""
    language: str = "en"
    """The tag of the language of the briefs."""

    @property
    def alt(self) -> str:
        """The picture in words, for who cannot see it."""
        name = f"{self.name} {self.local_name}".strip()
        told = "; ".join(figure.words for figure in self.figures) or self.note
        return shorten(". ".join(filter(None, (name, self.what, told))), 400)


def site_picture(site: Site, stats: str) -> LinkPicture:
    """The picture of the home page and of all pages that only lead on."""
    made = LinkPicture(SITE_PICTURE, stats, site.name, note=site.home.description)
    return replace(made, site=site.name, claim=site.claim, language=site.language)


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
        brief: AnyBrief = entry
        for index, figure in enumerate(brief.value.figures[:FIGURES]):
            view = writer.figure_view(FigureAt(brief, figure, index))
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
