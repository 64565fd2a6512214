"""What a reviewer reads of a change: the words, the flags, and what hostile text cannot do."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from briefsite import diff
from briefsite.cli import main
from briefsite.diff import LIMIT, Compared, plain
from briefsite.diff.changes import Broken, State
from briefsite.diff.effects import MEANING, Flag
from briefsite.diff.pairing import ORDER, Item, excerpts
from briefsite.diff.story import EFFECTS, reason, subject
from briefsite.diff.wording import Words, bare
from briefsite.library import graph
from tests.test_diff import compared, state_of
from tests.test_properties import HOSTILE, saying
from tests.world import CHECKOUT, make_root, story

Root = Callable[..., Path]


def changed(root: Path, *edits: tuple[str, str, str]) -> Compared:
    """The family world before and after edits: a file, what stands there, what instead."""
    head = root / "head"
    shutil.copytree(story("family"), head / "briefs")
    for file, old, new in edits:
        path = head / "briefs" / file
        text = path.read_text()
        assert text.count(old) >= 1, (file, old)
        path.write_text(text.replace(old, new, 1))
    return diff.compare(CHECKOUT, str(story("family")), str(head))


HARBOUR = "regions/harbour-city.yml"
OVER = "value: 290\n    scale: billion\n    qualifier: over"
EVENING = """\
      - source: herald-evening
        para: 2
        printed: over 290 billion yuan
"""
GONE = """\
  - indicator: output-rank
    period: "2024-02"
    status: announced
    value: 3
    sources:
      - source: herald-morning
        para: 3
        printed: third
