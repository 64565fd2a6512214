"""The one layout: nothing is lost, comments move with what they belong to, twice is as once."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from briefsite.cli import main
from briefsite.editing import arranged, exact, formatted, is_usual, new, order_for, order_of
from briefsite.editing.comments import words
from briefsite.library.yaml import Document, load
from briefsite.models import Company, Figure, Region
from briefsite.models.walk import written_order
from tests.world import CASES, CHECKOUT, story, tree

FOLDERS = [CHECKOUT / "briefs", *sorted(CASES.glob("good/*/briefs"))]
FILES = [file for folder in FOLDERS for file in sorted(folder.rglob("*.yml"))]
BRIEF = "briefs/regions/x.yml"
Root = Callable[..., Path]


def name_of(file: Path) -> str:
    return file.relative_to(CHECKOUT).as_posix()


def read(text: str, file: str = BRIEF) -> Document:
    document, problems = load(file, text.encode())
    assert document is not None
    assert problems == []
    return document


def laid(text: str, file: str = BRIEF) -> str:
    """The usual layout of a text, after a look at what it must keep."""
    before = read(text, file)
    done = formatted(before, order_for(file))
    assert done is not None
    assert done == arranged(before, order_for(file)), "a glance at the layout was not enough"
    after = read(done, file)
    assert exact(after.data) == exact(before.data)
    assert words(after) == words(before)
    assert formatted(after, order_for(file)) == done
    return done


@pytest.mark.data
@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_the_briefs_have_the_usual_layout(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert laid(text, name_of(file)) == text


def test_the_order_of_keys_is_that_of_the_format() -> None:
    order = written_order(Region)
    assert order[:10] == (
        *("name", "local_name", "transcription", "aliases", "printed_names", "former_ids"),
        *("kind", "parent", "parent_sources", "summary"),
    )
    assert sorted(order) == sorted(Region.model_fields)
    company = written_order(Company)
    assert company[6:12] == ("kind", "summary", "topics", "sectors", "locations", "parents")
    assert written_order(Figure) == tuple(Figure.model_fields)


LAYOUTS = {
    "keys, and the comments above and beside them": (
        """\
# about the file

# where it lies
parent:   hunan # by the atlas
# what it is
# in two lines
kind: city
name: Yiyang
""",
        """\
# about the file

name: Yiyang
# what it is
# in two lines
kind: city
# where it lies
parent: hunan # by the atlas
""",
    ),
    "a comment that is deeper than what follows ends the part before": (
        """\
figures:
    -   period: 2023
        # the one of the year
        indicator: ships
        # - not this
    # - indicator: boats
# in two sentences
summary: Text.
""",
        """\
# in two sentences
summary: Text.
figures:
  # the one of the year
  - indicator: ships
    period: 2023
    # - not this
  # - indicator: boats
""",
    ),
    "brackets, braces and texts over lines": (
        """\
---
aliases: [ a,"b",
  c ]
figures: [{value: 60.50, indicator: x, # as printed
   sources: [{para: 1, source: s}]}]
summary: This one runs over
  lines.
name: "And
  this"
topics: []
""",
        """\
name: And this
aliases: [a, "b", c]
summary: This one runs over lines.
topics: []
figures:
  - indicator: x # as printed
    value: 60.50
    sources:
      - source: s
        para: 1
""",
    ),
    "blocks keep their lines, long texts become blocks": (
        """\
summary: |

   One.


   Two:
     - three


name: >-
      a
       b
kind: A text of a hundred and more characters stands on one line as its author has written it down.
transcription: A text of a hundred and more characters that
  runs over lines becomes a block that is folded at the usual width.
""",
        """\
name: >-
  a
   b
transcription: >-
  A text of a hundred and more characters that runs over lines becomes a block that is folded at the
  usual width.
kind: A text of a hundred and more characters stands on one line as its author has written it down.
summary: |

  One.


  Two:
    - three
