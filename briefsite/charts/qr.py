"""An address as a QR code (ISO/IEC 18004), for paper. The only home of segno."""

from functools import cache

import segno

from briefsite.text import Markdown


@cache
def qr(address: str) -> Markdown:
    """Inline SVG, black on the paper, two modules of quiet zone; the style sheet gives its size."""
    code = segno.make(address, error="m", micro=False)
    title = f"QR code of {address}"
    return Markdown(
        code.svg_inline(svgclass="qr", lineclass=None, omitsize=True, border=2, title=title)
    )
