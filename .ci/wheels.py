#!/usr/bin/env python3
"""Whether every entry of the lock can be installed without a compiler, on each machine we promise.

In: requirements.txt, and what the index of pip says. Out: for each Python and system the entries
without a wheel for it or one in pure Python; 1 where there are some. Nothing is installed.
"""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.markers import Marker

LOCK = Path(__file__).resolve().parent.parent / "requirements.txt"
VERSIONS = ("3.11.0", "3.11.9", "3.12.9", "3.13.3", "3.14.0")
LINUX = tuple(f"manylinux{glibc}_{{0}}" for glibc in ("_2_28", "_2_24", "_2_17", "2014"))
SYSTEMS = {
    "Linux x86-64": ("linux", "x86_64", [tag.format("x86_64") for tag in LINUX]),
    "Linux aarch64": ("linux", "aarch64", [tag.format("aarch64") for tag in LINUX]),
    "macOS arm64": (
        "darwin",
        "arm64",
        ["macosx_14_0_arm64", "macosx_11_0_arm64", "macosx_11_0_universal2"],
    ),
    "Windows x86-64": ("win32", "AMD64", ["win_amd64"]),
}
NAMES = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
ENTRY = re.compile(r"(?m)^([A-Za-z0-9._-]+)==(\S+?)(?: ; (.*?))? \\$")
"""A pinned package, and where it is wanted."""


def wanted(lock: str, version: str, system: str) -> list[str]:
    """The entries for one Python on one system."""
    platform, machine, _ = SYSTEMS[system]
    there = {
        "python_version": version.rpartition(".")[0],
        "python_full_version": version,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "sys_platform": platform,
        "platform_system": NAMES[platform],
        "platform_machine": machine,
        "os_name": "nt" if platform == "win32" else "posix",
    }
    found = ENTRY.findall(lock)
    return [f"{name}=={pin}" for name, pin, to in found if not to or Marker(to).evaluate(there)]


def without_wheel(names: list[str], version: str, system: str) -> list[str]:
    """The entries that cannot be had for one Python on one system."""
    tags = [word for tag in SYSTEMS[system][2] for word in ("--platform", tag)]
    options = ["--only-binary", ":all:", "--no-deps", "--disable-pip-version-check", "--quiet"]
    with TemporaryDirectory() as folder:
        given = ["--python-version", version, "--implementation", "cp", "--target", folder]
        command = [sys.executable, "-m", "pip", "install", "--dry-run", *options, *given, *tags]
        if _is_there([*command, *names]):
            return []
        return [name for name in names if not _is_there([*command, name])]


def _is_there(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def main() -> int:
    """Ask for each Python and system; say what is missing."""
    lock = LOCK.read_text(encoding="utf-8")
    asked = [(version, system) for version in VERSIONS for system in SYSTEMS]

    def ask(where: tuple[str, str]) -> list[str]:
        return without_wheel(wanted(lock, *where), *where)

    missing = 0
    with ThreadPoolExecutor(2) as pool:
        for (version, system), gone in zip(asked, pool.map(ask, asked), strict=True):
            print(f"CPython {version}, {system}: {', '.join(gone) or 'all there'}", flush=True)
            missing += len(gone)
    print(f"{len(ENTRY.findall(lock))} entries of the lock, {missing} exceptions.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