""",
    ),
    "a block that keeps the blank lines behind it gets no other ones": (
        "kind: a\n\nparent: b\nname: |+\n  c\n\n\nsummary: d\n",
        "name: |+\n  c\n\n\nkind: a\n\nparent: b\nsummary: d\n",
    ),
    "nor does one that keeps none": (
        "summary: a\n\nparent: b\nkind: |+\n  c\n",
        "kind: |+\n  c\nparent: b\nsummary: a\n",
    ),
    "a blank line within a block has no spaces": (
        "name: |\n  a\n  \n  b\nkind: c\n",
        "name: |\n  a\n\n  b\nkind: c\n",
    ),
    "a key that the format does not know stays behind the one before": (
        "zzz: 1\nsummary: a\nsumary: b\nname: c\n",
        "zzz: 1\nname: c\nsummary: a\nsumary: b\n",
    ),
    "quotes stay, line ends are those of Unix": (
        "name: \"a\"\r\nkind: 'b'\r\nparent: c\r\n# end",
        "name: \"a\"\nkind: 'b'\nparent: c\n# end\n",
    ),
}


@pytest.mark.parametrize("case", LAYOUTS)
def test_layout(case: str) -> None:
    messy, tidy = LAYOUTS[case]
    assert laid(messy) == tidy


def test_entries_of_a_registry_stand_by_id() -> None:
    messy = "# all terms\n\nb:\n  definition: B.\n  name: B\n# on a\na:\n  name: A\n"
    tidy = "# all terms\n\n# on a\na:\n  name: A\nb:\n  name: B\n  definition: B.\n"
    assert laid(messy, "briefs/terms.yml") == tidy


COMMENTS = st.lists(
    st.tuples(
        st.integers(0, 10_000),
        st.integers(0, 8),
        st.sampled_from(["# note", "## help", "#", "", "# - a: b", "# 'x' \"y\" |"]),
        st.booleans(),
    ),
    max_size=12,
)


@given(st.sampled_from(FILES), COMMENTS)
def test_comments_anywhere_in_a_brief_are_kept(
    file: Path, comments: list[tuple[int, int, str, bool]]
) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    for place, indent, comment, beside in comments:
        number = place % len(lines)
        if beside and comment:
            lines[number] += f" {comment}"
        else:
            lines.insert(number, " " * indent + comment)
    text = "\n".join(lines) + "\n"
    document, problems = load(name_of(file), text.encode())
    assume(document and not problems)
    laid(text, name_of(file))


SLIPS = st.sampled_from(["", "", " ", "      ", "# a", "-", "  - x", "..."])


@given(st.sampled_from(FILES), st.lists(st.tuples(st.integers(0, 10_000), SLIPS), max_size=2))
def test_a_glance_at_the_layout_sees_what_a_closer_look_sees(
    file: Path, slips: list[tuple[int, str]]
) -> None:
    """Blank and other lines anywhere, within blocks too; another end of the file."""
    lines = file.read_text(encoding="utf-8").split("\n")
    for place, line in slips:
        lines.insert(place % (len(lines) + 1), line)
    text = "\n".join(lines)
    document, problems = load(name_of(file), text.encode())
    assume(document and not problems and isinstance(document.data, dict) and document.data)
    if document and is_usual(document, order_for(name_of(file))):
        assert arranged(document, order_for(name_of(file))) == text


KEYS = st.sampled_from([*Region.model_fields, "odd", "a#b", "x y", "value", "source", "para"])
TEXTS = st.text(st.sampled_from("ab :#-'\"\\|>[]{},&*!%@é湖\n"), max_size=40)
NUMBERS = st.decimals(-999, 999, places=2) | st.integers(-999, 999)
DATA = st.recursive(
    TEXTS | NUMBERS | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


class Scribe:
    """Writes data down in one of the many ways that mean the same."""

    def __init__(self, draw: Callable[[st.SearchStrategy[int]], int]) -> None:
        self._draw = draw

    def among(self, *choices: str) -> str:
        """One of some ways."""
        return choices[self._draw(st.integers(0, len(choices) - 1))]

    def note(self) -> str:
        """A comment behind a line, or none."""
        return self.among("", "", "", " # beside", "   ## b: [")

    def between(self, indent: int) -> str:
        """Lines of comment, or none."""
        line = " " * (indent + self._draw(st.integers(0, 3)))
        return self.among("", "", "", "\n", f"{line}# above\n", f"{line}# a\n\n{line}#b\n")

    def scalar(self, value: object, indent: int) -> str:
        """A text or a number, with the end of its line."""
        before = " " * indent
        if isinstance(value, bool):
            return f"{str(value).lower()}{self.note()}\n"
        if not isinstance(value, str):
            return f"{value}{self.note()}\n"
        quoted = json.dumps(value, ensure_ascii=False)
        way = self.among("quoted", "plain", "single", "block", "lines")
        if way == "plain" and _reads_as(value, value):
            return f"{value}{self.note()}\n"
        if way == "single" and "\n" not in value:
            return "'" + value.replace("'", "''") + f"'{self.note()}\n"
        if way == "block":
            kept = "".join(before + line + "\n" for line in value.split("\n"))
            block = self.among("|2-", "|2", "|2+", "|-", "|", ">2-", ">-", ">+")
            if _reads_as(f"{block}\n{kept}", value, indent):
                return f"{block}{self.note()}\n{kept}"
        if way == "lines" and _reads_as(quoted.replace(" ", f"\n{before} "), value, indent):
            return quoted.replace(" ", f"\n{before} ") + f"{self.note()}\n"
        return f"{quoted}{self.note()}\n"

    def flow(self, value: object) -> str:
        """Data in brackets, with a line break here and there."""
        if isinstance(value, list):
            return f"[{','.join(self.among('', ' ') + self.flow(part) for part in value)}]"
        if isinstance(value, dict):
            pairs = (f"{json.dumps(key)}: {self.flow(part)}" for key, part in value.items())
            return "{" + f"{self.among(',', ', ')}".join(pairs) + "}"
        if isinstance(value, bool):
            return str(value).lower()
        return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)

    def value(self, value: object, indent: int) -> str:
        """What stands behind a colon."""
        if not isinstance(value, dict | list):
            return f" {self.scalar(value, indent + 2)}"
        if not value or self.among("", "", "flow"):
            return f" {self.flow(value)}{self.note()}\n"
        deeper = indent + self._draw(st.integers(1, 4))
        return f"{self.note()}\n{self.inside(value, deeper)}"

    def inside(self, value: dict[str, object] | list[object], indent: int) -> str:
        """Keys or items, each on lines of its own."""
        before, text = " " * indent, ""
        if isinstance(value, dict):
            for key, part in value.items():
                plain = key if key.isidentifier() else json.dumps(key)
                text += f"{self.between(indent)}{before}{plain}:{self.value(part, indent)}"
            return text + self.between(indent)
        for part in value:
            text += self.between(indent)
            if isinstance(part, dict) and part:
                inner = self.inside(part, indent + 2)
                text += f"{before}-{self.note()}\n{inner}"
            else:
                text += f"{before}-{self.value(part, indent)}"
        return text + self.between(indent)


def _reads_as(text: str, value: str, indent: int = 2) -> bool:
    before = " " * (indent - 2)
    around = "".join(f"{' ' * n}a:\n" for n in range(indent - 2))
    document, problems = load("", f"{around}{before}key: {text}\n".encode())
    if document is None or problems:
        return False
    found = document.data
    for _ in range(indent - 2):
        found = found["a"]
    return bool(found == {"key": value})


@given(st.dictionaries(KEYS, DATA, min_size=1, max_size=6), st.data())
def test_data_in_any_layout_is_kept(data: dict[str, object], draws: st.DataObject) -> None:
    text = Scribe(draws.draw).inside(data, 0)
    document, problems = load(BRIEF, text.encode())
    assume(document is not None and not problems)
    laid(text)


def test_digits_are_told_apart() -> None:
    assert exact({"a": Decimal("60.50")}) != exact({"a": Decimal("60.5")})
    assert exact({"a": "60.5"}) != exact({"a": Decimal("60.5")})
    assert exact({"a": 1, "b": 2}) == exact({"b": 2, "a": 1})


def test_what_would_be_lost_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the layout wrong, the file would stay as it is."""
    document = read("name: a # b\nkind: c\n")
    joined = "briefsite.editing._joined"
    monkeypatch.setattr(joined, lambda lines: ["name: a # b"])
    assert formatted(document, order_of(Region)) is None
    monkeypatch.setattr("briefsite.editing._joined", lambda lines: ["name: a", "kind: c"])
    assert formatted(document, order_of(Region)) is None


