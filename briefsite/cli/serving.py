"""The command that shows the site while it is edited: serve."""

import argparse
import http.server
from functools import partial
from typing import Any

from briefsite.cli import building
from briefsite.problems import BriefsiteError


def add(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("serve", help="build, then show the site on this machine")
    command.add_argument("--port", type=int, default=8000, help="the port (default: 8000)")
    command.set_defaults(run=serve)


def serve(options: argparse.Namespace) -> int:
    """Build and show the site."""
    code = building.build(options)
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