"""
FLAGS = {
    "jump": ((HARBOUR, "value: 290", "value: 2900"), "10 times as much: over 290 billion yuan"),
    "jump down": ((HARBOUR, OVER, OVER.replace("billion", "million")), "1,000 times less: over"),
    "sign": ((HARBOUR, "value: -3.5", "value: 3.5"), "the sign changes, or it is zero: -3.5 → 3.5"),
    "unit": (
        ("indicators.yml", "unit: yuan", "unit: us-dollars"),
        "another unit: yuan → us-dollars",
    ),
    "scale": (
        (HARBOUR, "value: 0.3\n    scale: trillion", "value: 300\n    scale: billion"),
        "scale",
    ),
    "status": (
        (HARBOUR, "status: target", "status: actual"),
        "the status changes from target to actual: up to 400 billion yuan",
    ),
    "period": (
        (HARBOUR, "period: by 2025", "period: by 2030"),
        "the period changes from by 2025 to by 2030: up to 400 billion yuan",
    ),
    "basis": (
        (HARBOUR, "period: by 2025", "period: by 2025\n    period_basis: inferred"),
        "the period was printed in the sentence and is inferred by the editors now: up to 400",
    ),
    "value-alone": (
        (HARBOUR, "value: 0.3\n", "value: 0.31\n"),
        "the value changes, its printed words do not: 0.3 trillion yuan → 0.31 trillion yuan, "
        "while the source is still cited with",
    ),
    "value-alone in a part": (
        (HARBOUR, "value: -3.5", "value: -3.6"),
        "the value changes, its printed words do not: down nearly 3.5% → down nearly 3.6%",
    ),
    "printed-alone": (
        (HARBOUR, "printed: over 290 billion yuan", "printed: more than 290 billion yuan"),
        "“over 290 billion yuan” → “more than 290 billion yuan”, while the value is still over 290",
    ),
    "qualifier to another": (
        (HARBOUR, OVER, OVER.replace("over", "at-least")),
        "the qualifier changes from “over” to “at least”: over 290 billion yuan (actual) → at",
    ),
    "qualifier": (
        (HARBOUR, OVER, OVER.replace("\n    qualifier: over", "")),
        "the qualifier “over” is gone: over 290 billion yuan (actual) → 290 billion yuan (actual)",
    ),
    "qualifier of a change": (
        (HARBOUR, "      qualifier: nearly\n", ""),
        "the qualifier “nearly” is gone: nearly → exactly",
    ),
    "numbers-in-text": (
        (
            HARBOUR,
            "A bridge is to follow.",
            "A bridge is to follow in 2031. [@herald-morning, para 4]",
        ),
        "",
    ),
    "uncorrected": ((HARBOUR, GONE, ""), "removed, and no correction says why: 3rd (announced)"),
}


def why_of(found: Compared, flag: Flag) -> str:
    """Why a reviewer should look, in words."""
    return bare(reason(Words(found.comparison), flag))


@pytest.mark.parametrize("name", FLAGS)
def test_a_mark_says_why_to_look(name: str, tmp_path: Path) -> None:
    edit, why = FLAGS[name]
    told = changed(tmp_path, edit)
    kind = name.split(" ")[0]
    found = [flag for flag in told.flags if flag.kind == kind]
    if not why:
        assert not found, "a number that only comes, or only goes, is no other number"
        return
    assert len(found) == 1, told.flags
    assert why in why_of(told, found[0])
    subjects = (*told.comparison.changes, *told.effects)
    assert any(found[0].subject is one for one in subjects)
    meant = [flag.kind in MEANING for flag in told.flags]
    assert meant == sorted(meant, reverse=True), "what changes the meaning stands first"
    assert subject(Words(told.comparison), found[0].subject, kind)


def test_another_scale_of_the_same_amount_parts_no_value_from_its_words(tmp_path: Path) -> None:
    second = (HARBOUR, "value: 0.3\n    scale: trillion", "value: 300\n    scale: billion")
    assert {flag.kind for flag in changed(tmp_path, second).flags} == {"scale"}


def test_a_number_in_prose_that_became_another_is_marked(tmp_path: Path) -> None:
    edits = (("companies/tide-group.yml", "A parent of", "With 17 ships a parent of"),)
    before = changed(tmp_path / "one", *edits).comparison.after
    other = (("companies/tide-group.yml", "A parent of", "With 71 ships a parent of"),)
    after = changed(tmp_path / "two", *other).comparison.after
    found = compared(before, after)
    assert [(flag.kind, why_of(found, flag)) for flag in found.flags] == [
        ("numbers-in-text", "other numbers in the text: 17 → 71")
    ]


def test_a_removed_figure_with_a_correction_is_not_marked(tmp_path: Path) -> None:
    entry = (
        "corrections:\n  - date: '2024-06-02'\n    was: 3rd\n    now: not told\n    why: unclear\n"
    )
    found = changed(tmp_path, (HARBOUR, GONE, ""), (HARBOUR, "corrections:\n", entry))
    assert not [flag for flag in found.flags if flag.kind == "uncorrected"]


INDEPENDENT = EVENING.replace("herald-evening", "salt-review")


def effects(found: Compared) -> list[tuple[str, str]]:
    words = Words(found.comparison)
    return [(one.kind, f"{subject(words, one)} {EFFECTS[one.kind]}") for one in found.effects]


def test_two_issues_of_one_release_confirm_nothing(tmp_path: Path) -> None:
    assert effects(changed(tmp_path, (HARBOUR, EVENING, ""))) == []


def test_a_figure_gains_and_loses_an_independent_source(tmp_path: Path) -> None:
    gained = changed(tmp_path, (HARBOUR, EVENING, INDEPENDENT))
    what = "Total output, 2023 is confirmed by another independent source now"
    assert effects(gained) == [("confirmation-gained", what)]
    lost = compared(gained.comparison.after, gained.comparison.before)
    what = "Total output, 2023 is from one independent source only now"
    assert effects(lost) == [("confirmation-lost", what)]
    assert [flag.kind for flag in lost.flags] == ["confirmation-lost"]


def test_a_source_that_joins_a_release_takes_its_confirmation_along(tmp_path: Path) -> None:
    confirmed = (HARBOUR, EVENING, INDEPENDENT)
    joined = ("sources/salt-review.yml", "language:", "release: tide-release\nlanguage:")
    before = changed(tmp_path / "one", confirmed)
    after = changed(tmp_path / "two", confirmed, joined)
    found = compared(before.comparison.after, after.comparison.after)
    assert [flag.kind for flag in found.flags] == ["confirmation-lost"]


def test_a_conflict_comes_and_goes(tmp_path: Path) -> None:
    second = "value: 0.3\n    scale: trillion"
    agreed = changed(
        tmp_path, (HARBOUR, second, "value: 290\n    scale: billion\n    qualifier: over")
    )
    assert effects(agreed)[0][0] == "conflict-gone"
    back = compared(agreed.comparison.after, agreed.comparison.before)
    assert [flag.kind for flag in back.flags if flag.kind == "conflict-new"] == ["conflict-new"]


def test_a_computed_value_follows_its_inputs(tmp_path: Path) -> None:
    printed = (HARBOUR, "printed: 99.90 billion", "printed: 145 billion")
    found = changed(tmp_path, (HARBOUR, "value: 99.90", "value: 145"), printed)
    assert ("computed-changed", "Growth of output, 2015 to 2023 is computed to another value") in (
        effects(found)
    )


def test_a_changed_period_is_one_change(tmp_path: Path) -> None:
    found = changed(tmp_path, (HARBOUR, "period: by 2025", "period: by 2030"))
    figures = [change for change in found.comparison.changes if change.place[:1] == ("figures",)]
    assert [(change.action, change.before, change.after) for change in figures] == [
        ("changed", "by 2025", "by 2030")
    ]


def test_a_figure_that_moves_is_told_alone_and_a_new_one_with_its_place(tmp_path: Path) -> None:
    new = GONE.replace("2024-02", "2024-03")
    found = changed(
        tmp_path,
        (HARBOUR, GONE, ""),
        (HARBOUR, "figures:\n", f"figures:\n{GONE}"),
        (HARBOUR, "derived:\n", f"{new}derived:\n"),
    )
    told = diff.text(found)
    assert "↕ order of figures\n" in told
    assert "| moved | order of `figures` | | |" in " ".join(diff.markdown(found).split("  "))
    assert "+ Rank by output, March 2024: 3rd (announced); herald-morning, para 3" in told
    assert "“third” [8th of 8]" in told
    assert "1 figure added." in told


def test_the_second_of_two_values_for_one_thing_is_told_apart(tmp_path: Path) -> None:
    found = changed(tmp_path, (HARBOUR, "value: 0.3\n", "value: 0.31\n"))
    places = [change.place for change in found.comparison.changes]
    assert places == [("figures", Item(1, 1), "value")]


def test_a_renamed_brief_is_one_brief_and_its_references_are_counted(tmp_path: Path) -> None:
    base, head = tmp_path / "base", tmp_path / "head"
    for folder in (base, head):
        shutil.copytree(story("family"), folder / "briefs")
    for file in (head / "briefs").rglob("*.yml"):
        file.write_text(re.sub(r"\bdocks\b(?!-)", "quays", file.read_text()))
    old = head / "briefs" / "regions" / "docks.yml"
    new = old.with_name("quays.yml")
    old.rename(new)
    new.write_text(new.read_text() + "former_ids:\n  - docks\n")
    found = diff.compare(CHECKOUT, str(base), str(head))
    assert found.pages is not None, found.comparison.after.problems
    entries = [(c.action, c.before, c.after) for c in found.comparison.changes if not c.place]
    assert entries == [("renamed", "docks", "quays")]
    told = diff.text(found)
    assert "The Docks (regions/quays): renamed from docks" in told
    assert "→ /regions/quays/ (was /regions/docks/)" in told
    assert re.search(r"references? only follows? a new id", told)
    assert not [flag for flag in found.flags if flag.kind in ("guess", "address-lost")]
    new.write_text(new.read_text().replace("former_ids:\n  - docks\n", ""))
    guessed = diff.compare(CHECKOUT, str(base), str(head))
    assert {flag.kind for flag in guessed.flags} == {"guess", "address-lost"}
    told = diff.text(guessed)
    assert (
        "! The Docks (regions/quays): id: taken for the renamed docks because it is alike" in told
    )
    assert "! The Docks (regions/quays): address: /regions/docks/ leads nowhere now" in told
    assert ": :" not in told
    assert "The Docks (<code>regions/quays</code>)</b>: renamed from" in diff.markdown(guessed)


def test_text_says_figures_as_the_site_does(tmp_path: Path) -> None:
    found = changed(
        tmp_path,
        (HARBOUR, OVER, "value: 29\n    scale: billion"),
        (HARBOUR, "printed: over 290 billion yuan", "printed: 29 billion yuan"),
        (HARBOUR, "printed: over 290 billion yuan", "printed: 29 billion yuan"),
        (HARBOUR, "name: Harbour City\n", "name: Harbour Town\n"),
        (HARBOUR, "para: 2\n        printed: 99.90 billion", "para: 3\n        printed: 99.90 bn"),
    )
    told = diff.text(found).split("\nPages that change\n")[0]
    assert told == EXPECTED


EXPECTED = """\
1 brief changed.
1 citation added, 2 citations changed, 1 citation removed and 1 figure changed.
26 pages of the site change.

