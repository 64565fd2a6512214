"""What holds for every comparison: nothing is lost, and the way back is the mirror."""

import json
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, create_model

from briefsite import comparing, diff, pages, review, templating
from briefsite import graph as graphs
from briefsite.comparing import Compared
from briefsite.diff import State
from briefsite.graph import Graph
from briefsite.library import Library, read
from briefsite.models import Archive
from briefsite.pages import Page
from tests.edits import Edit, edits, valid_edits, with_entry
from tests.patches import apply, entries_of, mirrored, straight
from tests.world import CHECKOUT, STORIES, story

WORLDS = (*STORIES, "site")


@cache
def library_of(world: str) -> Library:
    """The briefs of a test world, or those of the site."""
    found, problems = read(CHECKOUT / "briefs" if world == "site" else story(world))
    assert not problems
    return found


@cache
def state_of(world: str) -> State:
    return State("base", graphs.build(library_of(world)))


def compared(before: State, after: State) -> Compared:
    """A comparison without its pages."""
    return comparing.Compared(
        comparison := diff.compare(before, after),
        tuple(found := comparing.effects(comparison)),
        tuple(comparing.marks(comparison, found)),
        None,
    )


def report(before: State, after: State) -> dict[str, Any]:
    """A comparison in its JSON form."""
    told: dict[str, Any] = json.loads(review.dump(compared(before, after)))
    return told


def edited(world: str, entry: Any, value: Any) -> State:
    """A world after an edit; its entries only, which is all that a comparison walks."""
    return State("head", Graph(with_entry(library_of(world), entry, value)))


@cache
def all_edits(world: str) -> list[tuple[Any, Edit]]:
    """Every edit of every entry of a world."""
    library = library_of(world)
    return [(entry, edit) for entry in library.entries() for edit in valid_edits(library, entry)]


@pytest.mark.parametrize("world", WORLDS)
def test_a_state_does_not_differ_from_itself(world: str) -> None:
    told = report(state_of(world), state_of(world))
    assert told["changes"] == told["effects"] == told["marks"] == told["not_compared"] == []


def test_the_edits_reach_every_field_of_the_format() -> None:
    """Every field of every model is edited somewhere, present or absent."""
    entries = {type(entry.value) for entry in library_of("family").entries()}
    fields = {
        f"{model.__name__}.{name}"
        for model in _models(entries)
        for name, field in model.model_fields.items()
        if field.annotation is not Archive
    }
    reached = {edit.owner for world in STORIES for _, edit in all_edits(world)}
    assert fields == reached
    assert len(fields) > 120
    assert {edit.what for _, edit in all_edits("family")} == {
        "add",
        "add item",
        "change",
        "first to last",
        "remove",
        "remove item",
        "turn round",
    }


