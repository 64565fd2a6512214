"""The commands. The only place that prints or decides how the program ends.

Exit codes: 0 all is well, 1 the briefs or the site have problems, 2 the run cannot be made.
"""

import argparse
import http.server
import io
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from briefsite import pdf, pipeline, report
from briefsite.pdf import PAPERS
from briefsite.problems import BriefsiteError
from briefsite.text import plural

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run a command; without one, build."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code: int = options.run(options)
    except BriefsiteError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build.py", description="Build the brief site.")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout (default: this one)")
    parser.set_defaults(run=_build, strict=False, no_pdf=False)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    build = commands.add_parser("build", help="check the briefs and build site/ (the default)")
    build.add_argument("--strict", action="store_true", help="fail on warnings too, as CI does")
    build.add_argument("--no-pdf", action="store_true", help="leave out the PDFs")
    build.set_defaults(run=_build)
    check = commands.add_parser("check", help="report all problems of all briefs, write nothing")
    check.set_defaults(run=_check)
    for name, run, words in (
        ("verify", _verify, "hold every citation against the archived texts of the sources"),
        ("coverage", _coverage, "list what of each source no brief says yet"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("--archive", type=Path, required=True, metavar="DIR", help="the texts")
        command.set_defaults(run=run)
        if name == "verify":
            command.add_argument("--record", action="store_true", help="write verified.json")
    printed = commands.add_parser("print", help="make one PDF by hand")
    what = "a region or company (default: a booklet of the whole site)"
    printed.add_argument("id", nargs="?", metavar="ID", help=what)
    printed.add_argument("--booklet", action="store_true", help="with all that lies below it")
    printed.add_argument("--paper", choices=PAPERS, default=PAPERS[0], help="default: A4")
    printed.add_argument("--output", type=Path, metavar="FILE", help="default: ID.pdf, here")
    printed.set_defaults(run=_print)
    new = commands.add_parser("new", help="begin a file: new source FILE")
    new.add_argument("kind", choices=["source"], help="what to begin")
    new.add_argument("file", type=Path, help="the archived text")
    new.add_argument("--id", help="the id of the record (default: from the file's name)")
    new.set_defaults(run=_new)
    serve = commands.add_parser("serve", help="build, then show the site on this machine")
    serve.add_argument("--port", type=int, default=8000, help="the port (default: 8000)")
    serve.set_defaults(run=_serve)
    return parser


def _check(options: argparse.Namespace) -> int:
    checked = pipeline.check(options.root)
    if checked.problems:
        print(report.text(checked.problems))
        return 1
    briefs = plural(len(list(checked.graph.library.briefs())), "brief")
    print(f"{briefs} checked, no problems.")
    return 0


def _verify(options: argparse.Namespace) -> int:
    checked, problems = pipeline.verify(options.root, options.archive)
    if problems:
        print(report.text(problems))
        return 1
    uses = sum(len(uses) for uses in checked.graph.by_source.values())
    figures = sum(len(figures) for figures in checked.graph.by_indicator.values())
    count = f"{plural(figures, 'figure')}, {plural(uses, 'citation')}"
    print(
        f"{count} held against {plural(len(checked.graph.by_source), 'source')}: no disagreement."
    )
    if options.record:
        print(f"Wrote {pipeline.record(options.root, options.archive, checked)}.")
    return 0


def _coverage(options: argparse.Namespace) -> int:
    problems, sources = pipeline.measure(options.root, options.archive)
    if problems:
        print(report.text(problems))
        return 1
    print(report.coverage(sources))
    return 0 if all(covered.complete for covered in sources) else 1


def _new(options: argparse.Namespace) -> int:
    record = pipeline.new_source(options.root, options.file, options.id)
    print(f"Wrote {record}.")
    print("Next: hold it against the text, put the text into the archive folder, then see")
    print("`build.py coverage --archive DIR` for what there is to write.")
    return 0


def _build(options: argparse.Namespace) -> int:
    begin = time.perf_counter()
    with _progress() as told:
        wanted = not options.no_pdf
        built = pipeline.build(options.root, strict=options.strict, pdfs=wanted, told=told)
    if built.problems:
        print(report.text(built.problems))
    if built.notice:
        print(f"The site is built without PDFs. {built.notice}", file=sys.stderr)
    if not built.published:
        print("Nothing was published; the last good site, if there is one, is untouched.")
        return 1
    seconds = time.perf_counter() - begin
    counts = [plural(built.briefs, "brief"), plural(built.pages, "page")]
    if built.pdfs:
        counts.append(f"{plural(built.pdfs, 'PDF')} ({built.drawn} drawn anew)")
    print(f"Built {built.site}: {', '.join(counts)}, {seconds:.1f} seconds.")
    print("Look at it: .venv/bin/python build.py serve")
    return 0


def _print(options: argparse.Namespace) -> int:
    id = options.id or "china-regional-briefs"
    name = f"{id}-booklet.pdf" if options.id and options.booklet else f"{id}.pdf"
    output: Path = options.output or Path(name)
    if not output.parent.is_dir():
        raise BriefsiteError(f"cannot write {output}: there is no folder {output.parent}")
    with _progress() as told:
        problems, drawn = pipeline.print_document(
            options.root, options.id, booklet=options.booklet, paper=options.paper, told=told
        )
    if problems or drawn is None:
        print(report.text(problems))
        return 1
    try:
        output.write_bytes(drawn.pdf)
    except OSError as error:
        raise BriefsiteError(f"cannot write {output}: {error.strerror}") from error
    print(f"Wrote {output}: {plural(drawn.pages, 'page')}, {options.paper}.")
    return 0


@contextmanager
def _progress() -> Iterator[pdf.Told]:
    """A bar for the PDFs; on a terminal only, and gone at the end."""
    if not sys.stderr.isatty():
        yield pdf.silent
        return

    def told(done: int, of: int) -> None:
        bar = "#" * (30 * done // of)
        print(f"\rPDFs [{bar:<30}] {done}/{of}", end="", file=sys.stderr, flush=True)

    try:
        yield told
    finally:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _serve(options: argparse.Namespace) -> int:
    code = _build(options)
    if code:
        return code
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(options.root / "site"))
    try:
        with http.server.ThreadingHTTPServer(("127.0.0.1", options.port), handler) as server:
            print(f"http://127.0.0.1:{server.server_port}/ (stop with Ctrl+C)", flush=True)
            server.serve_forever()
    except OSError as error:
        raise BriefsiteError(f"cannot listen on port {options.port}: {error.strerror}") from error
    except KeyboardInterrupt:
        print()
    return 0
