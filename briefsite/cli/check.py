"""Commands that report on the briefs: check, verify, coverage, list, diff, stale; and explain."""

import argparse
import gc
import io
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, get_args

from briefsite import checks, evidence, library, report, store
from briefsite.editing import new
from briefsite.library import graph
from briefsite.library.graph import Graph
from briefsite.library.validation import Kept
from briefsite.models.briefs import Status
from briefsite.problems import BriefsiteError, Problem, did_you_mean
from briefsite.report import lists, rules
from briefsite.text import plural

# How a command tells of problems: in which form, and where to.


Say = Callable[[str], None]


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options `--format` and `--output` to a command that checks."""
    forms = tuple(report.FORMS)
    words = "how problems are told (default: text)"
    command.add_argument("--format", choices=forms, default="text", dest="form", help=words)
    words = "write the report there, in one step, and say only how many problems there are"
    command.add_argument("--output", type=Path, metavar="FILE", dest="report", help=words)


def tell(options: argparse.Namespace, problems: Iterable[Problem]) -> Say:
    """Tell of problems; gives the way to say what else there is to say to people.

    That is the standard error where the standard output is for a program.
    """
    found = list(problems)
    output: Path | None = getattr(options, "report", None)
    form = getattr(options, "form", "text")
    told = _told(options, form, found, colour=output is None and _has_colours())
    if output:
        store_text(output, f"{told}\n" if told else "")
        print(f"Wrote {output}: {report.summary(found) if found else 'no problems.'}")
    elif told:
        print(told)
    is_for_people = output or form in ("text", "github")
    return partial(print, file=sys.stdout if is_for_people else sys.stderr)


_SITE_URL = re.compile(
    r"^site_url:(?: +|(?: *!ENV *\[(\w+), *))[\"']?(https?://[^\s\"'\]?#]+)[\"']?\]? *$", re.M
)


def published_at(root: Path) -> str:
    """The address of the site, ending in a slash; empty where nothing names one.

    The settings are read as plain text, so that those of a stranger can do nothing here.
    """
    if own := library.read_site(root / "briefs").address:
        return f"{os.environ.get('SITE_URL', own).rstrip('/')}/"
    file = root / "mkdocs.yml"
    found = _SITE_URL.search(file.read_text(errors="replace")) if file.is_file() else None
    if not found:
        return ""
    return f"{os.environ.get(found[1] or '', found[2]).rstrip('/')}/"


def _told(options: argparse.Namespace, form: str, found: list[Problem], *, colour: bool) -> str:
    site = published_at(options.root) if found else ""
    if form == "text":
        return report.text(found, site, colour=colour)
    return report.render(form, found, site)


def _has_colours() -> bool:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def called(root: Path) -> str:
    """How a command is called for a site: by the program in its own checkout, or in another one."""
    if store.base(root) == root:
        return ".venv/bin/python build.py"
    program, site = str(store.PROGRAM / "build.py"), "." if root == Path.cwd() else str(root)
    return shlex.join([sys.executable, program, "--root", site])


def store_text(file: Path, text: str) -> None:
    """Write a file that the user named."""
    try:
        store.replace(file, text.encode())
    except OSError as error:
        raise BriefsiteError(f"cannot write {file}: {error.strerror}") from error


def add(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("check", help="report all problems of all briefs, change nothing")
    add_options(command)
    command.set_defaults(run=check)
    for name, run, words in (
        ("verify", verify, "check every citation against the archived texts of the sources"),
        ("coverage", coverage, "list what of each source no brief says yet"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("--archive", type=Path, required=True, metavar="DIR", help="the texts")
        one = "only this one; may be given again"
        command.add_argument("--source", action="append", metavar="ID", default=[], help=one)
        command.set_defaults(run=run)
        if name == "verify":
            command.add_argument("--record", action="store_true", help="write verified.json")
            add_options(command)
    command = commands.add_parser("explain", help="explain a rule, with an example")
    command.add_argument("rule", nargs="?", metavar="RULE", help="default: list all rules")
    command.set_defaults(run=explain)
    _add_list(commands)
    _add_diff(commands)
    _add_stale(commands)


def check(options: argparse.Namespace) -> int:
    """Report all problems of the briefs."""
    gc.disable()  # all that is made here is kept to the end of the run
    checked = checks.check(options.root, kept := Kept(options.root))
    documents = checked.graph.library.documents()
    problems = [*checked.problems, *new.unformatted(options.root, documents, kept)]
    kept.keep()
    say = tell(options, sorted([*problems, *checked.warnings]))
    if evidence.is_damaged(options.root):
        how = "write it anew: build.py verify --archive DIR --record"
        say(f"{evidence.RECORD} cannot be read, so nothing counts as verified; {how}")
        return 1
    if problems:
        return 1
    briefs = plural(len(list(checked.graph.library.briefs())), "brief")
    outcome = f"{plural(len(checked.warnings), 'warning')}" if checked.warnings else "no problems"
    say(f"{briefs} checked, {outcome}.")
    return 0


def verify(options: argparse.Namespace) -> int:
    """Check the briefs against the archived texts."""
    if options.record and options.source:
        raise BriefsiteError("--record needs the texts of all sources; leave --source out")
    checked, problems = evidence.verify(options.root, options.archive, options.source)
    say = tell(options, problems)
    if problems:
        return 1
    say(f"{_held(checked.graph, options.source)}: no disagreement.")
    if options.record:
        say(f"Wrote {evidence.write_record(options.root, options.archive, checked)}.")
    return 0


def coverage(options: argparse.Namespace) -> int:
    """List what no brief says yet."""
    problems, sources = evidence.measure(options.root, options.archive, options.source)
    if problems:
        tell(options, problems)
        return 1
    print(report.coverage(sources))
    return 0 if all(covered.complete for covered in sources) else 1


def _held(graph: Graph, only: Collection[str]) -> str:
    """What was checked against which sources, counted."""
    sources = set(only) or graph.by_source
    uses = sum(len(graph.by_source.get(id, ())) for id in sources)
    figures = sum(
        any(citation.source in sources for citation in at.figure.sources)
        for found in graph.by_indicator.values()
        for at in found
    )
    counts = f"{plural(figures, 'figure')}, {plural(uses, 'citation')}"
    return f"{counts} checked against {plural(len(sources), 'source')}"


def explain(options: argparse.Namespace) -> int:
    """Explain a rule, or list all."""
    if not options.rule:
        print(report.listing())
        return 0
    if options.rule not in rules.RULES:
        hint = did_you_mean(options.rule, rules.RULES) or "see `build.py explain`"
        raise BriefsiteError(f"there is no rule '{options.rule}'; {hint}")
    print(report.explanation(rules.RULES[options.rule]))
    return 0


# The command that lists what the briefs hold: list.


STATUSES = get_args(Status)
LIST_FORMS = ("table", "csv", "json")


def _add_list(commands: Any) -> None:
    command = commands.add_parser(
        "list", help="list figures, people, sources and all else there is"
    )
    command.add_argument("what", choices=lists.MODELS, metavar="WHAT", help=", ".join(lists.MODELS))
    every = dict.fromkeys(kind for what in lists.MODELS for kind in lists.kinds_for(what))
    words = {
        "brief": "of this region or company alone, or named by it",
        "region": "of this region and all that lies in it",
    }
    for kind in every:
        said = f"{words.get(kind, f'of this {kind}, or naming it')}; may be given again"
        command.add_argument(f"--{kind}", action="append", metavar="ID", default=[], help=said)
    said = "actual, target, planned ...; may be given again"
    command.add_argument("--status", action="append", default=[], choices=STATUSES, help=said)
    said = "whose period or date lies in this one: 2023, 2021..2025, undated"
    command.add_argument("--period", default="", metavar="PERIOD", help=said)
    said = "in which these words stand, whatever their case and accents"
    command.add_argument("--words", default="", metavar="WORDS", help=said)
    said = "default: table"
    command.add_argument("--as", choices=LIST_FORMS, default="table", dest="form", help=said)
    command.add_argument("--output", type=Path, metavar="FILE", help="default: print it")
    command.set_defaults(run=list_rows, kinds=tuple(every))


def list_rows(options: argparse.Namespace) -> int:
    """List what can be read; 1 where something cannot."""
    found, faults = library.read(options.root / "briefs")
    ids = {kind: getattr(options, kind) for kind in options.kinds}
    wanted = lists.Wanted(ids, options.status, options.period, options.words)
    rows = list(lists.rows(graph.build(found), options.what, wanted))
    if options.form == "table":
        is_cut = sys.stdout.isatty() and not options.output
        text = lists.table(
            rows, options.what, shutil.get_terminal_size().columns if is_cut else None
        )
    else:
        text = (lists.as_csv if options.form == "csv" else lists.as_json)(rows, options.what)
    if options.output:
        store_text(options.output, text)
    else:
        if options.form != "table" and isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # on every system the same bytes
        print(text, end="")
    errors = [fault for fault in faults if fault.level == "error"]
    if options.form == "table" or options.output:
        print(f"{plural(len(rows), 'row')}.", file=sys.stderr)
    if errors:
        why = f"{plural(len(errors), 'problem keeps', 'problems keep')} something from being read"
        print(f"{why}; `build.py check` says where.", file=sys.stderr)
    return 1 if errors else 0


# The command that says what a change does to the briefs: diff; and what time does: stale.


FORMATS = ("text", "markdown")


def _add_diff(commands: Any) -> None:
    command = commands.add_parser("diff", help="say what a change does to the briefs")
    state = "a revision, an edition, a checkout or a folder of briefs"
    command.add_argument("base", metavar="BASE", help=f"compare with this: {state}")
    command.add_argument("--head", metavar="HEAD", help=f"{state} (default: this checkout)")
    command.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    command.add_argument("--output", type=Path, metavar="FILE", help="default: print it")
    command.set_defaults(run=diff)


def diff(options: argparse.Namespace) -> int:
    """Compare two states of the briefs; 1 where one of them does not pass `check`."""
    from briefsite import diff as comparing  # loads all that builds

    compared = comparing.compare(options.root, options.base, options.head)
    is_text = options.format == "text"
    told = comparing.text(compared) + "\n" if is_text else comparing.markdown(compared)
    if not options.output:
        print(told, end="")
    else:
        store_text(options.output, told)
    return 1 if compared.pages is None else 0


# The command that looks for what time has done to the briefs: stale.


def _add_stale(commands: Any) -> None:
    command = commands.add_parser("stale", help="list the figures that are past their review")
    command.add_argument("--day", type=_day, help="as 2026-01-31 (default: today)")
    what = "for an issue; nothing where there is nothing to do"
    command.add_argument("--markdown", action="store_true", help=what)
    command.set_defaults(run=stale)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day; write 2026-01-31") from None


def stale(options: argparse.Namespace) -> int:
    """List the figures that are past their review."""
    from briefsite import site  # loads all that builds
    from briefsite.site import history, mkdocs

    graph, day = checks.check(options.root).graph, options.day or datetime.now(UTC).date()
    found = history.past_review(graph, site.edition(options.root, graph.library), day)
    if options.markdown:
        repository = mkdocs.repository(options.root)
        print(history.findings_markdown("Figures past their review", found, repository), end="")
    else:
        print(history.findings_text(found) or "No figure is past its review.")
    return 1 if found else 0
