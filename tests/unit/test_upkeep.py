"""Stale figures: found, worded, listed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from briefsite import checks, cli
from briefsite.library.graph import Graph
from briefsite.pages.heads import Edition, Repository
from briefsite.site import history
from briefsite.site.history import Finding
from tests.world import graph_of, story

KEPT = Repository("https://github.com/a/b", "edit/main/docs/")


@pytest.fixture
def graph(root: Callable[..., Path]) -> Graph:
    return graph_of(root(story("minimal")))


def test_a_figure_is_stale_from_the_day_after_its_review(graph: Graph) -> None:
    edition = Edition("https://s.example/", 0)
    assert history.past_review(graph, edition, date(2024, 12, 31)) == []
    (found,) = history.past_review(graph, edition, date(2025, 1, 1))
    assert found.page == "https://s.example/regions/north/#f-ships-2023"
    assert found.problem.level == "warning"
    assert "over 1,200 ships (2023); review was due 31 December 2024" in found.problem.message


def test_a_figure_with_a_newer_one_beside_it_is_no_task(root: Callable[..., Path]) -> None:
    newer = (story("minimal") / "regions" / "north.yml").read_text(encoding="utf-8")
    start = newer.index("  - indicator: ships")
    older = newer[start:].replace("2023", "2021").replace("1200", "1100").replace("1,200", "1,100")
    made = root(story("minimal"), {"regions/north.yml": newer + older})
    found = history.past_review(checks.check(made).graph, Edition(), date(2030, 1, 1))
    assert [finding.page.rpartition("#")[2] for finding in found] == ["f-ships-2023"]


def test_a_task_leads_to_its_file_and_its_page(graph: Graph) -> None:
    found = history.past_review(graph, Edition("https://s.example/"), date(2030, 1, 1))
    text = history.findings_markdown("Past", found, KEPT)
    assert text.startswith(
        "## Past\n\n- [briefs&#47;regions&#47;north.yml:7](https://github.com/a/b"
    )
    assert "/edit/main/briefs/regions/north.yml)" in text
    assert text.endswith(". <https://s.example/regions/north/#f-ships-2023>\n\n")
    assert history.findings_markdown("Past", [], KEPT) == ""
    assert "](" not in history.findings_markdown("Past", found, Repository())


def test_a_task_shows_the_words_of_a_brief_as_words(graph: Graph) -> None:
    (found,) = history.past_review(graph, Edition(), date(2030, 1, 1))
    message = "](https://evil.example) <img src=x> `x` | **b**"
    hostile = Finding(type(found.problem)(found.problem.place, "stale", message), found.page)
    text = history.findings_markdown("Past", [hostile], KEPT)
    for sign in ("](https://evil", "<img", "`", "|", "**"):
        assert sign not in text


def run(*arguments: str) -> int:
    return cli.main(list(arguments))


def test_the_command_says_whether_a_figure_is_stale(
    root: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    made = str(root(story("minimal")))
    assert run("--root", made, "stale", "--day", "2024-06-01") == 0
    assert capsys.readouterr().out == "No figure is past its review.\n"
    assert run("--root", made, "stale", "--day", "2024-06-01", "--markdown") == 0
    assert capsys.readouterr().out == ""
    assert run("--root", made, "stale", "--day", "2030-01-01") == 1
    assert "briefs/regions/north.yml:7: North, " in capsys.readouterr().out


def test_a_day_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("stale", "--day", "tomorrow")
    assert "'tomorrow' is no day; write 2026-01-31" in capsys.readouterr().err
