"""The one writer: only what differs, nothing but what is wanted, and nothing outside its folder."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from briefsite import store
from briefsite.problems import BriefsiteError
from briefsite.site import exports
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
    exports.check_free(["about.md", "more/index.md"], ["about/more/index.md", "index.md"])
    with pytest.raises(BriefsiteError, match=r"hand-written.*docs/about\.md"):
        exports.check_free(["about.md"], ["x/index.md", path])


def test_what_people_wrote_is_read_without_what_their_tools_left(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("about.md", ".about.md.swp", "about.md~", "#about.md#", ".git/x.md", "4913"):
        (tmp_path / name).write_text(name)
    assert store.read(tmp_path) == {"about.md": b"about.md"}
    assert store.read(tmp_path / "nowhere") == {}


def test_links_are_not_followed_and_told(tmp_path: Path) -> None:
    secret, docs = tmp_path / "secret.md", tmp_path / "site" / "docs"
    secret.write_text("secret")
    docs.mkdir(parents=True)
    (docs / "about.md").write_text("about")
    assert exports.links(docs.parent, "docs") == ()
    (docs / "file.md").symlink_to(secret)
    (docs / "ring").symlink_to(docs)
    (docs / "gone.md").symlink_to(tmp_path / "nowhere")
    (docs / ".#about.md").symlink_to("lock of an editor")
    assert store.read(docs) == {"about.md": b"about"}
    with pytest.raises(BriefsiteError, match=r": docs/file\.md, docs/gone\.md, docs/ring$"):
        exports.check_links(exports.links(docs.parent, "docs"))


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


# publishing: tests/kills.py tries what comes between


def publish(root: Path, text: str) -> None:
    """Publish a site of one page."""
    with store.beside(root, "mark") as beside:
        store.write([Artifact("mark", b""), Artifact("index.html", text.encode())], beside.site)
        beside.publish()


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_site_takes_the_place_of_the_last_and_nothing_is_left(
    can_exchange: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can_exchange:
        monkeypatch.setattr(store, "_SWAPS", {})
    for text in ("one", "two"):
        publish(tmp_path, text)
        assert (tmp_path / "site" / "index.html").read_text() == text
    assert names(tmp_path) == ["site"]


def test_a_site_that_is_not_published_leaves_the_last(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    with store.beside(tmp_path, "mark") as beside:
        store.write([Artifact("index.html", b"two")], beside.site)
    assert (tmp_path / "site" / "index.html").read_text() == "one"
    assert names(tmp_path) == ["site"]


def test_what_a_killed_run_has_left_is_cleaned_and_its_parked_site_put_back(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    for name in (".site-of-somebody", ".site-0123456789ab-abcdefgh"):
        (tmp_path / name).mkdir()
    with store.beside(tmp_path, "mark") as left:
        left.is_kept = True
        (tmp_path / "site").rename(left.folder / "parked")
    with store.beside(tmp_path, "mark"):
        assert (tmp_path / "site" / "index.html").read_text() == "one"
        assert not left.folder.exists()
    assert names(tmp_path) == [".site-0123456789ab-abcdefgh", ".site-of-somebody", "site"]


def test_where_the_second_rename_fails_the_last_site_is_put_back(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    with pytest.raises(FileNotFoundError):
        store._rename_both(tmp_path / "gone", tmp_path / "site", tmp_path / "parked")
    assert (tmp_path / "site" / "index.html").read_text() == "one"


def test_a_site_that_is_a_link_is_published_where_it_leads(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (tmp_path / "web").mkdir()
    root.mkdir()
    (root / "site").symlink_to("../web/html")
    for text in ("one", "two"):
        publish(root, text)
        assert (tmp_path / "web" / "html" / "index.html").read_text() == text
    assert (names(root), names(tmp_path / "web")) == (["site"], ["html"])
    assert (root / "site").is_symlink()


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("own", "which holds other things than a built site"),
        (".", "which holds other things than a built site"),
        ("no/where", "a link that leads nowhere"),
        ("site", "a link that leads nowhere"),
        ("own/text", "is no folder"),
    ],
)
def test_a_link_to_what_is_no_site_is_refused(target: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "text").write_text("mine")
    (tmp_path / "site").symlink_to(target)
    with pytest.raises(BriefsiteError, match=message):
        publish(tmp_path, "one")
    assert (tmp_path / "own" / "text").read_text() == "mine"
    assert names(tmp_path) == ["own", "site"]


def test_who_builds_is_alone(tmp_path: Path) -> None:
    told: list[str] = []
    with ExitStack() as first:
        first.enter_context(store.alone(tmp_path, "build"))
        second = store.alone(tmp_path, "print")
        with pytest.raises(store.Busy, match=rf"process {os.getpid()} on .* \(build\), since 2"):
            second.__enter__()

        def wait(who: str) -> None:
            told.append(who)
            first.close()

        with store.alone(tmp_path, "print", wait):
            assert told[0].startswith(f"another build is at work: process {os.getpid()} on ")
    with store.alone(tmp_path, "build"):
        pass
    assert len(told) == 1
