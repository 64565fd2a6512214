"""A comparison as JSON."""

import json
from typing import Any

from briefsite.comparing import Compared
from briefsite.diff import Change, State
from briefsite.diff.effects import Effect
from briefsite.diff.marking import Mark
from briefsite.diff.pairing import plain
from briefsite.review import form
from briefsite.review.marked import EFFECTS, effect_sides, reason, subject
from briefsite.review.naming import name_of
from briefsite.review.words import Words


def dump(compared: Compared) -> str:
    """The JSON text, ending in a newline."""
    return json.dumps(data(compared).model_dump(), ensure_ascii=False, indent=1) + "\n"


def schema() -> str:
    """The JSON Schema of the form."""
    made = form.DiffForm.model_json_schema(mode="serialization")
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def data(compared: Compared) -> form.DiffForm:
    """The form, filled in."""
    comparison = compared.comparison
    words = Words(comparison)
    changes = {id(change): number for number, change in enumerate(comparison.changes)}
    effects = {id(effect): number for number, effect in enumerate(compared.effects)}
    return form.DiffForm(
        before=_state(comparison.before),
        after=_state(comparison.after),
        marks=tuple(_mark(words, mark, changes, effects) for mark in compared.marks),
        changes=tuple(_change(words, change, n) for n, change in enumerate(comparison.changes)),
        effects=tuple(_effect(words, effect) for effect in compared.effects),
        pages=None
        if compared.pages is None
        else tuple(
            form.PageForm(address=p.address, action=p.action, was=p.was, because=p.because)
            for p in compared.pages
        ),
        not_compared=tuple(
            form.BrokenForm(kind=one.kind, id=one.id, sides=one.sides) for one in comparison.broken
        ),
    )


def _state(state: State) -> form.StateForm:
    problems = tuple(
        form.ProblemForm(
            file=problem.place.file,
            line=problem.place.line,
            column=problem.place.column,
            rule=problem.rule,
            message=problem.message,
        )
        for problem in state.problems
    )
    return form.StateForm(name=state.name, problems=problems)


def _change(words: Words, change: Change, number: int) -> form.ChangeForm:
    pair = change.pair
    old, new = words.sides(change) if change.place else ("", "")
    return form.ChangeForm(
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
        words=form.Words(what=words.what(change), before=old, after=new),
        figure=_figure(words, change),
    )


def _value(words: Words, change: Change, side: Any) -> Any:
    """What stood there; a whole entry with the facts that are compared with it."""
    entry = change.pair.entry(side)
    if not change.place and change.action != "renamed":
        return words.comparison.state(side).data(entry) if entry else None
    return plain(getattr(change, side))


def _figure(words: Words, change: Change) -> form.FigureForm | None:
    if change.place[:1] != ("figures",) or len(change.place) < 2:
        return None
    old, new = change.within(2, "before"), change.within(2, "after")
    growth = words.growth(old, new) if old and new else None
    return form.FigureForm(
        key=(old.key if old else None, new.key if new else None),
        before=words.figure("before", old) if old else None,
        after=words.figure("after", new) if new else None,
        percent=None if growth is None else f"{growth.normalize():f}",
    )


def _effect(words: Words, effect: Effect) -> form.EffectForm:
    old, new = effect_sides(words, effect)
    what = f"{subject(words, effect)} {EFFECTS[effect.kind]}"
    return form.EffectForm(
        effect=effect.kind,
        kind=effect.pair.kind,
        id=effect.pair.id,
        words=form.Words(what=what, before=old, after=new),
    )


def _mark(
    words: Words, mark: Mark, changes: dict[int, int], effects: dict[int, int]
) -> form.MarkForm:
    return form.MarkForm(
        mark=mark.kind,
        change=changes.get(id(mark.subject)),
        effect=effects.get(id(mark.subject)),
        where=words.title(mark.subject.pair),
        what=subject(words, mark.subject),
        why=reason(words, mark),
    )
