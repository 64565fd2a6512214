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
from briefsite.text import han_grams
from tests.world import CHECKOUT, graph_of, make_root, story


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The family world."""
    return graph_of(make_root(tmp_path_factory.mktemp("search") / "root", story("family")))


@pytest.fixture(scope="module")
def real_graph() -> Graph:
    return checks.check(CHECKOUT).graph


def test_chinese_is_cut_into_pieces_of_one_to_four() -> None:
    assert han_grams("the 长沙市 in 长沙") == ("长沙市", "沙市", "市", "长沙", "沙")
    assert "湘江新区" in han_grams("湖南湘江新区")
    assert all(len(piece) <= 4 for piece in han_grams("湖南湘江新区"))
    assert han_grams("no Chinese, 1 2 3") == ()


def test_a_region_is_filed_under_all_it_lies_in(graph: Graph) -> None:
    filed = found(Lookup(graph), graph.library.regions["harbour-city"])
    assert filed.place == "City in Coast, Westland"
    assert filed.regions == ("Westland", "Coast", "Harbour City")
    assert filed.filters["kind"] == ("Region",)
    assert {"港城市", "老港", "Gangcheng Shi", "Harbor City"} <= set(filed.names)


def test_a_company_is_filed_under_its_places_and_sectors(graph: Graph) -> None:
    filed = found(Lookup(graph), graph.library.companies["tide-motors"])
    assert filed.place == "Joint venture in The Docks and Coast"
    assert filed.regions == ("Westland", "Coast", "Harbour City", "The Docks")
    assert filed.topics == ("Shipping",)
    assert filed.years == ("2024",)


def test_other_pages_are_filed_too(graph: Graph) -> None:
    library = graph.library
    indicator = found(Lookup(graph), library.indicators["output"])
    assert indicator.place == "Indicator, 5 values"
    assert {"2015", "2023"} <= set(indicator.years)
    assert found(Lookup(graph), library.people["ann-wave"]).place == "Mayor, Harbour City"
    assert found(Lookup(graph), library.people["ann-wave"]).regions == (
        "Westland",
        "Coast",
        "Harbour City",
    )
    topic = found(Lookup(graph), library.topics["salt-making"])
    assert topic.topics == ("Salt making",)
    assert found(Lookup(graph), library.sources["herald-evening"]).years == ("2024",)


def names_of(graph: Graph) -> list[bytes]:
    """The files that the dialog loads: the names, then the parts of the figures."""
    return [made.content for made in search.search_files(graph)]


@pytest.mark.data
def test_the_jump_list_names_everything_once(real_graph: Graph) -> None:
    (listed, *_), library = names_of(real_graph), real_graph.library
    urls = [url for _, _, url, _ in json.loads(listed)["names"]]
    assert len(urls) == len(set(urls))
    kinds = ("region", "company", "topic", "indicator", "person", "term", "source")
    assert len(urls) == sum(len(library.of_kind(kind)) for kind in kinds) + 7
    assert names_of(real_graph)[0] == listed
    assert len(listed) < 400 * len(urls), "it is loaded whole"


INDEX = cbor2.dumps([1, "topic", [["a", [1, 2**40]], ["长沙", []]]])


def test_a_file_of_the_index_is_read(tmp_path: Path) -> None:
    file = tmp_path / "x.pf_meta"
    file.write_bytes(gzip.compress(b"pagefind_dcd" + INDEX))
    assert search._unpacked(file) == [1, "topic", [["a", [1, 2**40]], ["长沙", []]]]


@pytest.mark.parametrize(
    "data", [INDEX[:-1], INDEX + b"\x01", b"\xa0", b"\x01", b"\x1c", b"\x9f\x01\xff", b""]
)
def test_a_file_of_another_form_is_said(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "x.pf_meta"
    file.write_bytes(gzip.compress(b"pagefind_dcd" + data))
    with pytest.raises(BriefsiteError, match="the search index is not as expected"):
        search._unpacked(file)
