"""The page on the format: every field of every file, from the models themselves."""

import re
from dataclasses import dataclass, replace
from functools import cache

from briefsite.editing import schemas
from briefsite.editing.schemas import Field, Part
from briefsite.library import FOLDERS, REGISTRIES, SITE
from briefsite.models import Site
from briefsite.pages.views import Link
from briefsite.pages.writer import linked
from briefsite.problems import Rule
from briefsite.report.rules import GROUPS, bad, good, message
from briefsite.text import Markdown, attribute, escape, escaped_part, lines

FIELDS_PATH = "fields/index.md"
FIELD_GROUPS = (
    ("Briefs", ("Brief", "Region", "Company")),
    ("Figures", ("Figure", "Citation", "Change", "Rank", "ShareOf", "Conversion", "Derived")),
    ("Parts of a brief", ("Section", "Event", "Statement", "Relation", "Location", "Parent")),
    ("Names and changes", ("PrintedName", "Correction", "Review")),
    ("Sources", ("Source", "PrintedIn", "Archive", "Wording", "Furniture")),
    ("Registries", ("Indicator", "Unit", "Person", "Role", "Topic", "Term")),
    ("The site", ("Site", "Home", "KindOfRegion", "KindOfCompany", "LocalNames", "Tile")),
)
"""The models in the order of the page."""


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
class FormatView:
    """The page on the format."""

    files: tuple[FileView, ...]
    groups: tuple[tuple[str, tuple[PartView, ...]], ...]


def format_view() -> FormatView:
    """Every kind of file and every field."""
    paths = {f"briefs/{folder}/ID.yml": found for folder, found in FOLDERS.items()}
    paths |= {f"briefs/{name}": found for name, found in REGISTRIES.items()}
    paths |= {f"briefs/{SITE}": ("site", Site)}
    files = (_file(path, kind, model.__name__) for path, (kind, model) in paths.items())
    groups = (
        (title, tuple(_part(schemas.part(name)) for name in names)) for title, names in FIELD_GROUPS
    )
    return FormatView(tuple(files), tuple(groups))


def _file(path: str, kind: str, model: str) -> FileView:
    name = kind if path.endswith("/ID.yml") else path.removeprefix("briefs/").removesuffix(".yml")
    schema = f"{name}.schema.json"
    return FileView(path, _link(model), Link(schema, f"../schema/{schema}"))


def _slug(part: str) -> str:
    return schemas.spoken(part).replace(" ", "-")


def _link(part: str) -> Link:
    return Link(schemas.spoken(part), f"#{_slug(part)}")


def _part(part: Part) -> PartView:
    return PartView(
        anchor=_slug(part.name),
        title=schemas.spoken(part.name).capitalize(),
        text=_told(part.text),
        base=_link(part.base) if part.base else None,
        fields=tuple(_field(_slug(part.name), field) for field in part.fields),
    )


def _field(part: str, field: Field) -> FieldView:
    link = _link(field.part) if field.part else None
    value = Markdown(linked(link)) if link else escape(field.words)
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
        Markdown(f"<code>{escape(part)}</code>") if index % 2 else escaped_part(part)
        for index, part in enumerate(text.split("`"))
    )
    return Markdown("").join(parts)


# The page of all rules: what each says, and a mistake with what the check really says of it.
#
# In: the registry of rules. Out: a view, the same on every site. The messages of the
# examples are kept true by a test.


RULES_PATH = "rules/index.md"
_QUOTED = re.compile(r" +[0-9]* \| ")

_HEADINGS = {
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
    """The rules of one step."""

    anchor: str
    heading: str
    lede: Markdown
    rules: tuple[RuleView, ...]


@dataclass(frozen=True)
class RulesView:
    """The page of all rules."""

    groups: tuple[RuleGroup, ...]


@cache
def rules_view() -> RulesView:
    """Every rule, by the step in which it is held."""
    return RulesView(
        tuple(
            RuleGroup(f"when-{name}", heading, words(lede), tuple(map(_rule, GROUPS[name])))
            for name, (heading, lede) in _HEADINGS.items()
        )
    )


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