For the reviewer
  ! Harbour Town (regions/harbour-city): Total output, 2023: the qualifier “over” is gone: over \
290 billion yuan (actual) → 29 billion yuan (actual)
  ! Harbour Town (regions/harbour-city): Total output, 2023: 10 times less: over 290 billion yuan \
(actual) → 29 billion yuan (actual)

Harbour Town (regions/harbour-city)
  ~ name: Harbour City → Harbour Town
  ~ Total output, 2023: over 290 billion yuan (actual) → 29 billion yuan (actual) \
[value and qualifier, -90%]
  ~ Total output, 2023: citation herald-morning, para 2: printed: over 290 billion yuan → 29 \
billion yuan
  ~ Total output, 2023: citation herald-evening, para 2: printed: over 290 billion yuan → 29 \
billion yuan
  - Total output, 2015: citation: herald-morning, para 2, “99.90 billion yuan” [citation lost]
  + Total output, 2015: citation: herald-morning, para 3, “99.90 bn yuan” [citation gained]

What follows
  ~ Harbour Town: Growth of output, 2015 to 2023 [is computed to another value]
      over 190% = (over 290 billion yuan − 99.90 billion yuan) ÷ 99.90 billion yuan
    → -71.0% = (29 billion yuan − 99.90 billion yuan) ÷ 99.90 billion yuan
  ~ Harbour Town: Share of the goal of Westland [is computed to another value]
      about 24.2% = over 290 billion yuan ÷ at least 1.20 trillion yuan
    → up to 2.42% = 29 billion yuan ÷ at least 1.20 trillion yuan
