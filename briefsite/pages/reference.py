"""What the site says of itself: every field, every rule, the method.

Fields, from the models themselves, and rules have a list of what there is and a page for each part
of it: all in one would be heavy.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from briefsite.editing import schemas
from briefsite.editing.schemas import Field, Part
from briefsite.evidence.origins import independent
from briefsite.library import FOLDERS, SITE, Entry, nodes
from briefsite.library.graph import METHOD, FigureAt, Graph, figure_anchor
from briefsite.models import Site, Source
from briefsite.pages.claims import due_day, is_stale
from briefsite.pages.growing import FULL, WHOLE, Long, Share
from briefsite.pages.heads import Edition
from briefsite.pages.indexes import MoreView
from briefsite.pages.views import Fact, Group, Link, Rest
from briefsite.pages.writer import Lookup, PageWriter, linked, part_path
from briefsite.problems import Rule
from briefsite.report.rules import GROUPS, bad, good, message
from briefsite.text import Markdown, attribute, escaped_part, in_html, lines

FIELDS_PATH = "fields/index.md"
FIELD_PAGES = {
    "briefs": (
        "Every field of a brief",
        (
            ("Briefs", ("Brief", "Region", "Company")),
            (
                "Figures",
                ("Figure", "Citation", "Change", "Rank", "ShareOf", "Conversion", "Derived"),
            ),
            (
                "Parts of a brief",
                ("Section", "Event", "Statement", "Relation", "Location", "Parent"),
            ),
            ("Names and changes", ("PrintedName", "Correction", "Review")),
        ),
    ),
    "others": (
        "Every field of the other files",
        (
            ("Sources", ("Source", "PrintedIn", "Archive", "Wording", "Furniture")),
            ("Registries", ("Indicator", "Unit", "Person", "Role", "Topic", "Term")),
            ("The site", ("Site", "Home", "KindOfRegion", "KindOfCompany", "LocalNames", "Tile")),
        ),
    ),
}
"""The models in the order of the pages: name in the address, title, and groups."""
_PAGE_OF = {
    name: page for page, (_, groups) in FIELD_PAGES.items() for _, names in groups for name in names
}


@dataclass(frozen=True)
class FieldView:
    """A field of a file."""

    anchor: str
    name: str
    need: str
    """That it is required, or not."""
    words: Markdown
    """What its value is, with a link to the part it holds."""
    text: Markdown
    allowed: tuple[str, ...]
    example: str


@dataclass(frozen=True)
class PartView:
    """What belongs together under one heading: a kind of file, or a part of one."""

    anchor: str
    title: str
    text: Markdown
    base: Link | None
    """To the fields that it shares with others."""
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class FileView:
    """A kind of file: where it lies, what it holds, and its schema."""

    path: str
    part: Link
    schema: Link


@dataclass(frozen=True)
class FieldsView:
    """A page with every field of some files."""

    title: str
    groups: tuple[tuple[str, tuple[PartView, ...]], ...]


@dataclass(frozen=True)
class FormatView:
    """The list of all files, and of the parts that they have."""

    files: tuple[FileView, ...]
    groups: tuple[tuple[str, tuple[Link, ...]], ...]


def format_view() -> FormatView:
    """Every kind of file, with the way to its fields."""
    paths = {f"briefs/{folder}/ID.yml": found for folder, found in FOLDERS.items()}
    paths |= {f"briefs/{SITE}": ("site", Site)}
    files = (_file(path, kind, model.__name__) for path, (kind, model) in paths.items())
    groups = (
        (title, tuple(_link(name) for name in names))
        for _, groups in FIELD_PAGES.values()
        for title, names in groups
    )
    return FormatView(tuple(files), tuple(groups))


def fields_path(page: str) -> str:
    """Where a page of fields goes."""
    return f"fields/{page}/index.md"


@cache
def fields_view(page: str) -> FieldsView:
    """Every field of the files on a page."""
    title, groups = FIELD_PAGES[page]
    parts = (
        (group, tuple(_part(schemas.part(name), page) for name in names)) for group, names in groups
    )
    return FieldsView(title, tuple(parts))


def _file(path: str, kind: str, model: str) -> FileView:
    name = kind if path.endswith("/ID.yml") else path.removeprefix("briefs/").removesuffix(".yml")
    schema = f"{name}.schema.json"
    return FileView(path, _link(model), Link(schema, f"../schema/{schema}"))


def _slug(part: str) -> str:
    return schemas.spoken(part).replace(" ", "-")


def _link(part: str, here: str = "") -> Link:
    """To a part, from the page `here` or from the list of all."""
    page = _PAGE_OF[part]
    way = "" if page == here else f"../{page}/" if here else f"{page}/"
    return Link(schemas.spoken(part), f"{way}#{_slug(part)}")


def _part(part: Part, here: str) -> PartView:
    return PartView(
        anchor=_slug(part.name),
        title=schemas.spoken(part.name).capitalize(),
        text=_told(part.text),
        base=_link(part.base, here) if part.base else None,
        fields=tuple(_field(_slug(part.name), field, here) for field in part.fields),
    )


def _field(part: str, field: Field, here: str) -> FieldView:
    link = _link(field.part, here) if field.part else None
    value = Markdown(linked(link)) if link else in_html(field.words)
    kind = "list; each item: " if field.many else "fields of its own: " if link else ""
    return FieldView(
        anchor=f"{part}-{field.name.replace('_', '-')}",
        name=field.name,
        need="required" if field.required else "",
        words=Markdown(kind) + value,
        text=_told(field.text),
        allowed=field.allowed,
        example=field.example,
    )


def _told(text: str) -> Markdown:
    """A docstring, whose words between backticks are those of a file."""
    parts = (
        Markdown(f"<code>{in_html(part)}</code>") if index % 2 else escaped_part(part)
        for index, part in enumerate(text.split("`"))
    )
    return Markdown("").join(parts)


# The pages of all rules: what each says, and a mistake with what the check really says of it.
#
# In: the registry of rules. Out: a view, the same on every site. The messages of the
# examples are kept true by a test.


RULES_PATH = "rules/index.md"
_QUOTED = re.compile(r" +[0-9]* \| ")

RULE_HEADINGS = {
    "reading": (
        "When a file is read",
        "Checked by `build.py check`: is each file YAML, and does each key hold what it should?",
    ),
    "checking": (
        "When the briefs are joined",
        "Checked by `build.py check`: does everything fit together, and does each number rest on a "
        "source?",
    ),
    "verifying": (
        "When the sources are at hand",
        "Checked by `build.py verify --archive DIR`: does each citation say what its source "
        "prints?",
    ),
    "layout": (
        "When a file is laid out",
        "Checked by `build.py check`, and fixed by `build.py format`: do all files look alike?",
    ),
    "tables": (
        "When a table is taken in",
        "Checked by `build.py import`, beside all that `build.py check` looks at: is it a table of "
        "figures?",
    ),
    "building": (
        "When the site is built",
        "Checked by `build.py build`. A brief cannot break these rules; a template, a hand-written "
        "page or a setting can.",
    ),
}


@dataclass(frozen=True)
class RuleView:
    """One rule; without an example, `file` is empty."""

    name: str
    says: Markdown
    why: Markdown
    fix: Markdown
    file: str = ""
    bad: str = ""
    message: Markdown | None = None
    good: str = ""


@dataclass(frozen=True)
class RuleGroup:
    """The rules of one step, on a page of their own."""

    name: str
    """In the address of the page."""
    heading: str
    lede: Markdown
    rules: tuple[RuleView, ...]


@dataclass(frozen=True)
class RulesView:
    """The list of all rules."""

    groups: tuple[RuleGroup, ...]


@cache
def rules_view() -> RulesView:
    """Every rule, by the step in which it is checked."""
    return RulesView(tuple(map(rules_group, RULE_HEADINGS)))


def rules_path(name: str) -> str:
    """Where the page of a step goes."""
    return f"rules/{name}/index.md"


@cache
def rules_group(name: str) -> RuleGroup:
    """The rules of one step."""
    heading, lede = RULE_HEADINGS[name]
    return RuleGroup(name, heading, words(lede), tuple(map(_rule, GROUPS[name])))


def words(text: str) -> Markdown:
    """Plain text in which pieces between backticks are code."""
    parts = text.split("`")
    told = (
        Markdown(f"<code>{attribute(part)}</code>") if index % 2 else escaped_part(part)
        for index, part in enumerate(parts)
    )
    return Markdown("").join(told)


def _rule(rule: Rule) -> RuleView:
    view = RuleView(rule.name, words(rule.says), words(rule.why), words(rule.fix))
    example = rule.example
    if not example:
        return view
    return replace(
        view,
        file=f"briefs/{example.file}",
        bad=bad(example).rstrip(),
        message=_printed(message(rule.name)),
        good=good(example).rstrip(),
    )


def _printed(said: str) -> Markdown:
    """A message as it is printed; its words may go on in a next line, what it quotes may not."""
    parts = (
        lines(f"{line}\n")
        if _QUOTED.match(line)
        else Markdown(f'<span class="words">{lines(f"{line}{chr(10)}")}</span>')
        for line in said.split("\n")
    )
    return Markdown("").join(parts)


# The page on method: what is verified, and the figures of the current build.


@dataclass(frozen=True)
class CoverageRow:
    """How much of one source the briefs say."""

    source: Link
    cited: str
    numbers: str
    names: str


@dataclass(frozen=True)
class MethodView:
    """The figures of the current build, for the page on method."""

    numbers: tuple[Fact, ...]
    coverage: tuple[CoverageRow, ...]
    stale: tuple[Link, ...]
    unverified: tuple[Link, ...]
    rules: Link
    """The page of all rules."""
    day: str
    rest: Rest


def method_lists(graph: Graph, edition: Edition) -> dict[str, Long[Any]]:
    """What the method page lists that grows with the site: sources, briefs, figures."""
    library, record = graph.library, edition.record
    figures = [at for found in graph.by_indicator.values() for at in found]
    covered = [source for id, source in library.sources.items() if record.coverage.get(id)]
    unverified = [brief for brief in library.briefs() if not record.has(graph, brief)]
    stale = [at for at in figures if is_stale(due_day(graph, at), edition)]
    return {
        "coverage": Long(covered, lambda source: (source.value.label,), FULL),
        "unverified": Long(unverified, lambda brief: (brief.value.name,)),
        "stale": Long(stale, lambda at: (at.brief.value.name,)),
    }


def method_more(lookup: Lookup, edition: Edition, share: Share) -> MoreView:
    """What the method page has no room for, or a part of it."""
    writer = PageWriter(lookup, part_path(METHOD, share.part))
    held = _held(writer, edition, share, method_lists(lookup.graph, edition))
    rows = (
        replace(
            row.source, note=f"paragraphs {row.cited}, numbers {row.numbers}, names {row.names}"
        )
        for row in held.coverage
    )
    groups = (
        Group("Coverage of the sources", "coverage", tuple(rows), cards=False),
        Group("Not verified as they stand", "unverified", held.unverified, cards=False),
        Group("Past their review", "stale", held.stale, cards=False),
    )
    parts = writer.links.parts(METHOD, share.titles, share.part)
    return MoreView("Method", "", parts, tuple(group for group in groups if group.links))


@dataclass(frozen=True)
class _Held:
    """What a part of the method page has of each list."""

    coverage: tuple[CoverageRow, ...]
    unverified: tuple[Link, ...]
    stale: tuple[Link, ...]


def _held(
    writer: PageWriter, edition: Edition, share: Share, lists: Mapping[str, Long[Any]]
) -> _Held:
    own = {name: share.of(name, long.all) for name, long in lists.items()}
    return _Held(
        tuple(_coverage(writer, edition, own["coverage"])),
        tuple(writer.links.to(brief) for brief in own["unverified"]),
        tuple(_figure_link(writer, at) for at in own["stale"]),
    )


def method_view(lookup: Lookup, edition: Edition, share: Share = WHOLE) -> MethodView:
    """Claims, citations, what is verified, coverage, conflicts and stale figures, counted."""
    writer = PageWriter(lookup, part_path(METHOD, share.part))
    graph, library = lookup.graph, lookup.library
    figures = [at for found in graph.by_indicator.values() for at in found]
    lists = method_lists(graph, edition)
    stale, unverified = lists["stale"].all, lists["unverified"].all
    counts = {
        "Briefs": len(list(library.briefs())),
        "Figures": len(figures),
        "Events": sum(len(brief.value.events) for brief in library.briefs()),
        "Statements": sum(len(brief.value.statements) for brief in library.briefs()),
        "Derived values": sum(len(brief.value.derived) for brief in library.briefs()),
        "Citations": sum(len(uses) for uses in graph.by_source.values()),
        "Sources": len(library.sources),
        "Briefs verified as they stand": len(list(library.briefs())) - len(unverified),
        "Figures from two independent sources": sum(
            _is_confirmed(at, graph, edition) for at in figures
        ),
        "Figures on which sources disagree": sum(bool(at.figure.preferred) for at in figures),
        "Figures past their review": len(stale),
    }
    return MethodView(
        numbers=tuple(Fact(label, nodes.words(f"{count:,}")) for label, count in counts.items()),
        **vars(_held(writer, edition, share, lists)),
        rules=Link("Every rule", writer.links.href(RULES_PATH)),
        day=edition.day_words,
        rest=share.rest(writer.links, METHOD),
    )


def _is_confirmed(at: FigureAt, graph: Graph, edition: Edition) -> bool:
    sources = (citation.source for citation in at.figure.sources)
    return len(independent(graph.library, sources, edition.record.origins)) > 1


def _figure_link(writer: PageWriter, at: FigureAt) -> Link:
    link = writer.links.to(at.brief, writer.lookup.whole(at), figure_anchor(at))
    return Link(f"{link.text}: {writer.lookup.indicator(at).name}", link.href, link.note)


def _coverage(
    writer: PageWriter, edition: Edition, sources: Iterable[Entry[Source]]
) -> Iterator[CoverageRow]:
    for source in sources:
        row = edition.record.coverage[source.id]
        yield CoverageRow(
            writer.links.to(source),
            f"{row['cited']} of {row['content']}",
            f"{row['numbers_said']} of {row['numbers']}",
            f"{row['names_said']} of {row['names']}",
        )
