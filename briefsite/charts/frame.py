"""The frame of a picture, its text, and the colours it has on paper."""

from collections.abc import Iterable
from decimal import Decimal

from briefsite.text import Markdown, attribute

INK, MUTED, LINE, BRAND, SOFT = "#1c2729", "#546165", "#dedbd0", "#14565a", "#e4efec"
_XMLNS = 'xmlns="http://www.w3.org/2000/svg"'


def svg(
    id: str,
    title: str,
    desc: str,
    height: float,
    parts: Iterable[Markdown],
    *,
    width: int = 0,
    linked: bool = False,
) -> Markdown:
    """The frame. A picture with links in it is a group for screen readers, others an image."""
    role = "group" if linked else "img"
    size = f'viewBox="0 0 {width} {height:g}"' if width else f'width="100%" height="{height:g}"'
    head = f'<svg {_XMLNS} class="chart" role="{role}" {size} font-family="sans-serif" '
    head += f'font-size="13" aria-labelledby="{id}-t" aria-describedby="{id}-d">'
    return Markdown("").join(
        [
            Markdown(f'{head}<title id="{id}-t">'),
            attribute(title),
            Markdown(f'</title><desc id="{id}-d">'),
            attribute(desc),
            Markdown("</desc>"),
            *parts,
            Markdown("</svg>"),
        ]
    )


def text(
    x: float | str,
    y: float,
    words: str,
    kind: str = "",
    fill: str = INK,
    anchor: str = "",
    *,
    bold: bool = False,
    size: float = 0,
) -> Markdown:
    """A line of text; `anchor` is start, middle or end."""
    place = f'x="{x if isinstance(x, str) else f"{x:g}"}" y="{y:g}" fill="{fill}"'
    place += f' class="{kind}"' if kind else ""
    place += f' text-anchor="{anchor}"' if anchor and anchor != "start" else ""
    place += ' font-weight="600"' if bold else ""
    place += f' font-size="{size:g}"' if size else ""
    return Markdown(f"<text {place}>") + attribute(words) + Markdown("</text>")


def rule(y: float) -> Markdown:
    """A thin line from side to side."""
    ends = f'x1="0" y1="{y:g}" x2="100%" y2="{y:g}"'
    return Markdown(f'<line class="c-rule" {ends} stroke="{LINE}"/>')


def percent(part: Decimal) -> str:
    """A part as a length: 0.5 as `50%`."""
    return f"{max(float(part) * 100, 0):.2f}".rstrip("0").rstrip(".") + "%"


def halves(name: str, limit: int) -> tuple[str, str]:
    """Words on two lines of about so many letters; what is longer is cut."""
    one = ""
    words = name.split()
    while words and (not one or len(f"{one} {words[0]}") <= limit):
        one = f"{one} {words.pop(0)}".strip()
    two = " ".join(words)
    return cut(one, limit + 2), cut(two, limit + 2)


def cut(text: str, limit: int) -> str:
    """At most so many letters."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
