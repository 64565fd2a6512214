"""Find the Chromium or Chrome that the browser tests drive.

As a function: `find_browser()` gives the path or None. As a command (`make test` runs it before the
tests): prints the path; where there is none, root on Debian or Ubuntu gets one from the package
manager, anybody else is told what is missing. Exit code 1 when there is still none.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Set by the reader of this line to choose a browser; a wrong path is an error, never passed over.
VARIABLES = ("CHROME_PATH", "BROWSER_PATH")

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

MAC_APPS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)

ADVICE = """\
Missing: a Chromium or Chrome for the browser tests.
  Debian:     apt-get install chromium
  Ubuntu:     install Google Chrome, or: snap install chromium
  macOS:      brew install --cask google-chrome
  elsewhere:  set CHROME_PATH to the browser's program"""


def find_browser() -> str | None:
    """The path of the browser's program, or None. A variable that names no program gives None."""
    for variable in VARIABLES:
        if named := os.environ.get(variable):
            return shutil.which(named)
    for command in COMMANDS:
        if found := shutil.which(command):
            return found
    for folder in (Path("/Applications"), Path.home() / "Applications"):
        for app in MAC_APPS:
            if found := shutil.which(folder / app):
                return str(found)
    return None


def main() -> int:
    for variable in VARIABLES:
        if (named := os.environ.get(variable)) and not shutil.which(named):
            print(f"{variable} is {named!r}, which is no program that can be run.", file=sys.stderr)
            return 1
    if find_browser() is None and _may_install():
        _install()
    browser = find_browser()
    if browser is None:
        print(ADVICE, file=sys.stderr)
        return 1
    print(f"Browser: {browser}")
    return 0


def _may_install() -> bool:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and shutil.which("apt-get") is not None


def _install() -> None:
    print("No Chromium or Chrome found: installing Debian's chromium", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        if (
            subprocess.run(
                command, env=environment, stdout=subprocess.DEVNULL, timeout=600
            ).returncode
            != 0
        ):
            return


if __name__ == "__main__":
    sys.exit(main())
