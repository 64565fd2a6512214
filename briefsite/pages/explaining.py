"""Terms explained in place: where one first stands on a page, it becomes a button to its box.

A button with `popovertarget` needs no script, works by touch and key, closes by Esc or a click
elsewhere, and says to screen readers whether its box is open. A link would leave the page, a tip on
hover does not open by touch. Where there is no popover, the boxes stand at the end of the page.
"""

from briefsite.text import Markdown, address, escape, escaped_part
from briefsite.wording import Wording


class Explaining:
    """The terms of one page; a page that shows no boxes for them has no buttons either."""

    def __init__(self, wording: Wording, *, active: bool) -> None:
        self._wording, self._active = wording, active
        self._ids: dict[str, str] = {}

    @property
    def boxes(self) -> dict[str, str]:
        """The terms explained so far, each with the id of its box, in the order of the page."""
        return dict(self._ids)

    def words(self, text: str) -> Markdown:
        """Plain text, with a button for each term that was not explained before."""
        parts, end = [], 0
        for spot in self._wording.find(text) if self._active else ():
            button = self.button(spot.id, text[spot.start : spot.end])
            if button:
                parts += [escaped_part(text[end : spot.start]), button]
                end = spot.end
        return Markdown("").join([*parts, escaped_part(text[end:])])

    def button(self, term: str, words: str) -> Markdown | None:
        """The button that opens the box of a term; none where it was explained before."""
        if not self._active or term in self._ids:
            return None
        box = self._ids[term] = f"g-{term}"
        opening = f'<button type="button" class="term" popovertarget="{address(box)}">'
        return Markdown(f"{opening}{escape(words)}</button>")