"""


# the site itself


def test_what_changes_on_the_site_itself_is_said(tmp_path: Path) -> None:
    edits = (
        ("site.yml", "name: Westland Briefs", "name: Westland in Numbers"),
        ("site.yml", "      - country\n", "      - country\n      - city\n"),
    )
    found = changed(tmp_path, *edits)
    told = diff.text(found)
    assert told.startswith("The site itself changes (briefs/site.yml), and any of its pages may.")
    assert "No changes" not in told
    assert "\nThe site\n  ~ name: Westland Briefs → Westland in Numbers\n" in told
    assert "  + region_kinds province: within: city" in told
    assert "Westland in Numbers" in diff.markdown(found)


# states


def test_a_file_of_which_only_a_comment_changes_is_named(
    root: Root, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root(story("minimal"))
    base = tmp_path / "base" / "briefs"
    shutil.copytree(folder / "briefs", base)
    region = folder / "briefs" / "regions" / "north.yml"
    region.write_text("# Read twice.\n" + region.read_text())
    assert main(["--root", str(folder), "diff", str(base)]) == 0
    assert capsys.readouterr().out == (
        "Nothing that the briefs say changes.\n"
        "Only comments or layout change in 1 file: briefs/regions/north.yml.\n"
    )
    region.write_text("name: North\nkind: [\n")
    for command in ([str(base)], [str(folder), "--head", str(base.parent)]):
        assert main(["--root", str(folder), "diff", *command]) == 1, "either side may be broken"
        said = capsys.readouterr().out
        assert "Nothing that can be compared changes." in said
        assert " does not pass check: 1 problem.\n  ! briefs/regions/north.yml:" in said
        assert "Only comments" not in said


def test_paragraphs_in_another_order_are_said_to_be() -> None:
    paragraphs = "\n\n".join(f"Of the {n} harbours there is much to be said here." for n in "abcd")
    turned = "\n\n".join(reversed(paragraphs.split("\n\n")))
    assert excerpts(paragraphs, turned) == (ORDER, ORDER)


def test_problems_are_said_and_what_is_valid_is_compared(tmp_path: Path) -> None:
    found = changed(
        tmp_path,
        (HARBOUR, "kind: city", "kind: City"),
        ("companies/tide-group.yml", "name: Tide Group", "name: Tide Holding"),
        ("topics.yml", "shipping:\n", "shipping: &x\n"),
    )
    assert found.pages is None
    told = diff.text(found)
    assert "head does not pass check: 2 problems.\n  ! briefs/regions/harbour-city.yml:" in told
    assert "! regions/harbour-city (not valid after)" in told
    assert "The pages are not compared" in told
    assert "name: Tide Group → Tide Holding" in told
    assert "Harbour City (" not in told
    back = compared(found.comparison.after, found.comparison.before)
    assert "! regions/harbour-city (not valid before)" in diff.text(back)


def test_a_broken_registry_hides_no_other_change(tmp_path: Path) -> None:
    found = changed(
        tmp_path,
        ("topics.yml", "shipping:\n", "\tshipping:\n"),
        ("companies/tide-group.yml", "name: Tide Group", "name: Tide Holding"),
    )
    assert found.comparison.broken == (Broken("topic", "", ("after",)),)
    assert [change.pair.id for change in found.comparison.changes] == ["tide-group"]
    assert "Not compared: `topics`" in diff.markdown(found)


# Markdown


class _Elements(HTMLParser):
    """The elements of a comment and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.outside = ""
        self.faults: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; none may have an attribute but the style of a cell."""
        self.tags.append(tag)
        if attrs:
            self.faults.append(f"{tag} {attrs}")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note an end; it ends what was opened last."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data
        if "code" not in self.open:  # GitHub looks for names and numbers of issues outside only
            self.outside += data


ENGINE = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
ALLOWED = {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td"}
ALLOWED |= {"details", "summary", "b", "ul", "li", "blockquote", "code"}
TRIGGERS = re.compile(r"@\w|#\d|https?://|www\.|\bgh-\d|:\w+:|\b[0-9a-f]{7,40}\b", re.I)
MORE = (
    "@octocat please @github/team look",
    "fixes #12 and octo/repo#3 and GH-26",
    "0123456789abcdef0123456789abcdef01234567",
    ":tada: https://evil.example/a www.evil.example a@evil.example",
    "</details></summary><details open>",
    "| x |\n| --- |",
    "<!-- x",
    "![x](https://evil.example/n.png) [x](https://evil.example) [x]: https://evil.example",
    "~~x~~ $x$ ```suggestion",
)


@pytest.mark.parametrize("text", [*HOSTILE[::2], *MORE], ids=lambda text: text[:20])
def test_hostile_text_in_every_field_is_plain_text_in_a_comment(text: str) -> None:
    before = State("base", saying(state_of("family").graph, "One"))
    after = State(text, saying(state_of("family").graph, text))
    for found in (compared(before, after), compared(after, before)):
        page = _Elements(ENGINE.render(diff.markdown(found)))
        assert page.faults == [], page.faults
        assert page.open == []
        assert set(page.tags) <= ALLOWED, set(page.tags) - ALLOWED
        assert not TRIGGERS.search(page.outside), TRIGGERS.search(page.outside)
        assert not re.search(r"://|www\.", page.text)
        assert page.tags.count("details") == page.tags.count("summary")
        shown = page.text.replace("\N{WORD JOINER}", "")
        assert " ".join(text.split())[:60] in " ".join(shown.split())


def test_an_escaped_text_shows_itself() -> None:
    for text in (*HOSTILE, *MORE):
        inline = _Elements(ENGINE.renderInline(plain(text)))
        assert inline.tags == []
        wanted = " ".join(text.split())
        assert inline.text.replace("\N{WORD JOINER}", "") == wanted


def test_a_comment_is_never_too_long_and_says_what_is_missing() -> None:
    library = state_of("site").graph.library
    long = {
        f"{id}-{n}": replace(entry, id=f"{id}-{n}")
        for id, entry in library.companies.items()
        for n in range(40)
    }
    more = replace(library, companies=dict(sorted({**library.companies, **long}.items())))
    after = State("head", graph.build(more))
    found = compared(state_of("site"), after)
    told = diff.markdown(found)
    assert LIMIT - 5_000 < len(told) <= LIMIT
    more = re.search(r"… and ([0-9,]+) changes more; `build.py diff` shows everything.\n$", told)
    assert more
    shown = told.count("\n| added |")
    lines = sum(1 for line in diff.text(found).splitlines() if line.startswith("  + "))
    assert shown + int(more[1].replace(",", "")) == lines
    page = _Elements(ENGINE.render(told))
    assert (page.open, page.faults) == ([], [])


def test_no_changes_are_no_news(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    folder = root(story("minimal"))
    for name, said in (
        ("text", "No changes.\n"),
        ("markdown", "## What changes in the briefs\n\nNo changes.\n"),
    ):
        assert main(["--root", str(folder), "diff", str(folder), "--format", name]) == 0
        assert capsys.readouterr().out == said


# the command


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a history of two revisions, `before` and the latest."""
    folder = make_root(tmp_path / "root", story("minimal"))
    run(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "before")
    run(folder, "tag", "before")
    region = folder / "briefs" / "regions" / "north.yml"
    region.write_text(region.read_text().replace("name: North", "name: Far North"))
    commit(folder, "after")
    return folder


