"""The parts of the search that need no browser: filing, names, Chinese pieces, index files."""

import gzip
import json
from pathlib import Path

import cbor2
import pytest

from briefsite import checks
from briefsite.library.graph import Graph
from briefsite.pages.heads import found
from briefsite.pages.writer import Lookup
from briefsite.problems import BriefsiteError
from briefsite.site import search
from briefsite.site.exports import jump_list
from briefsite.text import han_grams
from tests.world import CHECKOUT


@pytest.fixture(scope="module")
def graph() -> Graph:
    return checks.check(CHECKOUT).graph


def test_chinese_is_cut_into_pieces_of_one_to_four() -> None:
    assert han_grams("the 长沙市 in 长沙") == ("长", "沙", "市", "长沙", "沙市", "长沙市")
    assert "湘江新区" in han_grams("湖南湘江新区")
    assert all(len(piece) <= 4 for piece in han_grams("湖南湘江新区"))
    assert han_grams("no Chinese, 1 2 3") == ()


def test_a_region_is_filed_under_all_it_lies_in(graph: Graph) -> None:
    filed = found(Lookup(graph), graph.library.regions["changsha"])
    assert filed.place == "City in Hunan, China"
    assert filed.regions == ("China", "Hunan", "Changsha")
    assert filed.filters["kind"] == ("Region",)
    assert {"长沙", "Changsha Shi"} <= set(filed.names)


def test_a_company_is_filed_under_its_places_and_sectors(graph: Graph) -> None:
    filed = found(Lookup(graph), graph.library.companies["zoomlion"])
    assert filed.place == "Company in Changsha and Xiangjiang New Area"
    assert filed.regions == ("China", "Hunan", "Changsha", "Xiangjiang New Area")
    assert "Construction machinery" in filed.topics
    assert filed.years == ("2023",)


def test_other_pages_are_filed_too(graph: Graph) -> None:
    library = graph.library
    indicator = found(Lookup(graph), library.indicators["total-output"])
    assert indicator.place == "Indicator, 3 values"
    assert {"2015", "2023"} <= set(indicator.years)
    assert found(Lookup(graph), library.people["wang-qingxian"]).place == "Governor, Anhui"
    assert found(Lookup(graph), library.people["wang-qingxian"]).regions == ("China", "Anhui")
    topic = found(Lookup(graph), library.topics["photovoltaics"])
    assert topic.topics == ("Photovoltaics",)
    assert found(Lookup(graph), library.sources["cgtn-2024-03-19"]).years == ("2024",)


def test_the_jump_list_names_everything_once(graph: Graph) -> None:
    rows = json.loads(jump_list(graph).content)["names"]
    urls = [url for _, _, url, _ in rows]
    assert len(urls) == len(set(urls))
    library = graph.library
    kinds = ("region", "company", "topic", "indicator", "person", "term", "source")
    assert len(urls) == sum(len(library.of_kind(kind)) for kind in kinds) + 7
    assert jump_list(graph).content == jump_list(graph).content
    assert len(jump_list(graph).content) < 30_000


INDEX = cbor2.dumps([1, "topic", [["a", [1, 2**40]], ["长沙", []]]])


def test_a_file_of_the_index_is_read(tmp_path: Path) -> None:
    file = tmp_path / "x.pf_meta"
    file.write_bytes(gzip.compress(b"pagefind_dcd" + INDEX))
    assert search._read(file) == [1, "topic", [["a", [1, 2**40]], ["长沙", []]]]


@pytest.mark.parametrize(
    "data", [INDEX[:-1], INDEX + b"\x01", b"\xa0", b"\x01", b"\x1c", b"\x9f\x01\xff", b""]
)
def test_a_file_of_another_form_is_said(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "x.pf_meta"
    file.write_bytes(gzip.compress(b"pagefind_dcd" + data))
    with pytest.raises(BriefsiteError, match="the search index is not as expected"):
        search._read(file)
