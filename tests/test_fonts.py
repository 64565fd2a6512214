"""The bundled fonts: they have what is used, are what their README says, and are made the same."""

import hashlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import Route

from briefsite.site import NAMES_FONT
from briefsite.text import fonts
from briefsite.text.fonts import FONTS
from tests.looks import asked_by
from tests.visitor import Visitor
from tests.world import CHECKOUT, read

README = (fonts.FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("subset", fonts.FOLDER / "subset.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.data
def test_every_character_of_the_briefs_and_their_wording_has_a_glyph() -> None:
    files = [*CHECKOUT.glob("briefs/**/*.yml"), *CHECKOUT.glob("templates/*.j2")]
    files += CHECKOUT.glob("docs/*.md")
    for file in files:
        assert fonts.missing(file.read_text(encoding="utf-8")) == (), file


@pytest.mark.parametrize(
    "world", [pytest.param("real", marks=pytest.mark.data), "family", "hostile"]
)
def test_every_character_of_the_pages_has_a_glyph(
    world: str, request: pytest.FixtureRequest
) -> None:
    """The pages of rules show what is refused, with the letters of the reader's own fonts."""
    site = request.getfixturevalue(world) / "site"
    for file in {*site.rglob("*.html")} - {*site.glob("rules/**/*.html")}:
        text = read(file).text
        assert fonts.missing(text) == (), file


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.file)
def test_a_file_is_the_one_in_the_readme(font: fonts.Font) -> None:
    content = font.path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert f"| `{font.file}` | {len(content):,} | `{digest}` |" in README


def test_no_font_is_forgotten() -> None:
    files = {path.name for path in fonts.FOLDER.glob("*.ttf")}
    assert (
        files == {font.file for font in FONTS} == set(re.findall(r"`(brief-[a-z-]+\.ttf)`", README))
    )


def test_the_fonts_are_small() -> None:
    assert sum(font.path.stat().st_size for font in FONTS) < 4_000_000


def test_what_the_fonts_lack_is_named_once() -> None:
    assert fonts.missing("长沙 Chángshā – 5 ‰ → ≥ −3") == ()
    assert fonts.missing("龘a😀龘") == ("龘", "😀")


def test_an_accent_apart_from_its_letter_counts_as_the_letter() -> None:
    assert fonts.missing("e\u0301") == ()


def test_all_common_characters_are_there(maker: ModuleType) -> None:
    common = "".join(maker.gb2312(range(16, 88)))
    assert len(common) == 6763
    signs = "".join(maker.gb2312(range(1, 10)))
    traditional = "".join(maker.big5(range(0xA4, 0xC7)))
    assert fonts.missing(common + signs + traditional) == ()
    assert fonts.missing("圳莞泸衢亳濮漯儋浏醴，；： Tiếng Việt Żółć Київ Αθήνα Ἀθῆναι") == ()


def test_names_within_the_files_are_ours() -> None:
    assert [fonts.names(font) for font in FONTS] == [(font.family, font.style) for font in FONTS]


def test_what_has_no_glyph_is_named_on_paper() -> None:
    text = "a😀\u200d\ufe0f ب e\u0301\u202e 龘\n 湖南\u00a0é"
    assert fonts.drawable(text) == (
        "a[U+1F600 grinning face] [U+0628 arabic letter beh] é [U+9F98 cjk unified ideograph-9f98] "
        "湖南 é"
    )


def test_a_font_is_cut_the_same_each_time_with_just_what_is_wanted(
    maker: ModuleType, tmp_path: Path
) -> None:
    face = maker.FACES[0]
    original = (fonts.FOLDER / face.file).read_bytes()
    once, again = (maker.cut(original, face, set("abc é")) for _ in range(2))
    assert once == again
    assert len(once) < len(original) / 4


@pytest.mark.data
def test_the_subset_wants_every_character_of_the_briefs(maker: ModuleType) -> None:
    files = CHECKOUT.glob("briefs/regions/*.yml")
    text = set("".join(file.read_text(encoding="utf-8") for file in files)) - {"\n"}
    used = maker.used()
    assert text <= used
    for face in maker.FACES:
        wanted = maker.wanted(face, used)
        assert {char for char in text if ord(char) > 0x3000} <= wanted


def test_missing_originals_are_named_with_what_to_install(tmp_path: Path) -> None:
    command = [sys.executable, str(fonts.FOLDER / "subset.py"), "--from", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert ended.returncode == 2
    assert "Missing: NotoSans-Bold.ttf" in ended.stderr
    assert "apt-get install fonts-noto-core fonts-noto-cjk" in ended.stderr


def test_the_licence_is_there() -> None:
    text = (fonts.FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Adobe" in text
    assert "Google" in text


def test_the_small_font_has_the_signs_of_the_briefs_and_no_others(family: Path) -> None:
    with TTFont(family / "site" / NAMES_FONT) as file:
        assert file.flavor == "woff"
        has = {chr(code) for code in file.getBestCmap()}
    text = "".join(path.read_text("utf-8") for path in family.glob("briefs/**/*.yml"))
    assert set(fonts.signs(text)) <= has
    assert "港" in has
    assert has <= set(fonts.signs(text + (family / "briefs/site.yml").read_text("utf-8")))


def test_names_are_seen_without_a_font_for_them(reader: Visitor) -> None:
    """The browser of the tests has the font, so nothing is loaded; without it the small one is."""
    assert _fonts_loaded(reader) == []

    def forgetful(route: Route) -> None:
        answer = route.fetch()
        css = re.sub(r'local\("[^"]*"\),\s*', "", answer.text())
        route.fulfill(response=answer, body=css)

    reader.page.route("**/briefs.css", forgetful)
    assert _fonts_loaded(reader) == [NAMES_FONT]
    drawn = """async () => {
        document.body.getBoundingClientRect();
        await document.fonts.ready;
        return [...document.fonts].map(font => `${font.family} ${font.status}`);
    }"""
    assert reader.page.evaluate(drawn) == ["Names of the briefs loaded"]
    reader.page.emulate_media(media="print")
    assert reader.page.evaluate(drawn) == ["Names of the briefs loaded"], "on paper too"
    names = "getComputedStyle(document.querySelector('.local-name')).fontFamily"
    assert "Names of the briefs" in reader.page.evaluate(names)
    reader.page.unroute("**/briefs.css")


def _fonts_loaded(reader: Visitor) -> list[str]:
    asked = asked_by(reader)
    reader.go("regions/harbour-city/").wait_for_load_state("networkidle")
    urls = [request.url for request in asked if request.resource_type == "font"]
    return [url.removeprefix(reader.url) for url in urls]
