"""Dead links and stale figures: found, worded, listed; hosts are asked politely, if at all."""

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from briefsite import checks, cli
from briefsite.library.graph import Graph
from briefsite.pages.edition import Edition, Repository
from briefsite.problems import BriefsiteError
from briefsite.site import links, stale
from briefsite.site.links import Answer, ask
from briefsite.site.stale import Finding
from tests.world import graph_of, story

KEPT = Repository("https://github.com/a/b", "edit/main/docs/")
THERE, GONE = Answer("there", ""), Answer("gone", "404 Not Found")
PROSE = """\
name: Harbour
kind: city
parent: north
summary: A port. [@gazette, para 1]
sections:
  - heading: More
    text: >-
      See [this](https://one.example/a) and [that](https://one.example/b#part)
      and [this](https://two.example/a). [@gazette, para 1]
"""


@pytest.fixture
def graph(root: Callable[..., Path]) -> Graph:
    source = (story("minimal") / "sources" / "gazette.yml").read_text(encoding="utf-8")
    more = {
        "regions/harbour.yml": PROSE,
        "sources/gazette.yml": f"{source}url: https://one.example/a\n",
    }
    return graph_of(root(story("minimal"), more))


class Host(http.server.BaseHTTPRequestHandler):
    """Answers as its paths say, and notes what it was asked."""

    asked: list[tuple[str, str, str]]

    def do_HEAD(self) -> None:
        """Answer for a head."""
        self._answer()

    def do_GET(self) -> None:
        """Answer for a page."""
        self._answer()

    def _answer(self) -> None:
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        moves = {"/moved": "/there", "/home": "/", "/ring": "/ring", "/file": "file:///etc/passwd"}
        codes = {"/gone": 410, "/shy": 405, "/closed": 403, "/broken": 500}
        if self.path == "/shy" and self.command == "GET":
            self.send_response(200)
        elif self.path in moves:
            self.send_response(302)
            self.send_header("Location", moves[self.path])
        elif self.path == "/drops":
            self.close_connection = True
            return
        else:
            known = self.path in ("/there", "/", "/%E6%B9%96?x=%E5%8D%97&y=1")
            self.send_response(codes.get(self.path, 200 if known else 404))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    """A host on this machine."""
    Host.asked = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "state", "words"),
    [
        ("/there", "there", ""),
        ("/", "there", ""),
        ("/moved", "there", ""),
        ("/shy", "there", ""),
        ("/湖?x=南&y=1", "there", ""),
        ("/missing", "gone", "404 Not Found"),
        ("/gone", "gone", "410 Gone"),
        ("/home", "gone", "it leads to the front page "),
        ("/closed", "unclear", "403 Forbidden"),
        ("/broken", "unclear", "500 Internal Server Error"),
        ("/ring", "unclear", "302 "),
        ("/file", "unclear", "302 "),
        ("/drops", "silent", "no answer: "),
    ],
)
def test_an_answer_is_told_by_what_comes_back(path: str, state: str, words: str, host: str) -> None:
    answer = ask(host + path, inside=True)
    assert answer.state == state
    assert answer.words.startswith(words)


def test_only_the_head_is_asked_for_where_that_is_enough(host: str) -> None:
    ask(f"{host}/there", inside=True)
    assert [method for method, *_ in Host.asked] == ["HEAD"]
    assert Host.asked[0][2].startswith("briefsite/")


def test_the_own_network_is_not_asked(host: str) -> None:
    """Briefs come from strangers; an address of theirs must not reach what only we can."""
    for url in (host, "http://localhost:1/x", "http://[::1]/x", "http://169.254.169.254/latest"):
        assert ask(f"{url}/there") == Answer(
            "unclear", "it lies within this network, and is not asked"
        )
    assert Host.asked == []


