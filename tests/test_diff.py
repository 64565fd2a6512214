"""What holds for every comparison: nothing is lost, and the way back is the mirror."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, create_model

from briefsite import diff, pages
from briefsite.diff import Compared, Rendered, Site, changes, effects
from briefsite.diff import story as in_words
from briefsite.diff.changes import Comparison, State
from briefsite.diff.pairing import Item, excerpts, pair, plain
from briefsite.library import Library, graph, read
from briefsite.library.graph import Graph
from briefsite.models import KINDS, Archive
from briefsite.pages.heads import Edition
from briefsite.problems import BriefsiteError
from tests.edits import Edit, edits, valid_edits, with_entry
from tests.patches import apply, entries_of, mirrored, straight, was_id
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
    return State("base", graph.build(library_of(world)))


def compared(before: State, after: State) -> Compared:
    """A comparison without its pages."""
    return Compared(
        comparison := changes.compare(before, after),
        tuple(found := effects.effects(comparison)),
        tuple(effects.flags(comparison, found)),
        None,
    )


def told(before: State, after: State) -> Compared:
    """A comparison that has been put into words: there are words for whatever it holds."""
    found = compared(before, after)
    assert diff.text(found)
    assert diff.markdown(found)
    return found


def edited(world: str, entry: Any, value: Any) -> State:
    """A world after an edit; its entries only, which is all that a comparison walks."""
    return State("head", Graph(with_entry(library_of(world), entry, value)))


@cache
def all_edits(world: str) -> list[tuple[Any, Edit]]:
    """The edits of a world: every kind of edit of every field, each in one place."""
    library, found = library_of(world), dict[tuple[object, ...], tuple[Any, Edit]]()
    for entry in library.entries():
        for edit in valid_edits(library, entry):
            fields = tuple(step for step in edit.at if isinstance(step, str))
            found.setdefault((entry.kind, edit.owner, edit.what, fields), (entry, edit))
    return list(found.values())


@pytest.mark.data
@pytest.mark.parametrize("world", WORLDS)
def test_a_state_does_not_differ_from_itself(world: str) -> None:
    found = told(state_of(world), state_of(world))
    assert found.comparison.changes == found.effects == found.flags == ()
    assert found.comparison.broken == ()


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
        "write with a digit more",
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


def _named(comparison: Comparison) -> set[str]:
    """The fields that changes name: on the way to one, or in an item that came or went."""
    found = comparison.changes
    steps = {step for change in found for step in change.place if isinstance(step, str)}
    whole = [plain(value) for change in found for value in (change.before, change.after)]
    return steps | {key for value in whole if isinstance(value, dict) for key in value}


@pytest.mark.parametrize("world", STORIES)
def test_every_edit_is_reported_by_the_name_of_its_field_and_nothing_is_lost(world: str) -> None:
    before = state_of(world)
    base = entries_of(before)
    for entry, edit in all_edits(world):
        after = edited(world, entry, edit.value)
        words = told(before, after)
        found = words.comparison
        assert edit.field in _named(found), (entry.id, edit.what, edit.at)
        titles = {chapter.title for chapter in in_words.story(words).chapters}
        changed = {
            in_words.Words(found).title(one.pair)
            for one in found.changes
            if one.field not in in_words.FACTS
        }
        assert changed <= titles, (entry.id, edit.what, edit.at)
        assert apply(found, base) == entries_of(after), (entry.id, edit.what, edit.at)


@given(st.data(), st.sampled_from(("family", "site")))
def test_many_edits_at_once_lose_nothing_and_the_way_back_is_the_mirror(
    data: st.DataObject, world: str
) -> None:
    before, after = state_of(world), data.draw(_states(world))
    there, back = told(before, after), told(after, before)
    assert apply(there.comparison, entries_of(before)) == entries_of(after)
    assert apply(back.comparison, entries_of(after)) == entries_of(before)
    assert mirrored(there.comparison) == straight(back.comparison)
    whose = sorted(one.pair.id for one in there.effects)
    assert whose == sorted(was_id(one.pair) for one in back.effects)


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
    first, second = told(before, after), told(before, after)
    assert first == second
    assert diff.text(first) == diff.text(second)
    kinds = [change.pair.kind for change in first.comparison.changes]
    assert kinds == sorted(kinds, key=list(KINDS).index)


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
    found = told(old, new).comparison
    hours = ("offices", Item(0, 1), "hours")
    assert [(change.action, change.place) for change in found.changes] == [
        ("removed", ("mood",)),
        ("moved", ("offices",)),
        ("removed", (*hours, Item(3, None))),
        ("added", (*hours, Item(None, 3))),
    ]
    assert apply(found, entries_of(old)) == entries_of(new)


WORDS = st.lists(st.sampled_from("ab"), min_size=3, max_size=5).map(" ".join)


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5))
def test_items_are_paired_the_same_way_in_both_directions(old: list[str], new: list[str]) -> None:
    there, back = pair(old, new, {}), pair(new, old, {})
    assert sorted((j, i) for i, j in there) == back
    assert len({i for i, _ in there}) == len({j for _, j in there}) == len(there)
    assert len(there) >= sum((Counter(old) & Counter(new)).values())


BLOCKS = [" ".join(f"{letter}{n}" for n in range(12)) for letter in "abcd"]


@given(st.permutations(BLOCKS).map(" ".join), st.permutations(BLOCKS).map(" ".join))
def test_the_words_that_differ_are_the_same_in_both_directions(old: str, new: str) -> None:
    assert excerpts(old, new) == excerpts(new, old)[::-1]


# pages


@dataclass(frozen=True)
class Shown:
    """An edit whose briefs can be shown, with the pages that it alters."""

    name: str
    entry: Any
    edit: Edit
    after: State
    pages: Site
    altered: frozenset[str]


@pytest.fixture(scope="module")
def shown_edits() -> tuple[Site, list[Shown]]:
    """The pages of the family; of each of its fields an edit, a turned list too, with its pages."""
    plans: dict[tuple[str, bool], Any] = {}
    found: dict[tuple[str, bool], tuple[Any, Edit, State]] = {}
    for entry, edit in all_edits("family"):
        key = edit.owner, edit.what == "turn round"
        if key not in found:
            after = edited("family", entry, edit.value)
            planned = _planned(after.graph.library)
            if planned:
                plans[key], found[key] = planned, (entry, edit, after)
    base = _planned(library_of("family"))
    old, *sites = (diff.render(CHECKOUT, plan) for plan in (base, *plans.values()))
    return old, [
        Shown(_name(entry, edit), entry, edit, after, new, _differing(old, new))
        for (entry, edit, after), new in zip(found.values(), sites, strict=True)
    ]


def _name(entry: Any, edit: Edit) -> str:
    return f"{edit.what} {'.'.join(map(str, edit.at))} of {entry.kind} {entry.id}"


def _planned(library: Library) -> Any:
    """The pages of the briefs, where an edit left briefs that can be shown; most do."""
    try:
        return [
            page
            for page in pages.plan(graph.build(library), Edition())
            if not page.path.startswith(("fields/", "rules/"))
        ]
    except (KeyError, ValueError, BriefsiteError, IndexError, RecursionError):
        return None


def _differing(old: Site, new: Site) -> frozenset[str]:
    def text(pages: Site, path: str) -> bytes:
        return pages[path].content if path in pages else b""

    return frozenset(path for path in old.keys() | new.keys() if text(old, path) != text(new, path))


def test_a_page_shows_something_of_what_it_names_and_of_nothing_else() -> None:
    planned = pages.plan(graph.build(library_of("family")))
    shown = {page.path: page.shown for page in planned}["companies/tide-group/index.md"]
    regions = {("region", id) for id in ("harbour-city", "coast", "westland")}
    others = {("company", "tide-motors"), ("person", "ann-wave"), ("source", "herald-morning")}
    assert shown == {("company", "tide-group"), *others, *regions}


def test_every_edit_that_alters_a_page_lists_it_with_the_change_behind_it(
    shown_edits: tuple[Site, list[Shown]],
) -> None:
    old, shown = shown_edits
    for one in shown:
        comparison = changes.compare(state_of("family"), one.after)
        listed = list(diff.changed_pages(comparison, old, one.pages))
        assert {f"{page.address}index.md" for page in listed} == one.altered, one.name
        assert all(page.because for page in listed), one.name
    assert len({one.edit.owner for one in shown if one.altered}) > 90


def test_of_two_edits_a_page_names_the_one_that_altered_it(
    shown_edits: tuple[Site, list[Shown]],
) -> None:
    old, shown = shown_edits
    chosen = Random(1)
    wrong = []
    for _ in range(600):
        first, second = chosen.sample(shown, 2)
        if first.entry is not second.entry:
            wrong += _unexplained(old, first, second)
    assert "\n".join(wrong) == ""


def _unexplained(old: Site, first: Shown, second: Shown) -> Iterator[str]:
    """Pages that only the first of two edits alters, where it is not named."""
    library = with_entry(first.after.graph.library, second.entry, second.edit.value)
    comparison = changes.compare(state_of("family"), State("head", Graph(library)))
    mine = {n for n, c in enumerate(comparison.changes) if c.pair.id == first.entry.id}
    new = {path: _both(path, first, second) for path in first.pages.keys() | second.pages.keys()}
    for page in diff.changed_pages(comparison, old, new):
        path = f"{page.address}index.md"
        if path in first.altered - second.altered and not mine & set(page.because):
            yield f"{first.name}; {second.name}: {path}"


def _both(path: str, first: Shown, second: Shown) -> Rendered:
    """A page after two edits: another one where either of them altered it."""
    pages = [one.pages[path] for one in (first, second) if path in one.pages]
    altered = path in first.altered | second.altered
    shows = frozenset(key for page in pages for key in page.shows)
    return Rendered(b"altered" if altered else pages[0].content, shows)
