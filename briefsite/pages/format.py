"""The page on the format: every field of every file, from the models themselves."""

from dataclasses import dataclass

from briefsite import fields
from briefsite.fields import Field, Part
from briefsite.library import FOLDERS, REGISTRIES
from briefsite.pages.desk import anchor
from briefsite.pages.parts import Link
from briefsite.text import Markdown, escape, escaped_part

PATH = "fields/index.md"
GROUPS = (
    ("Briefs", ("Brief", "Region", "Company")),
    ("Figures", ("Figure", "Citation", "Change", "Rank", "ShareOf", "Conversion", "Derived")),
    ("Parts of a brief", ("Section", "Event", "Statement", "Relation", "Location", "Parent")),
    ("Names and changes", ("PrintedName", "Correction", "Review")),
    ("Sources", ("Source", "Archive", "Furniture")),
    ("Registries", ("Indicator", "Person", "Role", "Topic", "Term")),
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
    files = (_file(path, kind, model.__name__) for path, (kind, model) in paths.items())
    groups = ((title, tuple(_part(fields.part(name)) for name in names)) for title, names in GROUPS)
    return FormatView(tuple(files), tuple(groups))


def _file(path: str, kind: str, model: str) -> FileView:
    name = kind if path.endswith("/ID.yml") else path.removeprefix("briefs/").removesuffix(".yml")
    schema = f"{name}.schema.json"
    return FileView(path, _link(model), Link(schema, f"../schema/{schema}"))


def _slug(part: str) -> str:
    return fields.spoken(part).replace(" ", "-")


def _link(part: str) -> Link:
    return Link(fields.spoken(part), f"#{_slug(part)}")


def _part(part: Part) -> PartView:
    return PartView(
        anchor=_slug(part.name),
        title=fields.spoken(part.name).capitalize(),
        text=_told(part.text),
        base=_link(part.base) if part.base else None,
        fields=tuple(_field(_slug(part.name), field) for field in part.fields),
    )


def _field(part: str, field: Field) -> FieldView:
    link = _link(field.part) if field.part else None
    value = anchor(link.text, link.href) if link else escape(field.words)
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