def test_a_redirect_into_the_own_network_is_not_followed(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    permitted = links._permit
    monkeypatch.setattr(
        links, "_permit", lambda url, inside: permitted(url, url.endswith("/moved"))
    )
    assert ask(f"{host}/moved").words == "it lies within this network, and is not asked"
    assert {path for _, path, _ in Host.asked} == {"/moved"}


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://127.0.0.1:99999/x"])
def test_whatever_goes_wrong_is_an_answer(url: str) -> None:
    assert ask(url, inside=True).state == "silent"


def test_every_address_is_found_once_with_all_its_places(graph: Graph) -> None:
    found = links.addresses(graph.library)
    assert {
        url: [f"{at.place.file}:{at.place.line}" for at in places] for url, places in found.items()
    } == {
        "https://one.example/a": ["briefs/regions/harbour.yml:8", "briefs/sources/gazette.yml:6"],
        "https://one.example/b": ["briefs/regions/harbour.yml:8"],
        "https://two.example/a": ["briefs/regions/harbour.yml:9"],
    }


def test_what_is_gone_is_an_error_and_what_is_unclear_a_warning(graph: Graph) -> None:
    answers = {
        "https://one.example/a": GONE,
        "https://one.example/b": Answer("unclear", "403 Forbidden"),
        "https://two.example/a": THERE,
    }
    found = links.look(graph.library, answers.__getitem__, pause=0)
    assert [(f.problem.place.line, f.problem.level, f.problem.message, f.page) for f in found] == [
        (8, "error", "gone: 404 Not Found", "https://one.example/a"),
        (8, "warning", "not sure: 403 Forbidden", "https://one.example/b"),
        (6, "error", "gone: 404 Not Found", "https://one.example/a"),
    ]


def test_one_host_is_asked_for_one_thing_at_a_time_with_a_pause(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(time, "sleep", lambda seconds: told.append(f"pause {seconds}"))

    def asking(url: str) -> Answer:
        told.append(url)
        return THERE

    assert links.look(graph.library, asking) == []
    one = [word for word in told if "two.example" not in word]
    assert one == ["https://one.example/a", "pause 2.0", "https://one.example/b"]


@pytest.mark.parametrize("state", ["lost", "silent"])
def test_without_a_network_no_link_is_called_dead(state: links.State, graph: Graph) -> None:
    with pytest.raises(BriefsiteError, match="is there a network"):
        links.look(graph.library, lambda url: Answer(state, "x"), pause=0)
    mixed = {"https://two.example/a": THERE}
    found = links.look(graph.library, lambda u: mixed.get(u, Answer(state, "x")), pause=0)
    assert {finding.problem.level for finding in found} == {
        "error" if state == "lost" else "warning"
    }


def test_a_figure_is_stale_from_the_day_after_its_review(graph: Graph) -> None:
    edition = Edition("https://s.example/", 0)
    assert stale.look(graph, edition, date(2024, 12, 31)) == []
    (found,) = stale.look(graph, edition, date(2025, 1, 1))
    assert found.page == "https://s.example/regions/north/#f-ships-2023"
    assert found.problem.level == "warning"
    assert "over 1,200 ships; review was due 31 December 2024" in found.problem.message


def test_a_figure_with_a_newer_one_beside_it_is_no_task(root: Callable[..., Path]) -> None:
    newer = (story("minimal") / "regions" / "north.yml").read_text(encoding="utf-8")
    start = newer.index("  - indicator: ships")
    older = newer[start:].replace("2023", "2021").replace("1200", "1100").replace("1,200", "1,100")
    made = root(story("minimal"), {"regions/north.yml": newer + older})
    found = stale.look(checks.check(made).graph, Edition(), date(2030, 1, 1))
    assert [finding.page.rpartition("#")[2] for finding in found] == ["f-ships-2023"]


def test_a_task_leads_to_its_file_and_its_page(graph: Graph) -> None:
    found = stale.look(graph, Edition("https://s.example/"), date(2030, 1, 1))
    text = stale.markdown("Past", found, KEPT)
    assert text.startswith(
        "## Past\n\n- [briefs&#47;regions&#47;north.yml:7](https://github.com/a/b"
    )
    assert "/edit/main/briefs/regions/north.yml)" in text
    assert text.endswith(". <https://s.example/regions/north/#f-ships-2023>\n\n")
    assert stale.markdown("Past", [], KEPT) == ""
    assert "](" not in stale.markdown("Past", found, Repository())


def test_a_task_shows_the_words_of_a_brief_as_words(graph: Graph) -> None:
    (found,) = stale.look(graph, Edition(), date(2030, 1, 1))
    message = "](https://evil.example) <img src=x> `x` | **b**"
    hostile = Finding(type(found.problem)(found.problem.place, "stale", message), found.page)
    text = stale.markdown("Past", [hostile], KEPT)
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


@pytest.mark.parametrize(
    ("answer", "code", "text", "markdown"),
    [
        (THERE, 0, "Every address in the briefs answers.", ""),
        (
            Answer("unclear", "403"),
            0,
            "harbour.yml:8: not sure: 403\n    https://one.example/a\n",
            "",
        ),
        (
            GONE,
            1,
            "gazette.yml:6: gone: 404 Not Found\n    https://one.example/a\nGone: find",
            "## Addresses that answer no more\n",
        ),
    ],
)
def test_the_command_says_whether_a_link_is_dead(
    answer: Answer,
    code: int,
    text: str,
    markdown: str,
    graph: Graph,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = links.look(graph.library, lambda url: answer, pause=0)
    monkeypatch.setattr(links, "links", lambda root: found)
    assert run("links") == code
    assert text in capsys.readouterr().out
    assert run("links", "--markdown") == code
    assert capsys.readouterr().out.partition("\n")[0] == markdown.strip()


def test_a_day_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("stale", "--day", "tomorrow")
    assert "'tomorrow' is no day; write 2026-01-31" in capsys.readouterr().err
