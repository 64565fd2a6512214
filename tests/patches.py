"""The JSON form of a comparison put to use: applied to the earlier state, and turned round."""

import copy
import json
from typing import Any

from briefsite.diff import State

Entries = dict[tuple[str, str], dict[str, Any]]


def entries_of(state: State) -> Entries:
    """All that is compared of a state, by kind and id, as pydantic writes it."""
    return {
        (e.kind, e.id): json.loads(e.value.model_dump_json(exclude_none=True))
        | dict(state.facts.get((e.kind, e.id), {}))
        for e in state.graph.library.entries()
    }


def apply(report: dict[str, Any], entries: Entries) -> Entries:
    """The entries that a report's changes make of others."""
    made = copy.deepcopy(entries)
    for change in report["changes"]:
        key, was = (change["kind"], change["id"]), (change["kind"], change["was_id"])
        if change["action"] == "renamed":
            made[key] = made.pop(was)
        elif change["at"] == ["", ""]:
            made.pop(was, None)
            if change["action"] == "added":
                made[key] = copy.deepcopy(change["after"])
    for key in made:
        mine = [c for c in report["changes"] if (c["kind"], c["id"]) == key and c["at"][0]]
        _apply_within(made[key], mine)
    return made


def _apply_within(entry: Any, changes: list[dict[str, Any]]) -> None:
    """Leaves first, by their place in the earlier state; then lists, the inner ones first."""
    lists: dict[str, list[dict[str, Any]]] = {}
    for change in changes:
        parent, step = change["at"][0].rsplit("/", 1)
        if change["action"] == "moved":
            lists.setdefault(change["at"][0], []).append(change)
        elif isinstance(_at(entry, parent), list) and change["action"] in ("added", "removed"):
            lists.setdefault(parent, []).append(change)
        else:
            _set(_at(entry, parent), step, change["after"])
    for place in sorted(lists, key=lambda place: -place.count("/")):
        _apply_to_list(_at(entry, place), lists[place])


def _apply_to_list(items: list[Any], changes: list[dict[str, Any]]) -> None:
    gone = {_index(c["at"][0]) for c in changes if c["action"] == "removed"}
    kept = [item for index, item in enumerate(items) if index not in gone]
    for change in changes:
        if change["action"] == "moved":
            ordered = sorted(change["order"], key=lambda pair: pair[1])
            kept = [items[before] for before, _ in ordered]
    added = [(_index(c["at"][1]), c["after"]) for c in changes if c["action"] == "added"]
    for index, item in sorted(added, key=lambda pair: pair[0]):
        kept.insert(index, copy.deepcopy(item))
    items[:] = kept


def _index(pointer: str) -> int:
    return int(pointer.rsplit("/", 1)[1])


def _at(entry: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        entry = entry[int(step)] if isinstance(entry, list) else entry[step]
    return entry


def _set(owner: Any, step: str, value: Any) -> None:
    if isinstance(owner, list):
        owner[int(step)] = value
    elif value is None:
        del owner[step]
    else:
        owner[step] = value


_TURNED = {"added": "removed", "removed": "added"}


def mirrored(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The changes of a report turned round, sorted, without what only counts or recomputes."""
    return _sorted([_mirror(change) for change in report["changes"]])


def _mirror(change: dict[str, Any]) -> dict[str, Any]:
    turned = {
        **change,
        "action": _TURNED.get(change["action"], change["action"]),
        "id": change["was_id"],
        "was_id": change["id"],
        "at": change["at"][::-1],
        "before": change["after"],
        "after": change["before"],
        "order": sorted([after, before] for before, after in change["order"]),
        "words": {"before": change["words"]["after"], "after": change["words"]["before"]},
    }
    if change["figure"]:
        figure = change["figure"]
        turned["figure"] = {
            "key": figure["key"][::-1],
            "before": figure["after"],
            "after": figure["before"],
        }
    return turned


def straight(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The changes of a report as `mirrored` gives those of its opposite."""
    kept = []
    for change in report["changes"]:
        words = {side: change["words"][side] for side in ("before", "after")}
        figure = change["figure"]
        told = figure and {key: figure[key] for key in ("key", "before", "after")}
        kept.append({**change, "words": words, "figure": told})
    return _sorted(kept)


def _sorted(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """In one order; the name is that of the later state, and the order of items has its words."""
    kept = [
        {k: v for k, v in change.items() if k not in ("number", "name")}
        | ({"words": None} if change["action"] == "moved" else {})
        for change in changes
    ]
    return sorted(kept, key=repr)
