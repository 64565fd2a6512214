"""The guide for developers is followed to the letter: its files and changes, in a copy, run."""

import re
import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from briefsite import checks, evidence
from briefsite.library.graph import page_path, page_url
from briefsite.text import amount
from tests.guide import blocks, checkout, follow, python
from tests.world import CHECKOUT


def follow_part(heading: str, folder: Path) -> None:
    """Do what one section of the guide says."""
    text = (CHECKOUT / "docs" / "developing.md").read_text(encoding="utf-8")
    (part,) = re.findall(rf"(?ms)^## {heading} \{{.*?(?=^## )", text)
    for block in blocks(part):
        assert block.file, block.content
        assert block.kind == "diff" or not (folder / block.file).exists(), block.file
        follow(block, folder)


def with_briefs(copy: Path, built: Path) -> Path:
    """A checkout with the briefs of a small world, and the pictures of links that it drew."""
    shutil.rmtree(copy / "briefs")
    (copy / evidence.RECORD).unlink()
    for part in (Path("briefs"), Path(".cache", "pictures")):
        shutil.copytree(built / part, copy / part)
    return copy


COMMANDS = """import sys
from briefsite.cli import main
sys.exit(any(main(words.split()) for words in sys.argv[1:]))
"""


def run_commands(folder: Path, *commands: str) -> None:
    """Run commands of the program, one after the other, by the code of a folder."""
    python(folder, "-c", COMMANDS, *commands)


def test_a_rule_is_added_as_the_guide_says(tmp_path: Path) -> None:
    copy = checkout(tmp_path)
    follow_part("Add a rule", copy)
    case = copy / "tests" / "cases" / "bad" / "heading-stop.yml"
    written = case.read_bytes()
    case.unlink()
    tests = ("-m", "pytest", "-q", "tests/test_bad.py", "tests/test_rules.py")
    with pytest.raises(AssertionError, match=r"heading-stop[^$]*\b1 failed"):
        python(copy, *tests, "--update", "-k", "has_a_case or messages_kept")
    case.write_bytes(written)
    assert "failed" not in python(copy, *tests, "-k", "heading or messages_kept")


def test_an_export_and_a_kind_of_page_are_added_as_the_guide_says(
    tmp_path: Path, family: Path
) -> None:
    copy = with_briefs(checkout(tmp_path), family)
    follow_part("Add an export", copy)
    follow_part("Add a kind of page", copy)
    python(copy, "build.py", "build", "--strict", "--no-pdf")
    addresses = (copy / "site" / "addresses.txt").read_text(encoding="utf-8")
    briefs = list(checks.check(copy).graph.library.briefs())
    assert any(figure.rank for brief in briefs for figure in brief.value.figures)
    page = (copy / "site" / "ranks" / "index.html").read_text(encoding="utf-8")
    for brief in briefs:
        url = page_url(page_path(brief.kind, brief.id))
        assert f"{brief.id}\t{brief.value.name}\thttps://example.org/{url}\n" in addresses
        ranked = any(figure.rank for figure in brief.value.figures)
        assert not ranked or f'href="../{url}#f-' in page
    assert python(copy, "-m", "ruff", "check", ".") == "All checks passed!\n"
    python(copy, "-m", "ruff", "format", "--check", ".")


def test_a_unit_is_added_as_the_guide_says(tmp_path: Path) -> None:
    copy = checkout(tmp_path)
    follow_part("Add a unit", copy)
    grain = "definition: Grain.\nunit: bushels\nquantity: amount\nreview_months: 12\n"
    entry = f"name: Grain\n{grain}comparable: Always.\n"
    (copy / "briefs" / "indicators" / "a-grain.yml").write_text(entry, "utf-8")
    (copy / "briefs" / "regions" / "grainland.yml").write_text(
        "name: Grainland\nkind: country\nsummary: A land of {a-grain}.\n", "utf-8"
    )
    run_commands(copy, "schema", "format --check")
    assert '"bushels"' in (copy / ".tree" / "schema" / "ids.schema.json").read_text("utf-8")
    library = checks.check(copy).graph.library
    unit = library.unit_table["bushels"]
    assert amount(Decimal(5), unit, qualifier="over") == "over 5 bushels"
    assert library.unit_table.means("蒲式耳") == ("bushels",)
    assert library.unit_table.converted(Decimal(100), "bushels", "litres") == Fraction("3636.872")
    assert not [p for p in checks.check(copy).problems if p.rule in ("unit", "unused")]


def test_a_field_is_added_as_the_guide_says(tmp_path: Path, family: Path) -> None:
    copy = with_briefs(checkout(tmp_path), family)
    follow_part("Add a field", copy)
    briefs = copy / "briefs" / "companies"
    (briefs / "new-works.yml").write_text(
        "name: New Works\nkind: company\nticker: NWKS\nsummary: A company.\n", "utf-8"
    )
    run_commands(copy, "schema", "format", "build --strict --no-pdf")
    page = (copy / "site" / "companies" / "new-works" / "index.html").read_text(encoding="utf-8")
    assert "NWKS" in page
    python(copy, "-m", "pytest", "-q", "tests/test_schema.py", "-k", "described or in_git")
