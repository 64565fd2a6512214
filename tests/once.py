"""What a run makes once: for all its tests, whichever process they run in."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

LIMIT = 300
"""Seconds for which a process waits for what another one makes."""


class Once:
    """A folder that the processes of a run share."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        own = factory.getbasetemp()
        run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
        self.folder = Path(os.environ.get("ONCE_OF_TESTS") or run / "once")
        self.shelf = self.folder / "kept"
        self.shelf.mkdir(parents=True, exist_ok=True)

    def made(self, name: str, make: Callable[[Path], object]) -> Path:
        """A path that the first who asks for it makes, while the others wait; not to be altered."""
        target, done = self.folder / name, self.folder / f"{name}.done"
        with FileLock(self.folder / f"{name}.lock", timeout=LIMIT):
            if not done.exists():
                shutil.rmtree(target, ignore_errors=True)
                make(target)
                done.touch()
        return target

    def kept(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Bytes that any process makes and all others take."""
        file = self.shelf / key
        if not file.is_file():
            part = file.with_name(f"{key}.{os.getpid()}")
            part.write_bytes(make())
            part.replace(file)
        return file.read_bytes()
