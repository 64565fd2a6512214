"""Commands that make what people read: build, print, edition, serve."""

import argparse
import os
import re
import signal
import sys
import tempfile
import time
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from briefsite import checks, library, report, site, store
from briefsite import diff as comparing
from briefsite.cli import check, unchanged
from briefsite.diff import changes
from briefsite.diff.effects import Compared
from briefsite.diff.story import by_brief
from briefsite.diff.wording import bare
from briefsite.models.records import EDITION_PATTERN, EDITIONS, MOST_LETTERS, PastEdition
from briefsite.pages.heads import Edition
from briefsite.problems import BriefsiteError
from briefsite.site import history, pdf, preview
from briefsite.site.pdf import PAPERS, file_name
from briefsite.site.preview import Round
from briefsite.text import plural


def add(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("build", help="check the briefs and build site/ (the default)")
    command.add_argument("--strict", action="store_true", help="fail on warnings too, as CI does")
    command.add_argument("--no-pdf", action="store_true", help="leave out the PDFs")
    words = "build in any case, and say where the time went"
    command.add_argument("--profile", action="store_true", help=words)
    _add_no_wait(command)
    check.add_options(command)
    command.set_defaults(run=build)
    command = commands.add_parser("print", help="make one PDF by hand")
    what = "a region or company (default: a booklet of the whole site)"
    command.add_argument("id", nargs="?", metavar="ID", help=what)
    command.add_argument("--booklet", action="store_true", help="with all that lies below it")
    command.add_argument("--paper", choices=PAPERS, default="A4", help="default: A4")
    command.add_argument("--output", type=Path, metavar="FILE", help="default: ID.pdf, here")
    _add_no_wait(command)
    command.set_defaults(run=print_pdf)
    command = commands.add_parser("edition", help="keep the site as it is at an address of its own")
    command.add_argument("name", metavar="NAME", help="its name and address, such as 2026-12")
    command.add_argument("--no-pdf", action="store_true", help="leave out the PDFs")
    _add_no_wait(command)
    check.add_options(command)
    command.set_defaults(run=edition)
    _add_serve(commands)


def _add_no_wait(command: argparse.ArgumentParser) -> None:
    words = "where another build is at work, say whose and stop"
    command.add_argument("--no-wait", action="store_true", help=words)


def _alone(options: argparse.Namespace, command: str) -> AbstractContextManager[None]:
    """The lock of the checkout."""
    return store.alone(options.root, command, None if options.no_wait else unchanged.wait)


def build(options: argparse.Namespace) -> int:
    """Check the briefs and build the site."""
    begin = time.perf_counter()
    with _alone(options, "build"), _progress() as shown:
        progress = Phases(shown)
        wanted = unchanged.Asked(options.root, pdfs=not options.no_pdf)
        made_of = unchanged.ingredients(wanted)
        built = site.build(options.root, strict=options.strict, pdfs=wanted.pdfs, progress=progress)
        if built.published and not built.problems:
            unchanged.keep(wanted, made_of)
        spent = progress.end()
    if options.profile:
        print(_table(spent), file=sys.stderr)
    say = check.tell(options, built.problems)
    if not built.published:
        say("Nothing was published; the last good site, if there is one, is untouched.")
        if built.pages:
            say(f"The pages that were refused lie in {built.site} until the next build.")
        return 1
    seconds = time.perf_counter() - begin
    counts = [plural(built.briefs, "brief"), plural(built.pages, "page")]
    if built.pdfs:
        counts.append(f"{plural(built.pdfs, 'PDF')} ({built.drawn} drawn anew)")
    say(f"Built {built.site}: {', '.join(counts)}, {seconds:.1f} seconds.")
    say(f"Look at it: {check.called(options.root)} serve")
    return 0


def print_pdf(options: argparse.Namespace) -> int:
    """Make one PDF."""
    id = options.id or file_name(library.read_site(options.root / "briefs").name)
    name = f"{id}-booklet.pdf" if options.id and options.booklet else f"{id}.pdf"
    output: Path = options.output or Path(name)
    if not output.parent.is_dir():
        raise BriefsiteError(f"cannot write {output}: there is no folder {output.parent}")
    with _alone(options, "print"), _progress() as progress:
        problems, drawn = site.print_document(
            options.root,
            options.id,
            booklet=options.booklet,
            paper=options.paper,
            progress=progress,
        )
    if problems or drawn is None:
        check.tell(options, problems)
        return 1
    try:
        output.write_bytes(drawn.content)
    except OSError as error:
        raise BriefsiteError(f"cannot write {output}: {error.strerror}") from error
    print(f"Wrote {output}: {plural(drawn.pages, 'page')}, {options.paper}.")
    return 0


def edition(options: argparse.Namespace) -> int:
    """Keep the site as it is: its pages in an archive, and a record of what it says."""
    root, name = options.root, options.name
    with _alone(options, "edition"), _progress() as progress:
        past = history.kept(root)
        checked = checks.check(root)
        if checked.problems:
            check.tell(options, checked.problems)
            return 1
        current = site.edition(root, checked.graph.library)
        _check_new(name, current, past)
        address = f"{current.site_url}{EDITIONS}/{name}/"
        made = replace(current, name=name, site_url=address, past=())
        with tempfile.TemporaryDirectory(prefix="edition-") as folder:
            copy = history.copied(root, Path(folder))
            built = site.build(
                copy, strict=False, pdfs=not options.no_pdf, progress=progress, of=made
            )
            say = check.tell(options, built.problems)
            if not built.published:
                say("The edition was not made.")
                return 1
            archive, scripts = history.pack(root, built.site), history.scripts(built.site)
        since = _since(root, past[-1]) if past else ((), {})
        record = history.record_of(checked.graph, made, archive, since, scripts)
        written = store.refresh(history.edition_files(record, archive), root)
    say(f"Edition {name}: {plural(record.briefs, 'brief')}, {pdf.size(len(archive))}.")
    say(f"Commit {' and '.join(written)}; every build publishes it at {address}")
    return 0


def _check_new(name: str, current: Edition, past: Sequence[PastEdition]) -> None:
    """Raise BriefsiteError where an edition of this name cannot be made."""
    if not re.fullmatch(EDITION_PATTERN, name) or len(name) > MOST_LETTERS:
        raise BriefsiteError(
            f"{name!a} is no name of an edition; write small letters and digits, with hyphens "
            "and dots between them, such as 2026-12"
        )
    if any(one.name == name for one in past):
        raise BriefsiteError(f"there is an edition {name}; it stays as it is, choose another name")
    if not current.day:
        raise BriefsiteError("no day is known that the edition is of; set SOURCE_DATE_EPOCH")
    if past and str(current.day) < past[-1].day:
        raise BriefsiteError(
            f"edition {past[-1].name} is of {past[-1].day}, later than the state of {current.day}"
        )


def _since(root: Path, past: PastEdition) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """What changed since an edition: in a few sentences, and brief by brief."""
    (before, _), (after, _) = changes.of_edition(root, past), changes.of_folder(root, "today")
    comparison = changes.compare(before, after)
    told = comparing.opening(Compared(comparison, (), (), None))
    return list(map(bare, told)), by_brief(comparison)


@contextmanager
def _progress() -> Iterator[pdf.Progress]:
    """What is being done, how far it is, and for how long still; on a terminal only, and gone at
    the end."""
    if not sys.stderr.isatty() or os.environ.get("CI"):
        yield pdf.silent
        return
    last, begin = "", 0.0

    def progress(what: str, done: int, of: int) -> None:
        nonlocal last, begin
        if what != last:
            last, begin = what, time.perf_counter()
        count = f" {done}/{of}{left(time.perf_counter() - begin, done, of)}" if of else " ..."
        print(f"\r\033[K{what}{count}", end="", file=sys.stderr, flush=True)

    try:
        yield progress
    finally:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def left(seconds: float, done: int, of: int) -> str:
    """How long work goes on, by what it has taken so far; nothing where that says too little."""
    if not done or seconds < 2:
        return ""
    still = round(seconds / done * (of - done))
    how_long = plural(still, "second") if still < 90 else plural(round(still / 60), "minute")
    return f", about {how_long} left"


@dataclass(frozen=True)
class Spent:
    """What a phase of a build has taken."""

    what: str
    processor: float
    """Seconds of the processor, with those of programs that were started."""
    clock: float


class Phases:
    """Notes what each phase takes; a phase begins where the progress is first told of."""

    def __init__(self, shown: pdf.Progress) -> None:
        self._shown = shown
        self._spent: dict[str, Spent] = {}
        self._what = ""
        self._begin = _now()

    def __call__(self, what: str, done: int, of: int) -> None:
        """Tell of the progress."""
        if what != self._what:
            self._close()
            self._what = what
        self._shown(what, done, of)

    def _close(self) -> None:
        now, before = _now(), self._begin
        known = self._spent.get(self._what, Spent(self._what, 0, 0))
        processor, clock = (after - earlier for after, earlier in zip(now, before, strict=True))
        spent = Spent(self._what, known.processor + processor, known.clock + clock)
        if self._what:
            self._spent[self._what] = spent
        self._begin = now

    def end(self) -> list[Spent]:
        """All phases, in the order in which they began."""
        self._close()
        self._what = ""
        return list(self._spent.values())


def _now() -> tuple[float, float]:
    """Seconds of the processor and of the clock."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system, used.elapsed


def _table(spent: list[Spent]) -> str:
    """Where the time went; the loading of the program is in none of the phases."""
    rows = [*spent, Spent("All", sum(s.processor for s in spent), sum(s.clock for s in spent))]
    wide = max(len(row.what) for row in rows)
    head = f"{'':{wide}}  processor    clock"
    lines = [f"{row.what:{wide}}  {row.processor:7.2f} s {row.clock:6.2f} s" for row in rows]
    return "\n".join([head, *lines])


# The command that shows the site while it is edited: serve.


def _add_serve(commands: Any) -> None:
    command = commands.add_parser("serve", help="show the site on this machine as it is edited")
    command.add_argument("--port", type=_port, default=8000, help="the port (default: 8000)")
    command.add_argument("--open", action="store_true", help="open it in the browser")
    words = "look for changes twice a second, where the system does not tell of them"
    command.add_argument("--poll", action="store_true", help=words)
    command.set_defaults(run=serve)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is no port; it is a number up to 65535")
    return int(text)


def serve(options: argparse.Namespace) -> int:
    """Show the site, and make it anew with each change."""
    with _signals():
        return _serve(options)


@contextmanager
def _signals() -> Iterator[None]:
    """Ctrl+C and `kill` end the block in the same way.

    A shell starts what runs in the background with SIGINT ignored, and Python leaves that so.
    """

    def interrupt(*given: object) -> None:
        raise KeyboardInterrupt

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _serve(options: argparse.Namespace) -> int:
    made = preview.Preview(options.root.resolve(), options.port, _tell, poll=options.poll)
    if made.notice:
        words = "So changes are looked for twice a second; they appear a little later."
        print(f"The system does not tell of changes: {made.notice}. {words}", file=sys.stderr)
    try:
        made.begin()
        print(f"{made.url} follows the files (stop with Ctrl+C)", flush=True)
        if options.open:
            webbrowser.open(made.url)
        made.serve()
    except KeyboardInterrupt:
        print()
    finally:
        made.end()
    return 0


def _tell(shown: Round) -> None:
    """A line for each round, and its problems."""
    if shown.notice:
        print(shown.notice)
    placed = [problem for problem in shown.problems if problem.place != preview.NOWHERE]
    for problem in shown.problems:
        if problem.place == preview.NOWHERE:
            print(f"build.py: {problem.message}")
    if placed:
        print(report.text(placed))
    if placed and not shown.changed:
        print("Found in a closer look at the whole site; the preview goes on.")
    if shown.trace:
        print(shown.trace, file=sys.stderr)
    if shown.changed:
        what = "The site" if shown.first else _what(shown.changed)
        print(f"{what}: {_outcome(shown)}")
    sys.stdout.flush()


def _what(changed: tuple[str, ...]) -> str:
    if len(changed) == 1:
        return changed[0]
    return f"{plural(len(changed), 'file')} ({changed[0]}, ...)"


def _outcome(shown: Round) -> str:
    if any(problem.level == "error" for problem in shown.problems):
        return "not shown" if shown.first else "the last good page stays"
    return f"shown after {shown.seconds:.2f} seconds"
