"""The parts of the preview, without a browser: looks, bursts, watches, rounds, answers."""

import errno
import http.client
import json
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from watchdog import observers

from briefsite import checks
from briefsite.problems import BriefsiteError, Place, Problem
from briefsite.site import build
from briefsite.site.preview import RESTART, Preview, Round, Rounds, look_closer, server, watching
from briefsite.site.preview.server import (
    Hub,
    Shown,
    as_data,
    injected,
    listen,
    problem_page,
    site_path,
)
from briefsite.site.preview.watching import Look, SiteInMemory, SiteMaker
from tests import requests
from tests.world import story, tree, unguarded

Root = Callable[..., Path]
NORTH = "briefs/regions/north.yml"


def replace(root: Path, path: str, old: str, new: str) -> None:
    """Save a file with another text in place."""
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


# what a change is


def test_a_look_sees_what_a_site_is_made_of(root: Root) -> None:
    folder = root(story("minimal"))
    seen = set(watching.look(folder).files)
    assert {"mkdocs.yml", NORTH, "docs/about.md", "templates/theme/main.html"} <= seen


def test_what_a_build_writes_is_no_change(root: Root) -> None:
    folder = root(story("minimal"))
    before = watching.look(folder)
    build(folder, strict=True)
    assert watching.look(folder).changed(before) == ()


@pytest.mark.parametrize(
    "name", [".north.yml.swp", "north.yml~", "4913", "#north.yml#", "north.yml___jb_tmp___"]
)
def test_what_editors_leave_for_a_moment_is_no_change(name: str, root: Root) -> None:
    folder = root(story("minimal"))
    before = watching.look(folder)
    (folder / "briefs" / "regions" / name).write_text("anything")
    assert watching.look(folder).changed(before) == ()


def test_a_touch_is_no_change_and_every_way_of_saving_is_one(root: Root) -> None:
    folder = root(story("minimal"))
    file, before = folder / NORTH, watching.look(folder)
    file.touch()
    assert watching.look(folder).changed(before) == ()
    file.write_text("one")
    in_place = watching.look(folder)
    assert in_place.changed(before) == (NORTH,)
    (folder / "new").write_text("two")
    (folder / "new").replace(file)
    renamed = watching.look(folder)
    assert renamed.changed(in_place) == (NORTH,)
    file.unlink()
    assert watching.look(folder).changed(renamed) == (NORTH,)
    (folder / "briefs" / "regions").rename(folder / "briefs" / "places")
    assert "briefs/places/atlantis.yml" in watching.look(folder).changed(renamed)


# bursts, with a clock of our own


class Clock:
    """A clock that goes on only when somebody waits; changes come at given times."""

    def __init__(self, *changes: float) -> None:
        self.now, self.changes = 0.0, list(changes)

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> bool:
        """Wait for the next change, as `Signal.wait` does."""
        if self.changes and self.changes[0] <= self.now + seconds:
            self.now = max(self.now, self.changes.pop(0))
            return True
        self.now += seconds
        return False


def test_a_burst_is_waited_for_until_it_is_over() -> None:
    clock = Clock(0.01, 0.03, 0.06, 0.5)
    watching.settle(clock.wait, clock)
    assert clock.now == pytest.approx(0.06 + watching.QUIET)
    assert clock.changes == [0.5]


def test_a_burst_without_end_is_not_waited_for() -> None:
    clock = Clock(*(number / 100 for number in range(1000)))
    watching.settle(clock.wait, clock)
    assert watching.LONGEST <= clock.now < watching.LONGEST + 2 * watching.QUIET


def test_a_signal_is_taken_once() -> None:
    signal = watching.Signal()
    signal.give()
    signal.give()
    assert signal.wait(0)
    assert not signal.wait(0)


# watching: real events, awaited


