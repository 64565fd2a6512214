"""Commands that make what people read: build and print."""

import argparse
import os
import signal
import sys
import time
import webbrowser
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from briefsite import library, report, site, store
from briefsite.cli import check, unchanged
from briefsite.problems import BriefsiteError
from briefsite.site import pdf, preview
from briefsite.site.pdf import PAPERS
from briefsite.site.pdf.documents import file_name
from briefsite.site.preview import Round
from briefsite.text import plural


def add(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("build", help="check the briefs and build site/ (the default)")
    command.add_argument("--strict", action="store_true", help="fail on warnings too, as CI does")
    command.add_argument("--no-pdf", action="store_true", help="leave out the PDFs")
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
    with _alone(options, "build"), _progress() as progress:
        wanted = unchanged.Asked(options.root, pdfs=not options.no_pdf)
        made_of = unchanged.ingredients(wanted)
        built = site.build(options.root, strict=options.strict, pdfs=wanted.pdfs, progress=progress)
        if built.published and not built.problems:
            unchanged.keep(wanted, made_of)
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
    say("Look at it: .venv/bin/python build.py serve")
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


@contextmanager
def _progress() -> Iterator[pdf.Progress]:
    """What is being done, and how far it is; on a terminal only, and gone at the end."""
    if not sys.stderr.isatty() or os.environ.get("CI"):
        yield pdf.silent
        return

    def progress(what: str, done: int, of: int) -> None:
        count = f" {done}/{of}" if of else " ..."
        print(f"\r\033[K{what}{count}", end="", file=sys.stderr, flush=True)

    try:
        yield progress
    finally:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


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
