"""The tile grid of the provinces: equal squares, about where each lies. Editorial.

It draws no boundary and says nothing about one. The 31 squares are the provinces, autonomous
regions and municipalities that national statistics on the mainland are broken down by.
"""

from collections.abc import Container, Iterable

from briefsite import charts
from briefsite.charts import Tile
from briefsite.pages.desk import Desk, page_path
from briefsite.pages.parts import Picture
from briefsite.text import Markdown

GRID = """
heilongjiang HL Heilongjiang 7 0
inner-mongolia NM Inner Mongolia 4 1
beijing BJ Beijing 5 1
jilin JL Jilin 7 1
xinjiang XJ Xinjiang 0 2
qinghai QH Qinghai 1 2
gansu GS Gansu 2 2
ningxia NX Ningxia 3 2
shanxi SX Shanxi 4 2
hebei HE Hebei 5 2
tianjin TJ Tianjin 6 2
liaoning LN Liaoning 7 2
tibet XZ Tibet 1 3
sichuan SC Sichuan 2 3
shaanxi SN Shaanxi 3 3
henan HA Henan 4 3
shandong SD Shandong 5 3
chongqing CQ Chongqing 3 4
hubei HB Hubei 4 4
anhui AH Anhui 5 4
jiangsu JS Jiangsu 6 4
shanghai SH Shanghai 7 4
yunnan YN Yunnan 2 5
guizhou GZ Guizhou 3 5
hunan HN Hunan 4 5
jiangxi JX Jiangxi 5 5
zhejiang ZJ Zhejiang 6 5
guangxi GX Guangxi 3 6
guangdong GD Guangdong 4 6
fujian FJ Fujian 5 6
hainan HI Hainan 3 7
"""
"""Id of the brief, of today or a former one, code, name, column and row of each square."""


def tile_grid(desk: Desk) -> Picture | None:
    """The squares, linked where there is a brief; none where no province has one."""
    tiles = _squares(desk, desk.graph.library.regions)
    filled = [tile for tile in tiles if tile.href]
    if not filled:
        return None
    names = ", ".join(sorted(f"{tile.code} {tile.name}" for tile in filled))
    return Picture(
        id="tiles",
        svg=charts.tiles("pic-tiles", "Provinces with a brief", tiles),
        caption=f"With a brief: {names}. Schematic; not a statement on any boundary.",
        linked=True,
    )


def where(desk: Desk, regions: Iterable[str]) -> Markdown | None:
    """A small grid with the provinces marked that some regions are or lie in."""
    graph = desk.graph
    above = {entry.id for region in regions for entry in graph.ancestors(region)}
    tiles = _squares(desk, above.union(regions))
    if not any(tile.href for tile in tiles):
        return None
    return charts.locator("pic-where", "Where it lies, schematically", tiles)


def _squares(desk: Desk, meant: Container[str]) -> list[Tile]:
    regions = desk.graph.library.regions.values()
    now = {id: region.id for region in regions for id in (*region.value.former_ids, region.id)}
    tiles = []
    for row in GRID.strip().splitlines():
        id, code, *words, column, line = row.split()
        brief = now.get(id, id)
        href = desk.href(page_path("region", brief)) if brief in meant else ""
        tiles.append(Tile(code, " ".join(words), int(column), int(line), href))
    return tiles