def _models(found: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Models with those in their fields."""
    inner = {
        part
        for model in found
        for field in model.model_fields.values()
        for part in _parts(field.annotation)
        if isinstance(part, type) and issubclass(part, BaseModel)
    }
    return found if inner <= found else _models(found | inner)


def _parts(annotation: Any) -> list[Any]:
    return [annotation, *(part for arg in get_args(annotation) for part in _parts(arg))]


def _named(told: dict[str, Any]) -> set[str]:
    """The fields that a report names: on the way to a change, or in an item that came or went."""
    changes = told["changes"]
    steps = {step for change in changes for at in change["at"] for step in at.split("/")}
    whole = [change[side] for change in changes for side in ("before", "after")]
    return steps | {key for value in whole if isinstance(value, dict) for key in value}


@pytest.mark.parametrize("world", STORIES)
def test_every_edit_is_reported_by_the_name_of_its_field_and_nothing_is_lost(world: str) -> None:
    before = state_of(world)
    base = entries_of(before)
    for entry, edit in all_edits(world):
        after = edited(world, entry, edit.value)
        told = report(before, after)
        assert edit.field in _named(told), (entry.id, edit.what, edit.at)
        assert apply(told, base) == entries_of(after), (entry.id, edit.what, edit.at)


@settings(max_examples=60)
@given(st.data(), st.sampled_from(("family", "site")))
def test_many_edits_at_once_lose_nothing_and_the_way_back_is_the_mirror(
    data: st.DataObject, world: str
) -> None:
    before, after = state_of(world), data.draw(_states(world))
    told, back = report(before, after), report(after, before)
    assert apply(told, entries_of(before)) == entries_of(after)
    assert apply(back, entries_of(after)) == entries_of(before)
    assert mirrored(told) == straight(back)
    assert [one["id"] for one in told["effects"]] == [one["id"] for one in back["effects"]]


@st.composite
def _states(draw: st.DrawFn, world: str) -> State:
    """A world after a few edits, one after the other; entries may go, and get another id."""
    library = library_of(world)
    for _ in range(draw(st.integers(1, 4))):
        entry = draw(st.sampled_from(list(library.entries())))
        kind = draw(st.integers(0, 9))
        if kind == 0:
            library = with_entry(library, entry, None)
        elif kind <= 2 and entry.kind in ("region", "company"):
            named = (*entry.value.former_ids, entry.id)
            update = {"former_ids": named} if kind == 1 else {}
            value = entry.value.model_copy(update=update)
            library = with_entry(library, entry, value, f"{entry.id}-x")
        else:
            chosen = draw(st.sampled_from(list(edits(library, entry.value))))
            library = with_entry(library, entry, chosen.value)
    return State("head", Graph(library))


def test_the_order_of_the_report_is_fixed() -> None:
    before, after = state_of("family"), state_of("minimal")
    first, second = report(before, after), report(before, after)
    assert first == second
    kinds = [change["kind"] for change in first["changes"]]
    assert kinds == sorted(kinds, key=diff.entries.KINDS.index)


def test_a_new_field_of_the_format_is_compared_without_a_line_of_code() -> None:
    library = library_of("minimal")
    entry = next(iter(library.regions.values()))
    model = type(entry.value)
    longer = create_model("Longer", __base__=model, mood=(str | None, None))
    inner = create_model("Inner", place=(str, ...), hours=(tuple[int, ...], ()))
    longer = create_model("Longest", __base__=longer, offices=(tuple[inner, ...], ()))  # type: ignore[valid-type]

    def said(**more: Any) -> State:
        value = longer.model_construct(**dict(entry.value), **more)
        return State("one", Graph(with_entry(library, entry, value)))

    old = said(
        mood="calm", offices=(inner(place="quay", hours=(9, 12, 13, 17)), inner(place="pier"))
    )
    new = said(mood=None, offices=(inner(place="pier"), inner(place="quay", hours=(9, 12, 13, 18))))
    told = report(old, new)
    assert [(c["action"], c["at"]) for c in told["changes"]] == [
        ("removed", ["/mood", "/mood"]),
        ("moved", ["/offices", "/offices"]),
        ("removed", ["/offices/0/hours/3", "/offices/1/hours/-"]),
        ("added", ["/offices/0/hours/-", "/offices/1/hours/3"]),
    ]
    assert apply(told, entries_of(old)) == entries_of(new)


# pages


def _planned(graph: Graph) -> list[Page] | None:
    """The pages, where the edit left briefs that can be shown; most edits do."""
    try:
        return list(pages.plan(graph))
    except (KeyError, ValueError, AssertionError, IndexError, RecursionError):
        return None


def _joined(state: State) -> State:
    return replace(state, graph=graphs.build(state.graph.library))


@cache
def one_edit_of_each_field() -> list[tuple[Any, Edit, State, list[Page]]]:
    """Of each field and way to edit it the first whose briefs can be shown, with their pages."""
    found: dict[tuple[str, str], tuple[Any, Edit, State, list[Page]]] = {}
    for entry, edit in all_edits("family"):
        if (edit.owner, edit.what) not in found:
            after = _joined(edited("family", entry, edit.value))
            planned = _planned(after.graph)
            if planned:
                found[edit.owner, edit.what] = entry, edit, after, planned
    return list(found.values())


def rendered(plans: list[list[Page]]) -> list[dict[str, bytes]]:
    """The pages of many plans, with one reading of the templates."""
    made = templating.render(chain.from_iterable(plans), CHECKOUT / "templates")
    return [{page.path: next(made).content for page in plan} for plan in plans]


def test_every_edit_that_alters_a_page_lists_it_with_the_change_behind_it() -> None:
    before, edited_ = state_of("family"), one_edit_of_each_field()
    plans = [list(pages.plan(before.graph)), *(planned for *_, planned in edited_)]
    old, *all_new = rendered(plans)
    altering = set()
    for (entry, edit, after, _), new in zip(edited_, all_new, strict=True):
        comparison = diff.compare(before, after)
        listed = list(comparing.changed_pages(comparison, old, new))
        different = {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
        at = entry.kind, entry.id, edit.what, edit.at
        assert {f"{page.address}index.md" for page in listed} == different, at
        assert all(page.because for page in listed), at
        if different:
            altering.add(edit.owner)
    assert len(altering) > 90
