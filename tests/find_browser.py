"""Find the Chromium or Chrome that the browser tests drive.

As a function: `find_browser()` gives the path or None; first those without a window, which do the
same in two thirds of the time. As a command (`make test` runs it before the tests): prints the
path; root on Debian gets the one without a window from the package manager, and where that fails a
browser that is there serves. Anybody else is told what is missing. Exit code 1 when there is none.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Set by the reader of this line to choose a browser; a wrong path is an error, never passed over.
VARIABLES = ("CHROME_PATH", "BROWSER_PATH")

WINDOWLESS = ("chromium-headless-shell", "chrome-headless-shell")

COMMANDS = (
    *WINDOWLESS,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)

MAC_APPS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)

ADVICE = """\
Missing: a Chromium or Chrome for the browser tests.
  Debian:     apt-get install chromium-headless-shell
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
    if not any(map(os.environ.get, VARIABLES)) and _may_install():
        _install()
    browser = find_browser()
    if browser is None:
        print(ADVICE, file=sys.stderr)
        return 1
    print(f"Browser: {browser}")
    return 0


def _may_install() -> bool:
    """Whether root on Debian could have the browser without a window, and has not."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    is_there = any(map(shutil.which, WINDOWLESS))
    return is_root and not is_there and shutil.which("apt-get") is not None


def _install() -> None:
    """Get Debian's; the lists of packages are only fetched where there is no browser at all."""
    if find_browser() is None:
        _run("apt-get", "update", "-qq")
    if _run("apt-cache", "show", WINDOWLESS[0], says=False):
        print(f"Installing Debian's {WINDOWLESS[0]}, the quickest for the tests", flush=True)
        if _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", WINDOWLESS[0]):
            return
    if find_browser() is None:
        print("No Chromium or Chrome found: installing Debian's chromium", flush=True)
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")


def _run(*command: str, says: bool = True) -> bool:
    """Whether a command of the package manager ends well; it may say itself what goes wrong."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    stderr = None if says else subprocess.DEVNULL
    ended = subprocess.run(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=stderr, timeout=600
    )
    return ended.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
