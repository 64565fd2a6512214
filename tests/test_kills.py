"""A site is whole whenever its build is killed, and when two build at once."""

import subprocess
import sys

from tests.world import CHECKOUT


def test_a_site_is_whole_after_a_kill_at_each_step_and_two_builds_at_once() -> None:
    """Of a few files; `python -m tests.kills` does it with whole builds, and with full disks."""
    command = [sys.executable, "-m", "tests.kills", "--kills", "0", "--pairs", "0", "--sizes", "0"]
    ended = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    lines = ended.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "a few files, killed at each step",
        "a few files, two builds at once",
        "a few files, by two renames, killed at each step",
    ]
    assert all("new " in line and "old " in line for line in lines[::2]), lines
