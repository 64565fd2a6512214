"""The one writer: only what differs, only what is its own, and nothing is lost on the way."""

import json
from pathlib import Path

import pytest

from briefsite import store
from briefsite.problems import BriefsiteError
from briefsite.store import Artifact
from tests.world import tree

HEAD = b"---\n" + store.MARK + b"---\n"


def artifacts(**texts: str) -> list[Artifact]:
    return [Artifact(f"pages/{name}.md", HEAD + text.encode()) for name, text in texts.items()]


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "about.md").write_text("# By hand\n")
    return tmp_path / "docs"


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / ".cache" / "memory.json"


def test_first_run_writes_everything(docs: Path, memory: Path) -> None:
    done = store.write(artifacts(b="B", a="A"), docs, memory)
    assert done == store.Written(("pages/a.md", "pages/b.md"), (), 0)
    assert (docs / "pages" / "a.md").read_bytes() == HEAD + b"A"


def test_second_run_writes_only_what_differs(docs: Path, memory: Path) -> None:
    store.write(artifacts(a="A", b="B"), docs, memory)
    before = {name: (docs / "pages" / name).stat() for name in ("a.md", "b.md")}
    remembered = memory.stat()
    done = store.write(artifacts(a="A", b="Other"), docs, memory)
    after = {name: (docs / "pages" / name).stat() for name in ("a.md", "b.md")}
    assert done == store.Written(("pages/b.md",), (), 1)
    assert before["a.md"].st_ino == after["a.md"].st_ino
    assert before["a.md"].st_mtime_ns == after["a.md"].st_mtime_ns
    assert before["b.md"].st_ino != after["b.md"].st_ino
    assert memory.stat().st_ino == remembered.st_ino


def test_what_is_not_made_any_more_is_deleted_with_its_empty_folder(
    docs: Path, memory: Path
) -> None:
    store.write([*artifacts(a="A"), Artifact("old/deep/x.md", HEAD)], docs, memory)
    done = store.write(artifacts(a="A"), docs, memory)
    assert done.deleted == ("old/deep/x.md",)
    assert not (docs / "old").exists()
    assert sorted(tree(docs)) == ["about.md", "pages/a.md"]


def test_a_folder_with_something_by_hand_stays(docs: Path, memory: Path) -> None:
    store.write(artifacts(a="A"), docs, memory)
    (docs / "pages" / "notes.md").write_text("# By hand\n")
    store.write([], docs, memory)
    assert sorted(tree(docs)) == ["about.md", "pages/notes.md"]


def test_hand_written_files_are_never_overwritten(docs: Path, memory: Path) -> None:
    before = tree(docs)
    made = [Artifact("about.md", HEAD), *artifacts(a="A")]
    with pytest.raises(BriefsiteError, match=r"hand-written.*docs/about\.md"):
        store.write(made, docs, memory)
    assert tree(docs) == before
    assert not memory.exists()


def test_a_hand_written_page_with_the_address_of_another_is_in_the_way(
    docs: Path, memory: Path
) -> None:
    before = tree(docs)
    with pytest.raises(BriefsiteError, match=r"hand-written.*docs/about\.md"):
        store.write([Artifact("about/index.md", HEAD)], docs, memory)
    assert tree(docs) == before


@pytest.mark.parametrize("remembered", ["pages", "nothing", "other files"])
def test_a_page_that_moved_into_a_folder_is_not_doubled(
    remembered: str, docs: Path, memory: Path
) -> None:
    store.write(artifacts(a="A", b="B"), docs, memory)
    if remembered == "nothing":
        memory.unlink()
    elif remembered == "other files":
        memory.write_text("[]")
    made = [Artifact(f"pages/{name}/index.md", HEAD) for name in ("a", "b")]
    assert store.write(made, docs, memory).deleted == ("pages/a.md", "pages/b.md")
    assert sorted(tree(docs)) == ["about.md", "pages/a/index.md", "pages/b/index.md"]
    before = memory.stat()
    assert store.write(made, docs, memory) == store.Written((), (), 2)
    assert memory.stat().st_ino == before.st_ino


def test_a_page_that_somebody_took_over_is_not_overwritten(docs: Path, memory: Path) -> None:
    store.write(artifacts(a="A"), docs, memory)
    (docs / "pages" / "a.md").write_text("# By hand now\n")
    with pytest.raises(BriefsiteError, match="hand-written"):
        store.write(artifacts(a="B"), docs, memory)
    assert (docs / "pages" / "a.md").read_text() == "# By hand now\n"


def test_a_page_that_somebody_took_over_is_not_deleted(docs: Path, memory: Path) -> None:
    store.write(artifacts(a="A"), docs, memory)
    (docs / "pages" / "a.md").write_text("# By hand now\n")
    store.write([], docs, memory)
    assert (docs / "pages" / "a.md").read_text() == "# By hand now\n"


def test_a_page_that_somebody_deleted_comes_back(docs: Path, memory: Path) -> None:
    store.write(artifacts(a="A"), docs, memory)
    (docs / "pages" / "a.md").unlink()
    assert store.write(artifacts(a="A"), docs, memory).written == ("pages/a.md",)


