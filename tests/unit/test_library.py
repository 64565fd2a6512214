"""The briefs folder: what is read, what is refused, and what is passed over."""

import os
from pathlib import Path

import pytest

from briefsite import library
from briefsite.problems import BriefsiteError
from tests.world import make_root, story

GOOD = "name: South\nkind: province\nparent: atlantis\nsummary: A province.\n"


@pytest.fixture
def briefs(tmp_path: Path) -> Path:
    return make_root(tmp_path / "root", story("minimal")) / "briefs"


def problems(folder: Path) -> list[tuple[str, str]]:
    return [(problem.place.file, problem.rule) for problem in library.read(folder)[1]]


def test_entries_come_sorted_with_their_files(briefs: Path) -> None:
    (briefs / "regions" / "aa.yml").write_text(GOOD)
    found, faults = library.read(briefs)
    assert not faults
    assert list(found.regions) == ["aa", "atlantis", "north"]
    assert found.regions["aa"].document.file == "briefs/regions/aa.yml"
    assert found.brief("north").kind == "region"
    assert [entry.id for entry in found.briefs()] == ["aa", "atlantis", "north"]
    assert found.knows("region", "aa")
    assert not found.knows("company", "aa")
    with pytest.raises(KeyError):
        found.brief("nowhere")


def test_no_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BriefsiteError, match="there is no folder"):
        library.read(tmp_path / "briefs")


def test_an_empty_folder_is_empty(tmp_path: Path) -> None:
    found, faults = library.read(tmp_path)
    assert not list(found.entries())
    assert not faults


@pytest.mark.parametrize(
    "name",
    [
        "CON.yml",
        "con.yml",
        "nul.yml",
        "lpt1.yml",
        "com9.yml",
        "index.yml",
        "a.b.yml",
        "A.yml",
        "a_b.yml",
        "-a.yml",
        "a b.yml",
        "a\n.yml",
        "é.yml",
        "a.yaml",
        "a.YML",
        "a.yml.exe",
        f"{'a' * 65}.yml",
        "1.yml",
        "a--b.yml",
        "a\u202eb.yml",
    ],
)
def test_file_names_that_are_no_ids(name: str, briefs: Path) -> None:
    (briefs / "regions" / name).write_text(GOOD)
    ((shown, rule),) = problems(briefs)
    assert rule == "file-name"
    assert shown.isprintable()
    assert set(library.read(briefs)[0].regions) == {"atlantis", "north"}


@pytest.mark.parametrize(
    "name", [".south.yml.swp", "south.yml~", "#south.yml#", ".DS_Store", "Thumbs.db", "south.bak"]
)
def test_leavings_of_editors_are_passed_over(name: str, briefs: Path) -> None:
    (briefs / "regions" / name).write_text("x")
    (briefs / name).write_text("x")
    assert problems(briefs) == []


def test_a_link_is_not_followed(briefs: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yml"
    secret.write_text(GOOD)
    (briefs / "regions" / "south.yml").symlink_to(secret)
    assert problems(briefs) == [("briefs/regions/south.yml", "file-name")]
    assert "south" not in library.read(briefs)[0].regions


def test_a_linked_folder_or_registry_is_not_followed(briefs: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "dock.yml").write_text(
        "name: Dock\nkind: company\nsummary: A dock.\n"
    )
    (briefs / "companies").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "terms.yml").write_text("{}")
    (briefs / "terms.yml").symlink_to(tmp_path / "terms.yml")
    assert problems(briefs) == [
        ("briefs/companies", "file-name"),
        ("briefs/terms.yml", "file-name"),
    ]


def test_a_folder_or_pipe_in_the_place_of_a_brief(briefs: Path) -> None:
    (briefs / "regions" / "folder.yml").mkdir()
    os.mkfifo(briefs / "regions" / "pipe.yml")
    assert problems(briefs) == [
        ("briefs/regions/folder.yml", "file-name"),
        ("briefs/regions/pipe.yml", "file-name"),
    ]


def test_a_broken_file_hides_no_other_and_stays_known(briefs: Path) -> None:
    (briefs / "regions" / "north.yml").write_text("name: [\n")
    (briefs / "regions" / "south.yml").write_text("name: South\n")
    found, faults = library.read(briefs)
    assert {problem.place.file for problem in faults} == {
        "briefs/regions/north.yml",
        "briefs/regions/south.yml",
    }
    assert found.knows("region", "north")
    assert found.knows("region", "south")
    assert found.broken == {("region", "north"), ("region", "south")}
    assert list(found.regions) == ["atlantis"]


def test_file_order_does_not_matter(briefs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (briefs / "regions" / "aa.yml").write_text(GOOD)
    (briefs / "regions" / "bb.yml").write_text("name: x: y")
    before = library.read(briefs)
    listed = os.listdir
    monkeypatch.setattr(os, "listdir", lambda folder: list(reversed(listed(folder))))
    after = library.read(briefs)
    assert after[1] == before[1]
    assert list(after[0].regions) == list(before[0].regions)


@pytest.mark.parametrize("id", ["index", "con", "nul"])
@pytest.mark.parametrize("registry", ["topics", "indicators", "people", "terms"])
def test_registry_ids_are_file_names_too(registry: str, id: str, briefs: Path) -> None:
    (briefs / f"{registry}.yml").write_text(f"{id}:\n  name: Name\n  definition: Words.\n")
    assert (f"briefs/{registry}.yml", "id") in problems(briefs)