@pytest.fixture(params=[False, True], ids=["told", "polled"])
def heard(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Path, watching.Watch, watching.Signal]]:
    """A watched folder `in`, below another one, and the signal."""
    monkeypatch.setattr(watching, "POLL", 0.05)
    signal, folder = watching.Signal(), tmp_path / "in"
    folder.mkdir()
    folders = (watching.Folder(tmp_path, recursive=False), watching.Folder(folder))
    watch = watching.Watch(folders, signal.give, poll=request.param)
    yield folder, watch, signal
    watch.stop()


def test_a_change_is_heard_of_also_after_the_folder_was_another(
    heard: tuple[Path, watching.Watch, watching.Signal],
) -> None:
    folder, watch, signal = heard
    (folder / "a").write_text("1")
    assert signal.wait(20)
    (folder / "a").unlink()
    folder.rmdir()
    while folder in {Path(each.path) for each in watch.watched()}:
        assert signal.wait(20)
        watch.follow()
    folder.mkdir()
    while folder not in {Path(each.path) for each in watch.watched()}:
        assert signal.wait(20)
        watch.follow()
    (folder / "b").write_text("2")
    assert signal.wait(20)


def test_reading_is_not_heard_of(tmp_path: Path) -> None:
    file, other, signal = tmp_path / "a", tmp_path / "b", watching.Signal()
    file.write_text("1")
    heard: list[str] = []

    def give() -> None:
        heard.append("")
        signal.give()

    watch = watching.Watch([watching.Folder(tmp_path)], give, poll=False)
    file.read_text()
    file.read_text()
    other.mkdir()
    assert signal.wait(20)
    assert len(heard) == 1
    watch.stop()


def test_where_the_system_gives_no_more_watches_it_looks_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(observers.Observer):  # type: ignore[misc,valid-type]
        def schedule(self, *given: object, **more: object) -> None:
            raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(watching, "Observer", Full)
    monkeypatch.setattr(watching, "POLL", 0.05)
    signal = watching.Signal()
    watch = watching.Watch([watching.Folder(tmp_path)], signal.give, poll=False)
    assert watch.notice == "inotify watch limit reached"
    (tmp_path / "a").write_text("1")
    assert signal.wait(20)
    watch.stop()


# the in_memory: the same bytes as a build


def as_built(root: Path) -> dict[str, bytes]:
    """What a build without PDFs makes, published or not, but for the index of the search and what
    is for hosts: the preview is its own."""
    site = unguarded(tree(build(root, strict=False).site))
    return {path: site[path] for path in site if not path.startswith("pagefind/")}


def test_after_each_of_many_edits_the_preview_equals_the_build(root: Root) -> None:
    folder = root(story("family"))
    maker = SiteMaker(folder)
    briefs = folder / "briefs"
    name = sorted(path.name for path in (briefs / "regions").iterdir())[0]
    moved = briefs / "regions" / "quite-new.yml"
    edits: list[list[Callable[[], object]]] = [
        [
            lambda: replace(folder, f"briefs/regions/{name}", "name: ", "name: New "),
            lambda: replace(folder, "docs/assets/briefs.css", "}", "  /* an end */ }"),
            lambda: replace(folder, "templates/theme/404.html", "Page not found", "Lost"),
            lambda: (folder / "docs" / "more.md").write_text("# More\n\n[about](about.md)\n"),
            lambda: replace(folder, "docs/about.md", "# ", "# [All](more.md) "),
        ],
        [
            lambda: replace(folder, "templates/brief.md.j2", "# {{", "# The {{"),
            lambda: (folder / "docs" / "more.md").unlink(),
            lambda: (folder / "docs" / "other.md").write_text("# Other\n\n[about](about.md)\n"),
        ],
        [lambda: (briefs / "regions" / name).rename(moved)],
        [
            lambda: moved.rename(briefs / "regions" / name),
            lambda: replace(folder, "mkdocs.yml", "example.org/", "example.org/briefs/"),
        ],
    ]
    built = 0
    for step in edits:
        for edit in step:
            edit()
        found, problems = maker.make(watching.look(folder))
        assert bool(found) is not bool(checks.check(folder).problems), problems
        if found:
            made = {path: found.file(path) for path in found.paths()}
            assert made == as_built(folder), step
            built += 1
    assert built == len(edits) - 1, "others name the brief that was renamed"