def test_a_page_that_is_gone_already_can_be_pruned(docs: Path, memory: Path) -> None:
    store.write(artifacts(a="A"), docs, memory)
    (docs / "pages" / "a.md").unlink()
    assert store.write([], docs, memory).deleted == ()


DAMAGE = [
    None,
    b"",
    b"nonsense",
    b"\xff\xfe",
    b"null",
    b"5",
    b'"about.md"',
    b"{}",
    b'{"pages/a.md": 1}',
    b"[1, null, [], {}]",
    b'["../about.md", "/etc/passwd", "", "pages/../../x"]',
    b'["about.md"]',
    b"[" * 100_000,
]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: repr(damage)[:20])
def test_a_lost_or_damaged_memory_harms_nothing(
    damage: bytes | None, docs: Path, memory: Path
) -> None:
    store.write(artifacts(a="A", b="B"), docs, memory)
    if damage is None:
        memory.unlink()
    else:
        memory.write_bytes(damage)
    done = store.write(artifacts(a="A", b="B"), docs, memory)
    assert done.unchanged == 2
    assert (docs / "about.md").read_text() == "# By hand\n"
    assert json.loads(memory.read_text()) == ["pages/a.md", "pages/b.md"]


@pytest.mark.parametrize("damage", [None, b"nonsense", b"null"])
def test_pages_of_gone_briefs_go_even_when_the_memory_is_lost(
    damage: bytes | None, docs: Path, memory: Path
) -> None:
    store.write(artifacts(a="A", b="B"), docs, memory)
    if damage is None:
        memory.unlink()
    else:
        memory.write_bytes(damage)
    assert store.write(artifacts(a="A"), docs, memory).deleted == ("pages/b.md",)
    assert sorted(tree(docs)) == ["about.md", "pages/a.md"]


@pytest.mark.parametrize("path", ["../x.md", "/x.md", "a/../../x.md", "..", ""])
def test_no_path_leads_out_of_the_folder(path: str, docs: Path, memory: Path) -> None:
    before = tree(docs.parent)
    with pytest.raises(BriefsiteError, match="leads out"):
        store.write([Artifact(path, HEAD)], docs, memory)
    assert tree(docs.parent) == before


def test_a_linked_folder_does_not_lead_out(docs: Path, memory: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (docs / "pages").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BriefsiteError):
        store.write(artifacts(a="A"), docs, memory)
    assert tree(tmp_path / "elsewhere") == {}


def test_a_linked_file_is_replaced_not_followed(docs: Path, memory: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_bytes(HEAD + b"secret")
    (docs / "pages").mkdir()
    (docs / "pages" / "a.md").symlink_to(secret)
    store.write(artifacts(a="A"), docs, memory)
    assert secret.read_bytes() == HEAD + b"secret"
    assert not (docs / "pages" / "a.md").is_symlink()


def test_a_failed_write_leaves_the_old_bytes_and_no_rubbish(
    docs: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(artifacts(a="A"), docs, memory)
    before = tree(docs)

    def fail(self: Path, mode: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "chmod", fail)
    with pytest.raises(OSError, match="disk full"):
        store.write(artifacts(a="B"), docs, memory)
    assert tree(docs) == before


def test_a_kill_before_the_pruning_leaves_no_orphan(
    docs: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(artifacts(a="A", b="B"), docs, memory)

    def killed(folder: Path, path: str) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "_delete", killed)
        with pytest.raises(KeyboardInterrupt):
            store.write(artifacts(c="C"), docs, memory)
    store.write(artifacts(c="C"), docs, memory)
    assert sorted(tree(docs)) == ["about.md", "pages/c.md"]


def take(folder: Path, key: str, content: bytes, made: list[str] | None = None) -> bytes:
    """What a run takes from a shelf, with what it would make."""

    def make() -> bytes:
        if made is not None:
            made.append(key)
        return content

    shelf = store.Shelf(folder)
    taken = shelf.take(key, make)
    shelf.settle()
    return taken


def test_a_shelf_keeps_what_was_made(tmp_path: Path) -> None:
    made: list[str] = []
    assert [take(tmp_path / "shelf", "key", b"content", made) for _ in range(2)] == [b"content"] * 2
    assert made == ["key"]


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 32 + b"content"])
def test_a_damaged_file_on_a_shelf_is_made_again(damage: bytes, tmp_path: Path) -> None:
    take(tmp_path / "shelf", "key", b"content")
    (tmp_path / "shelf" / "key").write_bytes(damage)
    assert take(tmp_path / "shelf", "key", b"content") == b"content"
    assert take(tmp_path / "shelf", "key", b"other") == b"content"


def test_a_shelf_is_rid_of_what_was_not_taken(tmp_path: Path) -> None:
    take(tmp_path / "shelf", "old", b"old")
    take(tmp_path / "shelf", "new", b"new")
    assert [file.name for file in (tmp_path / "shelf").iterdir()] == ["new"]


def test_a_shelf_that_is_not_settled_writes_nothing(tmp_path: Path) -> None:
    store.Shelf(tmp_path / "shelf").take("key", lambda: b"content")
    assert not (tmp_path / "shelf").exists()