def run(folder: Path, *command: str) -> None:
    names = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    subprocess.run(
        ["git", *names, *command], cwd=folder, check=True, capture_output=True, timeout=600
    )


def commit(folder: Path, message: str) -> None:
    run(folder, "add", "--all", "--force")
    run(folder, "commit", "--quiet", "--message", message)


def test_a_revision_is_read_without_touching_the_checkout(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    region = checkout / "briefs" / "regions" / "north.yml"
    region.write_text(region.read_text().replace("name: Far North", "name: Farthest North"))
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    assert main(["--root", str(checkout), "diff", "before"]) == 0
    assert "name: North → Farthest North" in capsys.readouterr().out
    assert main(["--root", str(checkout), "diff", "before", "--head", "HEAD"]) == 0
    assert "name: North → Far North\n" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "name", ["--output=x", "-h", "nowhere", "HEAD:briefs", "before^{tree}", "a b", "$(touch x)", ""]
)
def test_what_is_no_revision_edition_or_folder_cannot_run(
    name: str, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(checkout.iterdir())
    command = ["--root", str(checkout), "diff", "--", name]
    if name == "":
        command = ["--root", str(checkout), "diff", "before", "--head", name]
    assert main(command) == 2
    assert f"'{name}' is no revision, edition or folder here" in capsys.readouterr().err
    assert sorted(checkout.iterdir()) == before


def test_attributes_of_a_revision_hide_nothing(checkout: Path) -> None:
    (checkout / ".gitattributes").write_text("briefs/** export-ignore\n")
    (checkout / "briefs" / ".gitattributes").write_text("* export-ignore\n")
    commit(checkout, "hide")
    found = diff.compare(checkout, "before", "HEAD")
    assert [change.after for change in found.comparison.changes] == ["Far North"]


def test_a_link_in_a_revision_is_no_file(checkout: Path) -> None:
    secret = checkout.parent / "secret.yml"
    secret.write_text("name: Secret\nkind: company\nsummary: Secret.\n")
    (checkout / "briefs" / "companies").mkdir(exist_ok=True)
    (checkout / "briefs" / "companies" / "secret.yml").symlink_to(secret)
    commit(checkout, "link")
    found = diff.compare(checkout, "before", "HEAD")
    assert [problem.rule for problem in found.comparison.after.problems] == ["file-name"]
    assert "Secret" not in diff.text(found)


def test_a_revision_whose_files_are_not_there_cannot_run(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["git", "rev-parse", "before:briefs/regions/north.yml"]
    said = subprocess.run(
        command, cwd=checkout, check=True, capture_output=True, text=True, timeout=600
    )
    name = said.stdout.strip()
    (checkout / ".git" / "objects" / name[:2] / name[2:]).unlink()
    assert main(["--root", str(checkout), "diff", "before"]) == 2
    assert f"Git has no contents of {name}" in capsys.readouterr().err


def test_a_revision_without_briefs_cannot_run(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(checkout, "rm", "-r", "--quiet", "briefs")
    commit(checkout, "nothing")
    assert main(["--root", str(checkout), "diff", "HEAD", "--head", "before"]) == 2
    assert "revision HEAD has no folder briefs" in capsys.readouterr().err


def test_a_checkout_below_the_top_of_its_repository(tmp_path: Path) -> None:
    folder = make_root(tmp_path / "top" / "site", story("minimal"))
    run(tmp_path / "top", "init", "--quiet")
    commit(tmp_path / "top", "all")
    assert diff.compare(folder, "HEAD").comparison.changes == ()


def test_the_record_of_verification_is_compared(checkout: Path) -> None:
    (checkout / "verified.json").write_text('{"briefs": {}, "coverage": {"gazette": {"cited": 1}}}')
    source = next((checkout / "briefs" / "sources").glob("*.yml")).stem
    record = {"briefs": {}, "coverage": {source: dict.fromkeys(NUMBERS, 1)}}
    (checkout / "verified.json").write_text(json.dumps(record))
    found = diff.compare(checkout, "HEAD")
    assert [(change.pair.id, change.place) for change in found.comparison.changes] == [
        (source, ("coverage",))
    ]
    assert [page.address for page in found.pages or ()] == ["method/"]


NUMBERS = ("content", "cited", "numbers", "numbers_said", "names", "names_said")


def test_the_report_goes_to_a_file(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "report.md"
    command = ["--root", str(checkout), "diff", "before", "--format", "markdown"]
    assert main([*command, "--output", str(file)]) == 0
    assert capsys.readouterr().out == ""
    assert main(command) == 0
    said = capsys.readouterr().out
    assert file.read_text(encoding="utf-8") == said
    assert "| changed | `name` | North | Far North |" in said
    assert main([*command, "--output", str(tmp_path / "no" / "report.md")]) == 2
