"""The one writer: only what differs, nothing but what is wanted, and nothing outside its folder."""

from pathlib import Path

import pytest

from briefsite import store
from briefsite.problems import BriefsiteError
from briefsite.store import Artifact
from tests.world import tree


def artifacts(**texts: str) -> list[Artifact]:
    return [Artifact(f"pages/{name}.md", text.encode()) for name, text in texts.items()]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return tmp_path / "made"


def test_first_run_writes_everything(made: Path) -> None:
    done = store.write(artifacts(b="B", a="A"), made)
    assert done == store.Written(("pages/a.md", "pages/b.md"), (), 0)
    assert tree(made) == {"pages/a.md": b"A", "pages/b.md": b"B"}


def test_second_run_writes_only_what_differs(made: Path) -> None:
    store.write(artifacts(a="A", b="B"), made)
    before = {name: (made / "pages" / name).stat() for name in ("a.md", "b.md")}
    done = store.write(artifacts(a="A", b="Other"), made)
    after = {name: (made / "pages" / name).stat() for name in ("a.md", "b.md")}
    assert done == store.Written(("pages/b.md",), (), 1)
    assert before["a.md"].st_ino == after["a.md"].st_ino
    assert before["a.md"].st_mtime_ns == after["a.md"].st_mtime_ns
    assert before["b.md"].st_ino != after["b.md"].st_ino


def test_what_is_not_made_any_more_is_deleted_with_its_empty_folder(made: Path) -> None:
    store.write([*artifacts(a="A"), Artifact("old/deep/x.md", b"X")], made)
    done = store.write(artifacts(a="A"), made)
    assert done.deleted == ("old/deep/x.md",)
    assert [path.name for path in made.iterdir()] == ["pages"]


def test_what_somebody_put_there_is_deleted(made: Path, tmp_path: Path) -> None:
    store.write(artifacts(a="A"), made)
    (made / "pages" / "own.md").write_text("# By hand")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.md").write_text("X")
    (made / "linked").symlink_to(tmp_path / "elsewhere")
    assert store.write(artifacts(a="A"), made).deleted == ("linked", "pages/own.md")
    assert tree(made) == {"pages/a.md": b"A"}
    assert tree(tmp_path / "elsewhere") == {"x.md": b"X"}


def test_a_page_that_moved_into_a_folder_is_not_doubled(made: Path) -> None:
    store.write(artifacts(a="A"), made)
    store.write([Artifact("pages/a.md/index.md", b"A")], made)
    assert tree(made) == {"pages/a.md/index.md": b"A"}
    store.write(artifacts(a="A"), made)
    assert tree(made) == {"pages/a.md": b"A"}


def test_what_somebody_changed_or_deleted_comes_back(made: Path) -> None:
    store.write(artifacts(a="A", b="B"), made)
    (made / "pages" / "a.md").write_text("Changed")
    (made / "pages" / "b.md").unlink()
    assert store.write(artifacts(a="A", b="B"), made).written == ("pages/a.md", "pages/b.md")


@pytest.mark.parametrize("path", ["about.md", "about/index.md"])
def test_a_hand_written_page_with_the_path_or_address_of_another_is_in_the_way(path: str) -> None:
    store.check_free(["about.md", "more/index.md"], ["about/more/index.md", "index.md"])
    with pytest.raises(BriefsiteError, match=r"hand-written.*docs/about\.md"):
        store.check_free(["about.md"], ["x/index.md", path])


def test_what_people_wrote_is_read_without_what_their_tools_left(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("about.md", ".about.md.swp", "about.md~", "#about.md#", ".git/x.md", "4913"):
        (tmp_path / name).write_text(name)
    assert store.read(tmp_path) == {"about.md": b"about.md"}
    assert store.read(tmp_path / "nowhere") == {}


@pytest.mark.parametrize("path", ["../x.md", "/x.md", "a/../../x.md", "..", ""])
def test_no_path_leads_out_of_the_folder(path: str, made: Path) -> None:
    store.write(artifacts(a="A"), made)
    before = tree(made.parent)
    with pytest.raises(BriefsiteError, match="leads out"):
        store.write([Artifact(path, b"X")], made)
    assert tree(made.parent) == before


def test_a_linked_folder_does_not_lead_out(made: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    made.mkdir()
    (made / "pages").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BriefsiteError):
        store.write(artifacts(a="A"), made)
    assert tree(tmp_path / "elsewhere") == {}


def test_a_linked_file_is_replaced_not_followed(made: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_bytes(b"secret")
    (made / "pages").mkdir(parents=True)
    (made / "pages" / "a.md").symlink_to(secret)
    store.write(artifacts(a="A"), made)
    assert secret.read_bytes() == b"secret"
    assert not (made / "pages" / "a.md").is_symlink()


def test_a_failed_write_leaves_the_old_bytes_and_no_rubbish(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(artifacts(a="A"), made)
    before = tree(made)

    def fail(self: Path, mode: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "chmod", fail)
    with pytest.raises(OSError, match="disk full"):
        store.write(artifacts(a="B"), made)
    assert tree(made) == before


def test_a_shelf_keeps_what_was_put_there(tmp_path: Path) -> None:
    shelf = store.Shelf(tmp_path / "shelf")
    assert shelf.take("key") is None
    shelf.put("key", b"content")
    assert shelf.take("key") == store.Shelf(tmp_path / "shelf").take("key") == b"content"


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 32 + b"content"])
def test_a_damaged_file_on_a_shelf_counts_as_missing(damage: bytes, tmp_path: Path) -> None:
    shelf = store.Shelf(tmp_path / "shelf")
    shelf.put("key", b"content")
    (tmp_path / "shelf" / "key").write_bytes(damage)
    assert shelf.take("key") is None
    shelf.put("key", b"content")
    assert shelf.take("key") == b"content"


def test_a_shelf_is_rid_of_what_was_not_used(tmp_path: Path) -> None:
    for key in ("old", "taken"):
        store.Shelf(tmp_path / "shelf").put(key, b"content")
    (tmp_path / "shelf" / ".abc.part").write_bytes(b"half")
    shelf = store.Shelf(tmp_path / "shelf")
    shelf.take("taken")
    shelf.put("new", b"new")
    shelf.prune()
    assert sorted(file.name for file in (tmp_path / "shelf").iterdir()) == ["new", "taken"]
    store.Shelf(tmp_path / "none").prune()
