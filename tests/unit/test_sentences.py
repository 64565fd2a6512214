"""Where a sentence ends, and where only a short form does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefsite.text import sentences


@pytest.mark.parametrize(
    "parts",
    [
        ["One.", "Two!", "Three?"],
        ["It came to 4.5 million.", "That is 3.7% more."],
        ["Trade with the U.S. grew.", "So did others."],
        ["It sells to the U.S.", "It also sells at home."],
        ["Sany Co., Ltd. makes cranes.", "It is big."],
        ["It is the work of Zoomlion Co., Ltd.", "The firm is in Changsha."],
        ["Mr. Wang, e.g. of No. 5, spoke.", "Dr. Li did not."],
        ["J. B. Fox left.", "A. Smith came."],
        ['He said: "It grows."', "Nobody asked."],
        ["It ended (in 2023.)", "Then it began."],
        ["Over 5 trillion yuan vs. 4 trillion yuan.", "2023 was better."],
        ["湖南很大。", "长沙也大！", "是吗？"],
        ["Its name is 长沙。", "It lies in Hunan."],
        ["What?!", "Nothing ..."],
        ["no capital. no end"],
        ["A list: one; two; three"],
    ],
)
def test_sentences(parts: list[str]) -> None:
    for space in (" ", "  "):
        text = space.join(parts)
        assert [text[start:end] for start, end in sentences(text)] == parts


def test_chinese_needs_no_space_between() -> None:
    text = "湖南很大。长沙也大。"
    assert [text[a:b] for a, b in sentences(text)] == ["湖南很大。", "长沙也大。"]


@given(st.text(alphabet='.!? aB1。"\n', max_size=60))
def test_no_word_is_lost(text: str) -> None:
    said = "".join(text[start:end] for start, end in sentences(text))
    assert "".join(said.split()) == "".join(text.split())
