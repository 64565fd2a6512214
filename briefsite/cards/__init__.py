"""Cards into pictures, for link previews. The only home of Pillow.

In: what cards say. Out: PNG files of 1200 x 630, drawn with the bundled fonts only, the same bytes
each time.
"""

from briefsite.cards.drawing import HEIGHT, WIDTH, draw, render

__all__ = ["HEIGHT", "WIDTH", "draw", "render"]
