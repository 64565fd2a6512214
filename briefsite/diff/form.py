"""The JSON form of a comparison, version 1; its schema is `docs/diff.schema.json`.

It loses nothing: the `changes`, applied to the entries of the earlier state, give those of the
later one. Values stand as in a brief's YAML, with numbers as text so that no digit is lost.
"""

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from briefsite.diff import Change, State
from briefsite.diff.effects import Effect, EffectKind, Mark
from briefsite.diff.pairing import plain
from briefsite.diff.states import Compared
from briefsite.diff.story import EFFECTS, effect_sides, reason, subject
from briefsite.diff.wording import Words, name_of

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


class WordsForm(Form):
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
    words: WordsForm
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
    words: WordsForm
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


# A comparison as JSON.


def dump(compared: Compared) -> str:
    """The JSON text, ending in a newline."""
    return json.dumps(data(compared).model_dump(), ensure_ascii=False, indent=1) + "\n"


def schema() -> str:
    """The JSON Schema of the form."""
    made = DiffForm.model_json_schema(mode="serialization")
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def data(compared: Compared) -> DiffForm:
    """The form, filled in."""
    comparison = compared.comparison
    words = Words(comparison)
    changes = {id(change): number for number, change in enumerate(comparison.changes)}
    effects = {id(effect): number for number, effect in enumerate(compared.effects)}
    return DiffForm(
        before=_state(comparison.before),
        after=_state(comparison.after),
        marks=tuple(_mark(words, mark, changes, effects) for mark in compared.marks),
        changes=tuple(_change(words, change, n) for n, change in enumerate(comparison.changes)),
        effects=tuple(_effect(words, effect) for effect in compared.effects),
        pages=None
        if compared.pages is None
        else tuple(
            PageForm(address=p.address, action=p.action, was=p.was, because=p.because)
            for p in compared.pages
        ),
        not_compared=tuple(
            BrokenForm(kind=one.kind, id=one.id, sides=one.sides) for one in comparison.broken
        ),
    )


def _state(state: State) -> StateForm:
    problems = tuple(
        ProblemForm(
            file=problem.place.file,
            line=problem.place.line,
            column=problem.place.column,
            rule=problem.rule,
            message=problem.message,
        )
        for problem in state.problems
    )
    return StateForm(name=state.name, problems=problems)


def _change(words: Words, change: Change, number: int) -> ChangeForm:
    pair = change.pair
    old, new = words.sides(change) if change.place else ("", "")
    return ChangeForm(
        number=number,
        action=change.action,
        kind=pair.kind,
        id=pair.id,
        was_id=(pair.before or pair.after).id if pair.before or pair.after else "",  # type: ignore[union-attr]
        name=name_of(pair.value("after") or pair.value("before")),
        at=change.at,
        before=_value(words, change, "before"),
        after=_value(words, change, "after"),
        order=change.order,
        follows_rename=change.follows,
        guess=pair.guess,
        words=WordsForm(what=words.what(change), before=old, after=new),
        figure=_figure(words, change),
    )


def _value(words: Words, change: Change, side: Any) -> Any:
    """What stood there; a whole entry with the facts that are compared with it."""
    entry = change.pair.entry(side)
    if not change.place and change.action != "renamed":
        return words.comparison.state(side).data(entry) if entry else None
    return plain(getattr(change, side))


def _figure(words: Words, change: Change) -> FigureForm | None:
    if change.place[:1] != ("figures",) or len(change.place) < 2:
        return None
    old, new = change.within(2, "before"), change.within(2, "after")
    growth = words.growth(old, new) if old and new else None
    return FigureForm(
        key=(old.key if old else None, new.key if new else None),
        before=words.figure("before", old) if old else None,
        after=words.figure("after", new) if new else None,
        percent=None if growth is None else f"{growth.normalize():f}",
    )


def _effect(words: Words, effect: Effect) -> EffectForm:
    old, new = effect_sides(words, effect)
    what = f"{subject(words, effect)} {EFFECTS[effect.kind]}"
    return EffectForm(
        effect=effect.kind,
        kind=effect.pair.kind,
        id=effect.pair.id,
        words=WordsForm(what=what, before=old, after=new),
    )


def _mark(words: Words, mark: Mark, changes: dict[int, int], effects: dict[int, int]) -> MarkForm:
    return MarkForm(
        mark=mark.kind,
        change=changes.get(id(mark.subject)),
        effect=effects.get(id(mark.subject)),
        where=words.title(mark.subject.pair),
        what=subject(words, mark.subject),
        why=reason(words, mark),
    )