def test_the_closer_look_finds_what_a_build_finds(root: Root, tmp_path: Path) -> None:
    folder = root(story("minimal"))
    text = "[gone](nowhere.md) <a href='../nothing/'>lost</a>"
    (folder / "docs" / "about.md").write_text(f"# About\n\n{text}\n")
    built = build(folder, strict=False)
    in_memory, _ = SiteMaker(folder).make(watching.look(folder))
    assert in_memory
    found, index = look_closer(in_memory, tmp_path / "site")
    assert sorted(map(str, found)) == sorted(map(str, built.problems))
    assert {problem.level for problem in found} == {"warning", "error"}
    assert "pagefind/pagefind.js" in index


# rounds


@pytest.fixture
def rounds(root: Root) -> tuple[Path, Rounds, Hub, list[Round]]:
    """A checkout, and rounds that nobody drives but the test."""
    folder, hub, told = root(story("minimal")), Hub(), list[Round]()
    return folder, Rounds(folder, hub, told.append), hub, told


def test_only_a_change_makes_the_site_anew(
    rounds: tuple[Path, Rounds, Hub, list[Round]],
) -> None:
    folder, made, _, _ = rounds
    before = tree(folder)
    assert made.round()
    assert tree(folder) == before, "the preview writes nothing"
    assert not made.round()
    build(folder, strict=True)
    (folder / NORTH).touch()
    assert not made.round()
    replace(folder, NORTH, "name: ", "name: New ")
    assert made.round()
    assert made.count == 2


