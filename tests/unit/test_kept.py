"""What was read is kept by content, is the same then, and counts as none where it is damaged."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefsite import checks, library
from briefsite.editing import new
from briefsite.library.validation import READ, Kept, packed, unpacked
from briefsite.problems import Problem
from tests.world import make_root, story

NUMBERS = st.integers() | st.integers(1, 30).flatmap(
    lambda places: st.decimals(-(10**9), 10**9, places=places)
)
"""As a file may have them: a decimal has a point."""
DATA = st.recursive(
    st.booleans() | NUMBERS | st.text(st.characters(exclude_characters="\0")),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_characters="\0")), inner)
    ),
)


@given(DATA)
def test_data_is_the_same_after_it_was_kept(data: object) -> None:
    assert repr(unpacked(packed(data))) == repr(data)


def look(root: Path) -> tuple[checks.Checked, list[Problem]]:
    """What `check` finds, with what it keeps."""
    kept = Kept(root)
    checked = checks.check(root, kept)
    layout = new.unformatted(root, checked.graph.library.documents(), kept)
    kept.keep()
    return checked, [*checked.problems, *checked.warnings, *layout]


def values(found: checks.Checked) -> list[object]:
    """All that the entries say, and where."""
    entries = list(found.graph.library.entries())
    return [(one.id, one.value, one.document.data, one.document.spans) for one in entries]


@pytest.fixture(params=["family", "hostile"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A checkout in which all has been looked at once."""
    folder = make_root(tmp_path / "root", story(request.param))
    look(folder)
    return folder


def test_what_was_kept_says_the_same(root: Path) -> None:
    fresh = checks.check(root)
    kept, problems = look(root)
    assert values(kept) == values(fresh)
    assert problems == [*fresh.problems, *fresh.warnings]


def test_a_lean_library_reads_its_data_again(root: Path) -> None:
    fresh = checks.check(root)
    lean, faults = library.read(root / "briefs", Kept(root), lean=True)
    assert values(checks.check_read(lean, faults)) == values(fresh)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 1200", "value: 1300"),  # the printed words say another number
        ("period: 2023", "period:  2023"),  # the layout
        ("{ships", "{skips"),
        ("source: gazette", "source: gazettes"),
    ],
)
def test_a_fault_put_in_later_is_found(old: str, new: str, tmp_path: Path) -> None:
    folder = make_root(tmp_path / "root", story("minimal"))
    look(folder)
    brief = folder / "briefs" / "regions" / "north.yml"
    text = brief.read_text(encoding="utf-8")
    assert old in text
    brief.write_text(text.replace(old, new, 1), encoding="utf-8")
    _, problems = look(folder)
    assert problems
    assert look(folder)[1] == problems, "and again each time"
    brief.write_text(text, encoding="utf-8")
    assert look(folder)[1] == []


def test_a_unit_that_becomes_known_by_its_name_alone_is_looked_at(tmp_path: Path) -> None:
    """Nothing was wrong in the words as long as nobody knew the unit."""
    unit = "name: furlongs\nkind: length\nspellings: [furlongs]\n"
    folder = make_root(tmp_path / "root", story("minimal"), {"units/furlong.yml": unit})
    briefs = folder / "briefs"
    indicators = briefs / "indicators.yml"
    text = indicators.read_text(encoding="utf-8")
    indicators.write_text(text.replace("unit: count", "unit: furlongs"), encoding="utf-8")
    assert "printed" not in {one.rule for one in look(folder)[1]}
    (briefs / "units" / "furlong.yml").rename(briefs / "units" / "furlongs.yml")
    assert "printed" in {one.rule for one in look(folder)[1]}


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw.replace(b"1200", b"1300"),
        lambda raw: b"0" * 64 + raw[64:],
        lambda raw: raw + b"\xff",
    ],
)
def test_a_damaged_file_counts_as_none(damage, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    folder = make_root(tmp_path / "root", story("minimal"))
    fresh, _ = look(folder)
    file = folder / READ
    before = file.read_bytes()
    assert damage(before) != before
    file.write_bytes(damage(before))
    again, problems = look(folder)
    assert problems == []
    assert values(again) == values(fresh)
    assert file.read_bytes() == before


def test_another_program_reads_all_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_root(tmp_path / "root", story("minimal"))
    look(folder)
    monkeypatch.setattr("briefsite.library.validation.program", lambda: "another")
    raw = next((folder / "briefs" / "regions").iterdir()).read_bytes()
    kept = Kept(folder)
    kept("briefs/regions/north.yml", raw)
    kept.keep()
    assert len((folder / READ).read_bytes().split(b"\n")) == 2


def test_what_nobody_asks_for_goes_when_most_of_it_is_such(tmp_path: Path) -> None:
    texts = [f"name: {number}\n".encode() for number in range(10)]
    for chosen, left in ((texts, 10), (texts[:4], 10), ([*texts[:1], b"name: x\n"], 2)):
        kept = Kept(tmp_path)
        for raw in chosen:
            kept("x.yml", raw)
        kept.keep()
        assert (tmp_path / READ).read_bytes().count(b"\n") == left


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("in the way")
    kept = Kept(tmp_path)
    kept("x.yml", b"name: x\n")
    kept.keep()
    assert (tmp_path / ".cache").read_text() == "in the way"
