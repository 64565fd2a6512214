"""The command that shows the site while it is edited: serve."""

import argparse
import sys
import webbrowser
from typing import Any

from briefsite import report
from briefsite.site import preview
from briefsite.site.preview import Told
from briefsite.text.wording import plural


def add(commands: Any) -> None:
    """Add the commands of this module."""
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


def _tell(told: Told) -> None:
    """A line for each round, and its problems."""
    if told.notice:
        print(told.notice)
    placed = [problem for problem in told.problems if problem.place != preview.NOWHERE]
    for problem in told.problems:
        if problem.place == preview.NOWHERE:
            print(f"build.py: {problem.message}")
    if placed:
        print(report.text(placed))
    if placed and not told.changed:
        print("Found in a closer look at the whole site; the preview goes on.")
    if told.trace:
        print(told.trace, file=sys.stderr)
    if told.changed:
        what = "The site" if told.first else _what(told.changed)
        print(f"{what}: {_outcome(told)}")
    sys.stdout.flush()


def _what(changed: tuple[str, ...]) -> str:
    if len(changed) == 1:
        return changed[0]
    return f"{plural(len(changed), 'file')} ({changed[0]}, ...)"


def _outcome(told: Told) -> str:
    if any(problem.level == "error" for problem in told.problems):
        return "not shown" if told.first else "the last good page stays"
    return f"shown after {told.seconds:.2f} seconds"