BREAKS = {
    "a brief": (NORTH, "name: ", "nane: ", "briefs/regions/north.yml:1:1"),
    "yaml": (NORTH, "name: ", "name: [", "briefs/regions/north.yml:"),
    "a template": ("templates/home.md.j2", "\n", "\n{% if %}\n", "templates/home.md.j2:2:1"),
    "a name": ("templates/home.md.j2", "\n", "\n{{ view.nothing }}\n", "templates/home.md.j2:2:1"),
    "an import": ("templates/home.md.j2", "\n", '\n{% include "no" %}\n', "templates/home.md"),
    "the theme": ("templates/theme/main.html", "{% block styles %}", "{% block", "templates/"),
    "settings": ("mkdocs.yml", "theme:\n", "theme: x: y\n", "mkdocs.yml:"),
    "a setting": ("mkdocs.yml", "name: material", "name: nothing", "mkdocs.yml:1:1"),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_an_error_has_its_place_and_the_last_good_page_stays(
    kind: str, rounds: tuple[Path, Rounds, Hub, list[Round]]
) -> None:
    folder, made, hub, told = rounds
    made.round()
    good = hub.now().in_memory
    path, old, new, place = BREAKS[kind]
    text = (folder / path).read_text(encoding="utf-8")
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert not made.round()
    shown = hub.now()
    assert shown.in_memory is good
    assert as_data(shown.problems[0])["place"].startswith(place), shown.problems
    assert told[-1].trace == ""
    (folder / path).write_text(text, encoding="utf-8")
    assert made.round()
    assert hub.now().problems == ()
    assert hub.file(hub.now(), "index.html") == (good.file("index.html") if good else None, [])


def test_a_page_that_breaks_later_stays_as_it_was(
    rounds: tuple[Path, Rounds, Hub, list[Round]],
) -> None:
    folder, made, hub, _ = rounds
    made.round()
    page = "regions/north/index.html"
    good, _ = hub.file(hub.now(), page)
    replace(folder, "templates/region.md.j2", "{% block ties %}", "{% block ties %}{{ view.no }}")
    assert made.round(), "nobody looks at a region"
    kept, problems = hub.file(hub.now(), page)
    assert kept == good
    assert problems[0].place.file == "templates/region.md.j2"


@pytest.mark.parametrize("path", ["docs/regions/north.md", "docs/regions/north/index.md"])
def test_a_page_by_hand_in_the_way_is_a_problem(
    path: str, rounds: tuple[Path, Rounds, Hub, list[Round]]
) -> None:
    folder, made, hub, _ = rounds
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text("# By hand\n")
    assert not made.round()
    assert f"pages would replace them: {path}" in hub.now().problems[0].message


def test_a_broken_start_is_no_end(root: Root) -> None:
    folder, hub = root(story("minimal"), {"regions/north.yml": "name: [\n"}), Hub()
    made = Rounds(folder, hub, lambda told: None)
    assert not made.round()
    assert hub.now().in_memory is None
    (folder / NORTH).write_bytes((story("minimal") / "regions" / "north.yml").read_bytes())
    assert made.round()
    assert hub.now().in_memory


def test_a_fault_of_the_program_is_told_and_the_preview_goes_on(
    rounds: tuple[Path, Rounds, Hub, list[Round]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, made, hub, told = rounds
    with monkeypatch.context() as patch:
        patch.setattr(SiteInMemory, "file", lambda *given: 1 / 0)
        assert not made.round()
    assert "ZeroDivisionError" in hub.now().problems[0].message
    assert "Traceback" in told[-1].trace
    replace(folder, NORTH, "name: ", "name: New ")
    assert made.round()


def test_a_file_that_goes_away_while_it_is_read_is_looked_for_again(
    rounds: tuple[Path, Rounds, Hub, list[Round]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, made, hub, _ = rounds
    with monkeypatch.context() as patch:

        def gone(*given: object) -> None:
            raise FileNotFoundError(errno.ENOENT, "No such file", "north.yml")

        patch.setattr(checks, "check", gone)
        assert not made.round()
    assert hub.now().problems[0].message == "cannot read north.yml: No such file"
    assert made.round(), "the same files, but they were not all read"
    assert hub.now().problems == ()


def test_new_code_asks_for_a_new_start(
    rounds: tuple[Path, Rounds, Hub, list[Round]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, made, hub, told = rounds
    made.round()
    monkeypatch.setattr(watching, "code", lambda package: Look({"report.py": b""}))
    made.round()
    made.round()
    assert hub.now().notices == (RESTART,)
    assert [each.notice for each in told if each.notice] == [RESTART]


# serving


@pytest.fixture
def preview(root: Root) -> Iterator[tuple[Path, Preview]]:
    """A preview that answers, of a checkout that nobody edits but the test."""
    folder = root(story("minimal"))
    with requests.previewed(folder) as made:
        yield folder, made


def get(
    made: Preview, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """What a plain client is answered, by the exact path."""
    connection = http.client.HTTPConnection("127.0.0.1", made.server.server_port, timeout=20)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


def test_only_served_pages_have_the_script(preview: tuple[Path, Preview]) -> None:
    folder, made = preview
    site = as_built(folder)
    for path in ("index.html", "regions/north/index.html", "about/index.html"):
        code, _, content = get(made, f"/{path.removesuffix('index.html')}")
        script = content.partition(b"<script src=")[1] and content.count(b"/~preview/client.js")
        assert (code, script) == (200, 1)
        start, end = content.index(b'<script src="/~preview'), content.index(b"</head>")
        assert content[:start] + content[end:] == site[path]
    assert get(made, "/assets/briefs.css")[2] == site["assets/briefs.css"]
    assert not (folder / ".cache" / "preview").exists()


OUTSIDE = (
    "/../mkdocs.yml",
    "/%2e%2e/mkdocs.yml",
    "/..%2f..%2fetc/passwd",
    "//etc/passwd",
    "/assets/../../mkdocs.yml",
    "/assets\\..\\..\\mkdocs.yml",
    "/%252e%252e/mkdocs.yml",
    "/%5c..%5cmkdocs.yml",
    "/C:/Windows/win.ini",
    "/C:%5cmkdocs.yml",
    "/.tree/index.md",
    "/linked.txt",
    "/%00",
    "/regions/%ff%fe/",
    "/~preview/",
    "/~preview/../mkdocs.yml",
)


def test_no_path_leads_out_of_the_site(preview: tuple[Path, Preview]) -> None:
    folder, made = preview
    (folder / "docs" / "linked.txt").symlink_to(folder / "mkdocs.yml")
    for path in OUTSIDE:
        code, _, content = get(made, path)
        assert code == 404, path
        assert b"site_name" not in content, path


def test_only_this_machine_is_answered(preview: tuple[Path, Preview]) -> None:
    port = preview[1].server.server_port
    strangers = ("evil.example", "localhost.evil")  # a name may lead here, with the right port
    with_port = (f"{host}:{port}" for host in (*strangers, ""))
    for host in (*strangers, "127.0.0.1", "127.0.0.1:1", "", *with_port):
        for path in ("/", "/~preview/events?at=/", "/~preview/client.js"):
            assert get(preview[1], path, Host=host)[0] == 403, (host, path)
    assert get(preview[1], "/", Host=f"localhost:{port}")[0] == 200
    assert preview[1].server.server_address[0] == "127.0.0.1"


def test_a_link_among_the_pages_is_a_problem(
    rounds: tuple[Path, Rounds, Hub, list[Round]],
) -> None:
    folder, made, hub, _ = rounds
    made.round()
    (folder / "docs" / "linked.md").symlink_to(folder / "mkdocs.yml")
    assert not made.round()
    assert "links are not followed" in hub.now().problems[0].message
    (folder / "docs" / "linked.md").unlink()
    assert made.round()


def test_strange_requests_are_answered_and_nothing_is_printed(
    preview: tuple[Path, Preview],
) -> None:
    """`python -m tests.requests` sends 20,000."""
    made = preview[1]
    for line in (b"GET http://[/ HTTP/1.1", b"GET http://[/", b"GET * HTTP/1.1", b"\0"):
        host = f"127.0.0.1:{made.server.server_port}".encode()
        sent = line + b"\r\nHost: " + host + b"\r\n\r\n"
        assert requests.outcome(made.server.server_port, sent)[:3] in ("400", "no ", "not"), line
    found, printed = requests.try_all(made, 300, random.Random(1))
    assert [words for words in found if words.startswith("BAD")] == []
    assert {"200", "400", "403", "404", "501"} <= set(found)
    assert printed == ""
    assert get(made, "/about/")[0] == 200


def test_a_request_with_a_body_or_two_hosts_is_the_last_of_its_connection(
    preview: tuple[Path, Preview],
) -> None:
    port = preview[1].server.server_port
    host = f"Host: 127.0.0.1:{port}\r\n"
    inner = f"GET /about/ HTTP/1.1\r\n{host}\r\n"
    body = f"GET / HTTP/1.1\r\n{host}Content-Length: {len(inner)}\r\n\r\n{inner}"
    assert requests.answer(port, body.encode()).count(b"HTTP/1.1 200") == 1
    assert requests.answer(port, f"{inner}{inner}".encode()).count(b"HTTP/1.1 200") == 2
    twice = f"GET / HTTP/1.1\r\n{host}{host}\r\n"
    assert requests.answer(port, twice.encode()).startswith(b"HTTP/1.1 403")
    events = f"HEAD /~preview/events?at=/ HTTP/1.1\r\n{host}\r\n"
    assert requests.answer(port, events.encode()).endswith(b"\r\n\r\n"), "it ends"


def test_a_silent_connection_is_closed(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.Handler, "timeout", 0.1)
    with requests.previewed(root(story("minimal"))) as made:
        port = made.server.server_port
        with socket.create_connection(("127.0.0.1", port), requests.PATIENCE) as silent:
            assert silent.recv(1) == b""
        assert requests.answer(port, f"GET /a HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())


def test_there_are_few_connections_at_once(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "CONNECTIONS", 3)
    of_others = set(threading.enumerate())  # a browser holds those of other tests open
    with requests.previewed(root(story("minimal"))) as made, ExitStack() as held:
        address = ("127.0.0.1", made.server.server_port)
        first, *others = [
            held.enter_context(socket.create_connection(address, requests.PATIENCE))
            for _ in range(8)
        ]
        assert [each.recv(1) for each in others[2:]] == [b""] * 5
        own = set(threading.enumerate()) - of_others
        assert sum("process_request" in each.name for each in own) == 3
        first.sendall(f"GET /about/ HTTP/1.1\r\nHost: 127.0.0.1:{address[1]}\r\n\r\n".encode())
        assert first.recv(12) == b"HTTP/1.1 200"


def test_answers_are_as_browsers_expect(preview: tuple[Path, Preview]) -> None:
    made = preview[1]
    code, headers, _ = get(made, "/regions/north")
    assert (code, headers["Location"]) == (302, "/regions/north/")
    assert get(made, "//regions/north")[1]["Location"] == "/regions/north/"
    code, headers, content = get(made, "/assets/briefs.css")
    assert headers["Content-Type"].startswith("text/css")
    assert get(made, "/assets/briefs.css", If_None_Match=headers["ETag"])[0] == 304
    code, headers, content = get(made, "/about/", method="HEAD")
    assert (code, content) == (200, b"")
    assert int(headers["Content-Length"]) > 1000
    assert get(made, "/about/", method="POST")[0] == 501


def test_a_site_below_a_path_is_served_there(root: Root) -> None:
    folder = root(story("minimal"))
    replace(folder, "mkdocs.yml", "https://example.org/", "https://example.org/briefs/")
    made = Preview(folder, 0, lambda told: None)
    made.begin()
    thread = threading.Thread(target=made.serve)
    thread.start()
    code, headers, _ = get(made, "/")
    assert (code, headers["Location"]) == (302, "/briefs/")
    assert [get(made, path)[0] for path in ("/briefs/about/", "/about/")] == [200, 404]
    made.stop()
    thread.join(20)
    made.end()


def test_a_taken_port_is_told_with_a_free_one(preview: tuple[Path, Preview]) -> None:
    port = preview[1].server.server_port
    with pytest.raises(BriefsiteError, match=f"cannot listen on port {port}: .*; port .* is free"):
        listen(port, Hub())


def test_an_event_says_what_the_page_is_and_what_is_wrong(preview: tuple[Path, Preview]) -> None:
    folder, made = preview
    connection = http.client.HTTPConnection("127.0.0.1", made.server.server_port, timeout=20)
    connection.request("GET", "/~preview/events?at=/regions/north/")
    stream = connection.getresponse()

    def event() -> dict[str, object]:
        while not (line := stream.readline()).startswith(b"data: "):
            assert line, "the stream ended"
        told: dict[str, object] = json.loads(line.removeprefix(b"data: "))
        return told

    first = event()
    assert first["problems"] == []
    assert f'data-page="{first["page"]}"'.encode() in get(made, "/regions/north/")[2]
    replace(folder, NORTH, "name: ", "nane: ")
    while not (told := event())["problems"]:
        pass
    assert told["page"] == first["page"]
    replace(folder, NORTH, "nane: ", "name: New ")
    while (told := event())["problems"]:
        pass
    assert told["page"] != first["page"]
    made.hub.close()
    assert stream.read().strip(b":\n") == b"", "an open stream ends with the server"
    connection.close()


# words


def test_a_long_line_is_cut_around_what_is_wrong() -> None:
    line = "a" * 200 + "BAD" + "z" * 200
    data = as_data(Problem(Place("x.yml", 3, 201), "rule", "m", excerpt=line, width=3))
    assert (data["guilty"], data["line"]) == ("BAD", "3")
    assert data["before"] == "… " + "a" * 60
    assert data["after"] == "z" * 60 + " …"


def test_the_page_of_problems_is_text_only() -> None:
    bad = Problem(Place("<b>.yml"), "rule", "<script>alert(1)</script>")
    html = problem_page(Shown(problems=(bad,)), []).decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_addresses_are_files_of_the_site() -> None:
    assert site_path("/", "/") == "index.html"
    assert site_path("/a/b/", "/a/") == "b/index.html"
    assert site_path("/b/", "/a/") == "~"
    assert injected(b"<head></head>", "p", "s").startswith(b'<head><script src="/~preview/client')
