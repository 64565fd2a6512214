"""The JSON form of a comparison, version 1; its schema is `docs/diff.schema.json`.

It loses nothing: the `changes`, applied to the entries of the earlier state, give those of the
later one. Values stand as in a brief's YAML, with numbers as text so that no digit is lost.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from briefsite.diff.effects import EffectKind

VERSION = 1
Side = Literal["before", "after"]


class Form(BaseModel):
    """A part of the JSON form."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class ProblemForm(Form):
    """Something that `check` finds wrong."""

    file: str
    """The file."""
    line: int
    """The line, from 1."""
    column: int
    """The column, from 1."""
    rule: str
    """The rule."""
    message: str
    """What is wrong."""


class StateForm(Form):
    """One of the two states."""

    name: str
    """The revision or the folder, as it was named."""
    problems: tuple[ProblemForm, ...]
    """What keeps the state from passing `check`; what is valid is compared all the same."""


class Words(Form):
    """A change as people read it; of long texts only the words that differ."""

    what: str
    """Which part changed."""
    before: str
    """What stood there."""
    after: str
    """What stands there."""


class FigureForm(Form):
    """The figure that a change is in, as the site words it."""

    key: tuple[str | None, str | None]
    """`indicator@period` before and after."""
    before: str | None
    """Value with qualifier, scale, unit and status before."""
    after: str | None
    """And after."""
    percent: str | None
    """The change of the value in percent of the earlier one, to three digits; null where units
    differ or the earlier value is zero."""


class ChangeForm(Form):
    """One change, of a whole entry or of a part of it."""

    number: int
    """Its number, from 0, by which marks and pages name it."""
    action: Literal["added", "removed", "changed", "moved", "renamed"]
    """`moved`: the kept items of a list stand in another order. `renamed`: the entry has another
    id."""
    kind: str
    """What the entry is: region, company, source, indicator, person, topic or term."""
    id: str
    """The entry's id, after the change where it still exists."""
    was_id: str
    """The entry's id before the change where it existed, else as `id`."""
    name: str
    """The entry's name."""
    at: tuple[str, str]
    """JSON Pointers (RFC 6901) into the entry, before and after; empty for the whole entry. `-`
    stands for an item of a list that is not there."""
    before: Any = None
    """What stood there; null where nothing did."""
    after: Any = None
    """What stands there; null where nothing does."""
    order: tuple[tuple[int, int], ...] = ()
    """For `moved`: the positions of every kept item, before and after."""
    follows_rename: bool
    """It only writes the new id of something that was renamed."""
    guess: bool
    """The entry is taken for one of another id because it is alike."""
    words: Words
    """The change in words."""
    figure: FigureForm | None
    """The figure it is in."""


class EffectForm(Form):
    """What follows from the changes."""

    effect: EffectKind
    """Issues of one release count as one source; a conflict is of values for one indicator and
    period."""
    kind: str
    """What the entry is."""
    id: str
    """The entry's id."""
    words: Words
    """The effect in words."""


class MarkForm(Form):
    """What a reviewer should look at first."""

    mark: str
    """jump, sign, unit, scale, status, qualifier, numbers-in-text, archive, address-lost, guess,
    uncorrected, or the effect it is about."""
    change: int | None
    """The number of the change it is about."""
    effect: int | None
    """The position of the effect it is about."""
    where: str
    """The entry."""
    what: str
    """The part of it."""
    why: str
    """Why to look."""


class PageForm(Form):
    """A page of the site that changes."""

    address: str
    """Its address below the site's root."""
    action: Literal["added", "removed", "changed", "moved"]
    """What happens to it."""
    was: str
    """Its former address, where it has moved."""
    because: tuple[int, ...]
    """The numbers of the changes nearest to it, which account for it."""


class BrokenForm(Form):
    """What cannot be compared."""

    kind: str
    """What it is."""
    id: str
    """Its id; empty for a whole registry."""
    sides: tuple[Side, ...]
    """In which state it is not valid."""


class DiffForm(Form):
    """Everything in which two states of the briefs differ."""

    format: Literal["china-regional-briefs-diff"] = "china-regional-briefs-diff"
    """What this is."""
    version: Literal[1] = 1
    """The version of the form; it grows when something is renamed, removed or means another
    thing."""
    before: StateForm
    """The earlier state."""
    after: StateForm
    """The later state."""
    marks: tuple[MarkForm, ...]
    """For the reviewer."""
    changes: tuple[ChangeForm, ...]
    """By kind, id and place."""
    effects: tuple[EffectForm, ...]
    """By brief."""
    pages: tuple[PageForm, ...] | None
    """By address; null where a state has problems, so that its pages cannot be rendered."""
    not_compared: tuple[BrokenForm, ...]
    """What is not valid in one of the states."""
