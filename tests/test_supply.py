"""What is said of the packages is what the locks say."""

import importlib.util
import json
import re
import sys
from types import ModuleType

import pytest

from tests.world import CHECKOUT

LOCK = """\
# This file was made by a program
one==1.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via
    #   briefsite (pyproject.toml)
    #   Two_Words
two-words==2.0rc1 ; sys_platform == 'win32' \\
    --hash=sha256:{a}
    # via briefsite (pyproject.toml)
""".format(a="a" * 64, b="b" * 64)
PROJECT = {"version": "0.1", "license": "MIT"}


@pytest.fixture(scope="module")
def supply() -> ModuleType:
    """The program that CI runs; it is no part of the package."""
    spec = importlib.util.spec_from_file_location("supply", CHECKOUT / ".ci" / "supply.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "supply", module)
        spec.loader.exec_module(module)
    return module


def test_the_bill_of_materials_says_what_the_lock_says(supply: ModuleType) -> None:
    made = supply.sbom(LOCK, PROJECT)
    one, two = made["components"]
    assert (one["name"], one["version"], one["purl"]) == ("one", "1.0", "pkg:pypi/one@1.0")
    assert [each["content"] for each in one["hashes"]] == ["a" * 64, "b" * 64]
    assert two["properties"] == [{"name": "marker", "value": "sys_platform == 'win32'"}]
    needs = {each["ref"]: each["dependsOn"] for each in made["dependencies"]}
    assert needs == {
        "briefsite": ["pkg:pypi/one@1.0", "pkg:pypi/two-words@2.0rc1"],
        "pkg:pypi/one@1.0": [],
        "pkg:pypi/two-words@2.0rc1": ["pkg:pypi/one@1.0"],
    }


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_no_entry_and_no_hash_of_a_lock_is_lost(lock: str, supply: ModuleType) -> None:
    text = (CHECKOUT / lock).read_text(encoding="utf-8")
    found = supply.packages(text)
    assert [one.name for one in found] == re.findall(r"(?m)^([a-z0-9.-]+)==", text)
    assert sum(len(one.hashes) for one in found) == text.count("--hash=")
    assert all(one.wanted_by for one in found)


def test_known_faults_are_told_and_what_was_not_asked_is_not_called_good(
    supply: ModuleType,
) -> None:
    fault = {"id": "PYSEC-1", "fix_versions": ["1.1"]}
    asked = [
        {"name": "one", "version": "1.0", "vulns": [fault]},
        {"name": "two", "version": "2.0", "vulns": []},
        {"name": "three", "skip_reason": "not found"},
    ]
    lines, skipped = supply.audit(json.dumps({"dependencies": asked}))
    assert "- `one 1.0`: PYSEC-1, fixed in 1.1" in lines
    assert not any("two" in line for line in lines)
    assert skipped == ["three"]
    assert supply.audit(json.dumps({"dependencies": asked[1:2]})) == ([], [])
    assert supply.audit("")[1] == ["all packages"]


def test_the_tool_that_makes_the_locks_is_locked() -> None:
    text = (CHECKOUT / ".ci" / "uv.txt").read_text(encoding="utf-8")
    assert re.search(r"(?m)^uv==[0-9.]+ \\\n    --hash=sha256:", text)
    recipe = (CHECKOUT / "Makefile").read_text(encoding="utf-8").partition("\nlock: ")[2]
    assert recipe.splitlines()[1].strip() == "@$(INSTALL) -r .ci/uv.txt"
