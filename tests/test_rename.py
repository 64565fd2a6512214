"""Another id: the same site under it, the old address leads on, and there is a way back."""

import re
import shutil
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from briefsite import evidence, library, store
from briefsite.cli import main
from briefsite.editing import renaming
from briefsite.editing.new import unformatted
from briefsite.editing.renaming import Target
from briefsite.evidence import dump_record, make_record
from briefsite.evidence.archive import Covered
from briefsite.library.yaml import load
from briefsite.problems import BriefsiteError
from briefsite.site import edition
from tests.world import CHECKOUT, generated, graph_of, make_root, render, story, tree

Root = Callable[..., Path]


def ids(briefs: Path) -> list[str]:
    """Everything that has an id, as `kind:id`."""
    found, problems = library.read(briefs)
    assert problems == []
    return [f"{entry.kind}:{entry.id}" for entry in found.entries()]


def renamed(root: Path, named: str, new: str) -> renaming.Moved:
    """A renaming that is done."""
    moved = renaming.rename(root, named, new)
    assert moved.problems == ()
    return moved


def pages_as(root: Path, old: str, new: str) -> dict[str, str]:
    """All pages, with the old id in place of the new one."""
    pages = render(graph_of(root))
    return {path.replace(new, old): text.replace(new, old) for path, text in pages.items()}


def pages_of(root: Path) -> dict[str, str]:
    """All pages."""
    return dict(render(graph_of(root)))