MESSY = {
    "regions/south.yml": "summary: A text.\nparent: atlantis\nkind: province\nname: South\n",
    "regions/broken.yml": "name: [\n",
}


def test_check_lists_what_is_not_formatted(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    folder = root(story("minimal"), {"regions/south.yml": MESSY["regions/south.yml"]})
    assert main(["--root", str(folder), "check"]) == 1
    assert capsys.readouterr().out == (
        "briefs/regions/south.yml:1:1: unformatted (warning): "
        "from here on the layout is not the usual one\n"
        "    1 | summary: A text.\n      | ^^^^^^^^^^^^^^^^\n"
        "    run `build.py format briefs/regions/south.yml`\n"
        "1 problem in 1 file, 1 warning among them.\n"
        "Explained, with an example: build.py explain unformatted\n"
    )
    assert [problem.level for problem in new.unformatted(folder)] == ["warning"]
    assert main(["--root", str(folder), "build", "--no-pdf"]) == 0


def test_format_writes_what_differs_and_leaves_what_it_cannot_read(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root(story("minimal"), MESSY)
    before = tree(folder)
    assert main(["--root", str(folder), "format", "--check"]) == 1
    assert "2 problems in 2 files, 1 warning among them." in capsys.readouterr().out
    assert tree(folder) == before
    assert main(["--root", str(folder), "format"]) == 1
    said = capsys.readouterr().out
    assert "Formatted briefs/regions/south.yml.\n" in said
    assert "briefs/regions/broken.yml:2:1: yaml-syntax" in said
    after = tree(folder)
    changed = [name for name in after if after[name] != before[name]]
    assert changed == ["briefs/regions/south.yml"]
    assert after["briefs/regions/south.yml"] == (
        b"name: South\nkind: province\nparent: atlantis\nsummary: A text.\n"
    )


def test_format_takes_files_and_knows_what_is_meant(
    root: Root, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = root(story("minimal"), MESSY)
    monkeypatch.chdir(folder / "briefs" / "regions")
    command = ["--root", str(folder), "format"]
    assert main([*command, "south.yml"]) == 0
    assert main([*command, "briefs/regions/south.yml", "briefs/regions/north.yml"]) == 0
    assert "2 files have the usual layout already." in capsys.readouterr().out
    assert main([*command, "north"]) == 2
    assert "did you mean 'briefs/regions/north.yml'?" in capsys.readouterr().err
    assert main([*command, "../../mkdocs.yml"]) == 2
    assert "is no file of the briefs" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "name: b\n" + "\n" * 60_000 + "kind: d\n",
        f"name: [{','.join(['1'] * 6_000)}]\n",
        "name:\n" + "- x # c\n" * 6_000,
        "name: b\n" + "#\n" * 40_000,
    ],
    ids=["blank lines", "one line", "items", "comments"],
)
def test_a_huge_file_is_laid_out_too(text: str) -> None:
    laid(text)


ODD = {
    "windows": ("summary: A café.\r\n", 1, "the lines end as on Windows, with CR and LF"),
    "accents": ("summary: A cafe\u0301.\n", 4, "letters and their accents stand here as several"),
}


@pytest.mark.parametrize("kind", ODD)
def test_how_a_file_was_saved_is_said_and_put_right(
    kind: str, root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    last, line, message = ODD[kind]
    text = f"name: South\nkind: province\nparent: atlantis\n{last}"
    folder = root(story("minimal"), {"regions/south.yml": text})
    assert main(["--root", str(folder), "check"]) == 1
    place = f"briefs/regions/south.yml:{line}:1: unformatted (warning): {message}"
    assert place in capsys.readouterr().out
    assert main(["--root", str(folder), "format"]) == 0
    raw = (folder / "briefs" / "regions" / "south.yml").read_bytes()
    assert raw.endswith("summary: A café.\n".encode())
    assert main(["--root", str(folder), "check"]) == 0


def test_a_file_with_a_value_that_says_nothing_is_told_of_once(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "name: South\nkind: province\nparent: atlantis\naliases: ~\nsummary: A.\n"
    folder = root(story("minimal"), {"regions/south.yml": text})
    assert main(["--root", str(folder), "check"]) == 1
    assert "write a value; without one, leave the key out\n1 problem" in capsys.readouterr().out