def same_site(root: Path, named: str, pages: dict[str, str]) -> Iterator[str]:
    """Rename something, look at everything, rename it back; gives the new id between."""
    old = named.rpartition(":")[2]
    new = f"{old}-aa"  # stands next to the old one in every list
    before = tree(root)
    renamed(root, named, new)
    assert unformatted(root) == ()
    after = pages_as(root, old, new)
    assert sorted(after) == sorted(pages)
    changed = [path for path in pages if after[path] != pages[path]]
    assert set(changed) <= {"data/index.md"}, "it says how large files are in which the id stands"
    yield new
    renamed(root, named.replace(old, new), old)
    assert tree(root) == before


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The family world, of which one brief has changed since it was verified; and the others."""
    made = with_record(make_root(tmp_path_factory.mktemp("recorded") / "root", story("family")))
    brief = made / "briefs" / "companies" / "tide-motors.yml"
    brief.write_text(brief.read_text().replace("summary: ", "summary: Changed. "))
    return made, verified(made)


@pytest.fixture(scope="module")
def family_pages(recorded: tuple[Path, list[str]]) -> dict[str, str]:
    """All pages of this world."""
    return pages_of(recorded[0])


def most_used(briefs: Path) -> list[str]:
    """Of each kind the two things whose ids stand in the briefs most often."""
    text = "".join(file.read_text(encoding="utf-8") for file in sorted(briefs.rglob("*.yml")))

    def uses(named: str) -> int:
        return len(re.findall(rf"(?<![\w-]){named.partition(':')[2]}(?![\w-])", text))

    by_kind = groupby(sorted(ids(briefs)), lambda named: named.partition(":")[0])
    return [named for _, own in by_kind for named in sorted(own, key=uses)[-2:]]


@pytest.mark.parametrize("named", most_used(story("family")))
def test_the_site_of_a_renamed_thing_is_the_same_and_what_was_verified_stays_so(
    named: str,
    recorded: tuple[Path, list[str]],
    family_pages: dict[str, str],
    tmp_path: Path,
) -> None:
    """Nothing else becomes verified."""
    start, before = recorded
    made = Path(shutil.copytree(start, tmp_path / "root"))
    assert 3 < len(before) < 12
    assert "tide-motors" not in before
    old = named.rpartition(":")[2]
    for new in same_site(made, named, family_pages):
        if named.startswith(("region", "company")):
            before = [id if id != old else new for id in before]
        assert sorted(verified(made)) == sorted(before)
        record = (made / evidence.RECORD).read_text()
        if named.startswith(("region", "company", "source")):
            assert f'/{old}"' not in record
            assert f'"{old}"' not in record


@pytest.mark.data
def test_the_real_site_of_a_renamed_region_is_the_same(root: Root) -> None:
    """The one that is mentioned most; of each other kind one of the family world is looked at."""
    made = root(CHECKOUT / "briefs")
    texts = "".join(file.read_text("utf-8") for file in (made / "briefs").rglob("*.yml"))
    id = max(graph_of(made).library.regions, key=texts.count)
    assert list(same_site(made, f"region:{id}", pages_of(made))) == [f"{id}-aa"]


@pytest.mark.data
def test_ids_of_the_real_briefs_can_be_changed_and_changed_back() -> None:
    """Every eighth, in memory: what comes out, read and changed back, is what there was."""
    texts = {
        file.relative_to(CHECKOUT).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted((CHECKOUT / "briefs").rglob("*.yml"))
    }
    found, _ = library.read(CHECKOUT / "briefs")
    for entry in list(found.entries())[::8]:
        there = changed(found, texts, Target(entry.kind, entry.id), "zz-other")
        assert there != texts
        other = Target(entry.kind, "zz-other")
        back = changed(reread(found, texts, there, entry, "zz-other"), there, other, entry.id)
        assert back == texts


def changed(
    found: library.Library, texts: dict[str, str], target: Target, new: str
) -> dict[str, str]:
    """All texts with another id; the file of a brief keeps its name."""
    return texts | renaming.renamed_texts(found, target, new, texts).texts


def reread(
    found: library.Library,
    before: dict[str, str],
    after: dict[str, str],
    own: library.Entry[Any],
    new: str,
) -> library.Library:
    """The library after a renaming: what stands in files that changed is read again."""
    entries: dict[str, dict[str, library.Entry[Any]]] = {}
    documents = {
        name: load(name, text.encode())[0] for name, text in after.items() if text != before[name]
    }
    for entry in found.entries():
        id = new if entry is own else entry.id
        path = (id,) if entry.path else ()
        document = documents.get(entry.document.file) or entry.document
        data = document.data[id] if path else document.data
        value = type(entry.value).model_validate(data)
        entries.setdefault(library.PLURALS[entry.kind], {})[id] = library.Entry(
            id, entry.kind, value, document, path
        )
    return library.Library(**entries)


def test_the_old_address_leads_to_the_new_one(root: Root) -> None:
    made = root(story("family"))
    renamed(made, "harbour-city", "port-city")
    made_pages = generated(made)
    assert 'href="../port-city/"' in made_pages["regions/harbour-city/index.html"]
    assert "regions/port-city/index.md" in made_pages
    renamed(made, "port-city", "sea-city")
    text = (made / "briefs" / "regions" / "sea-city.yml").read_text()
    assert "former_ids:\n  - harbour-city\n  - port-city\nkind: city\n" in text
    renamed(made, "sea-city", "harbour-city")
    text = (made / "briefs" / "regions" / "harbour-city.yml").read_text()
    assert "former_ids:\n  - port-city\n  - sea-city\nkind: city\n" in text


WORLD = {
    "regions/far.yml": (
        "# former_ids is not here, north is\n"
        "name: Far\n"
        "# on the kind\n"
        "kind: 'province'   # like north\n"
        'parent: "atlantis"\n'
        "summary: >-\n"
        "  Beyond [[north|the\n"
        "  north]], north of it, by \\[[north]] and \\{north/ships}; see {north/ships@2023}\n"
        "  and [[north]] [@gazette,\n"
        "  para 1].\n"
        "sections:\n"
        "  - heading: north\n"
        '    text: "[[north]] and [north](https://north.example/[[north]]) {north/ships}.'
        ' [@gazette, para 1]"\n'
        "derived:\n"
        "  - id: north\n"
        "    name: north/ships\n"
        "    formula: difference\n"
        "    inputs: [ 'north/ships@2023', \"north/ships\" ] # north/ships\n"
    )
}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_what_means_the_brief_changes(end: str, root: Root) -> None:
    made = root(story("minimal"), {name: text.replace("\n", end) for name, text in WORLD.items()})
    renamed(made, "north", "high-north")
    (text,) = WORLD.values()
    expected = (
        text.replace("Beyond [[north|", "Beyond [[high-north|")
        .replace("see {north/", "see {high-north/")
        .replace("  and [[north]]", "  and [[high-north]]")
        .replace('"[[north]] and', '"[[high-north]] and')
        .replace(" {north/ships}.", " {high-north/ships}.")
        .replace(
            "'north/ships@2023', \"north/ships\"", "'high-north/ships@2023', \"high-north/ships\""
        )
    )
    far = made / "briefs" / "regions" / "far.yml"
    assert far.read_bytes().decode() == expected.replace("\n", end)
    renamed(made, "far", "very-far")
    moved = far.with_name("very-far.yml").read_bytes().decode()
    assert moved.replace(f"former_ids:{end}  - far{end}", "") == expected.replace("\n", end)
    assert f"name: Far{end}former_ids:{end}  - far{end}# on the kind{end}" in moved


def test_an_indicator_in_every_kind_of_place(root: Root) -> None:
    made = root(story("minimal"), WORLD)
    renamed(made, "ships", "vessels")
    text = (made / "briefs" / "regions" / "far.yml").read_text()
    assert text.count("/vessels") == 4
    assert "\\{north/ships}; see" in text
    assert "name: north/ships\n" in text
    assert "] # north/ships\n" in text
    assert "ships:" not in (made / "briefs" / "indicators.yml").read_text()


def test_what_leads_is_renamed_with_its_indicator(root: Root) -> None:
    made = root(story("minimal"))
    north = made / "briefs" / "regions" / "north.yml"
    text = north.read_text(encoding="utf-8")
    lead = "lead:\n  - ships@2023 # ships\n"
    north.write_text(text.replace("figures:\n", f"{lead}figures:\n"), encoding="utf-8")
    renamed(made, "ships", "vessels")
    assert "lead:\n  - vessels@2023 # ships\n" in north.read_text(encoding="utf-8")


FAR = "name: Far\nformer_ids: {}\nkind: province\nparent: atlantis\nsummary: A.\n"


def test_former_ids_in_brackets_stay_in_brackets(root: Root) -> None:
    made = root(story("minimal"), {"regions/far.yml": FAR.format("[away, gone]  # long ago")})
    renamed(made, "far", "further")
    file = made / "briefs" / "regions" / "further.yml"
    assert "former_ids: [away, gone, far]  # long ago\n" in file.read_text()
    renamed(made, "further", "away")
    text = file.with_name("away.yml").read_text()
    assert "former_ids: [gone, far, further]  # long ago\n" in text


REFUSED = {
    ("norht", "south"): "there is no brief or entry 'norht'; did you mean 'north'?",
    ("topic:north", "south"): "there is no topic 'north'",
    ("town:north", "south"): "there is no kind 'town'; known here: ",
    ("north", "atlantis"): "the id 'atlantis' is in use (region); choose another",
    ("north", "mill"): "the id 'mill' is in use (company); choose another",
    ("north", "North"): "'North' is no id; use lower case letters",
    ("north", "../x"): "'../x' is no id; ",
    ("north", "index"): "'index' is no id; the name is reserved",
    ("north", "north"): "'north' is its id already",
    ("north", "away"): "'away' is what 'far' was called before",
    ("away", "south"): "there is no brief or entry 'away'; it is now called 'far'",
    ("both", "south"): "'both' is the id of several things; write indicator:both or topic:both",
}


@pytest.mark.parametrize(("old", "new"), REFUSED)
def test_what_cannot_be_renamed_says_why(
    old: str, new: str, root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = "  definition: D.\n  unit: percent\n  quantity: share\n  review_months: 1\n"
    indicators = (story("minimal") / "indicators.yml").read_text()
    extra = {
        "regions/far.yml": FAR.format("[away]"),
        "companies/mill.yml": "name: Mill\nkind: company\nsummary: A mill.\n",
        "topics.yml": "both:\n  name: Both\n  definition: Both.\n",
        "indicators.yml": f"{indicators}both:\n  name: Both\n{entry}  comparable: C.\n",
    }
    folder = root(story("minimal"), extra)
    before = tree(folder)
    assert main(["--root", str(folder), "rename", old, new]) == 2
    assert REFUSED[old, new] in capsys.readouterr().err
    assert tree(folder) == before


def test_nothing_is_renamed_where_a_file_cannot_be_read(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root(story("minimal"), {"regions/broken.yml": "name: [\n"})
    before = tree(folder)
    assert main(["--root", str(folder), "rename", "north", "south"]) == 1
    said = capsys.readouterr().out
    assert "briefs/regions/broken.yml:2:1: yaml-syntax" in said
    assert "Nothing was written." in said
    assert tree(folder) == before


def test_an_id_behind_an_escape_is_named_with_its_place(root: Root) -> None:
    far = 'name: Far\nkind: province\nparent: atlantis\nsummary: "By \\x5b[north]]."\n'
    folder = root(story("minimal"), {"regions/far.yml": far})
    before = tree(folder)
    with pytest.raises(BriefsiteError, match=r"regions/far.yml:4: 'summary' names it in a way"):
        renaming.rename(folder, "north", "south")
    assert tree(folder) == before


def test_a_renaming_that_brings_problems_is_not_done(root: Root) -> None:
    """An id of 64 letters makes a text too long."""
    far = f"name: Far\nkind: province\nparent: atlantis\nsummary: '{'[[north]] ' * 1900}'\n"
    folder = root(story("minimal"), {"regions/far.yml": far})
    before = tree(folder)
    moved = renaming.rename(folder, "north", "n" * 64)
    assert {problem.rule for problem in moved.problems} == {"wrong-value"}
    assert tree(folder) == before


def cut_off(root: Path, allowed: int, patch: pytest.MonkeyPatch) -> None:
    """From now on a run ends after so many files written to a checkout."""
    real, left = store.replace, [allowed]

    def count(file: Path) -> None:
        if root in file.parents:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1

    def replace(file: Path, content: bytes) -> None:
        count(file)
        real(file, content)

    def move(file: Path, target: Path) -> Path:
        count(file)
        return file.replace(target)

    patch.setattr(store, "replace", replace)
    patch.setattr(Path, "rename", move)


def with_record(root: Path) -> Path:
    """A checkout whose briefs are all recorded as verified."""
    graph = graph_of(root)
    covered = [Covered(id, 1, 1, 1, 1, 1, 1, ()) for id in graph.library.sources]
    (root / evidence.RECORD).write_bytes(dump_record(make_record(graph, covered)))
    return root


def test_a_renaming_that_was_cut_off_can_be_run_again(root: Root, tmp_path: Path) -> None:
    start = with_record(root(story("family")))
    (start / "docs" / "about.md").write_text("See [the coast](regions/coast/index.md).\n")
    expected = Path(shutil.copytree(start, tmp_path / "expected"))
    steps = len(renamed(expected, "coast", "shore").files)
    assert steps > 3
    for allowed in range(steps + 2):
        work = Path(shutil.copytree(start, tmp_path / f"work-{allowed}"))
        with pytest.MonkeyPatch.context() as patch:
            cut_off(work, allowed, patch)
            with pytest.raises(KeyboardInterrupt):
                renaming.rename(work, "coast", "shore")
        assert tree(work) != tree(expected)
        renamed(work, "coast", "shore")
        assert tree(work) == tree(expected)


def verified(root: Path) -> list[str]:
    """The briefs that are recorded as verified as they stand."""
    graph = graph_of(root)
    record = edition(root, graph.library).record
    return [brief.id for brief in graph.library.briefs() if record.has(graph, brief)]


def test_links_of_hand_written_pages_follow_and_other_words_are_shown(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root(story("minimal"))
    page = folder / "docs" / "about.md"
    links = "[N](regions/north/index.md#figures) and [M](regions/north-east/index.md)"
    page.write_text(f"{links}\nThe north.\n")
    assert main(["--root", str(folder), "rename", "north", "south"]) == 0
    said = capsys.readouterr().out
    assert page.read_text() == f"{links.replace('north/', 'south/')}\nThe north.\n"
    assert "\n  docs/about.md\n" in said
    assert "\n  briefs/regions/south.yml\n" in said
    assert "still say 'north'; look whether they mean it:\n  docs/about.md:2: The north.\n" in said
    assert "The old address leads to the new one" in said
    assert main(["--root", str(folder), "rename", "south", "north"]) == 0
    assert "the address with 'south' ends" in capsys.readouterr().out
    assert main(["--root", str(folder), "rename", "gazette", "bulletin"]) == 0
    assert "\n  briefs/sources/bulletin.yml\n" in capsys.readouterr().out
    assert main(["--root", str(folder), "rename", "ships", "vessels"]) == 0
    assert "only regions and companies keep" in capsys.readouterr().out


def test_the_square_of_a_province_stays_filled_under_another_id(tmp_path: Path) -> None:
    made = make_root(tmp_path / "root", story("family"))
    assert '<a class="c-tile" href="regions/coast/">' in render(graph_of(made))["index.md"]
    renamed(made, "coast", "shore")
    assert '<a class="c-tile" href="regions/shore/">' in render(graph_of(made))["index.md"]
