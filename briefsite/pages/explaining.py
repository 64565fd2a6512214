"""Terms explained in place: where one first stands on a page, it becomes a link to its box.

The boxes stand at the end of the page and are not seen until their link is followed; then one lies
over the lower edge of the window, by style alone (`:target`). With script it opens as a popover at
the word instead (assets/page.js). A button would need no script for that, but parts the text: the
browser's search, links to a passage and line breaks stop at it. A tip on hover opens by no touch.
"""

from briefsite.text import Markdown, address, escape, escaped_part
from briefsite.wording import Wording


class Explaining:
    """The terms of one page; a page that shows no boxes for them has no such links either."""

    def __init__(self, wording: Wording, *, active: bool) -> None:
        self._wording, self._active = wording, active
        self._ids: dict[str, None] = {}

    @property
    def terms(self) -> tuple[str, ...]:
        """The ids of the terms explained so far, in the order of the page."""
        return tuple(self._ids)

    def words(self, text: str) -> Markdown:
        """Plain text, with a link to the box of each term that was not explained before."""
        parts, end = [], 0
        for spot in self._wording.find(text) if self._active else ():
            link = self.link(spot.id, text[spot.start : spot.end])
            if link:
                parts += [escaped_part(text[end : spot.start]), link]
                end = spot.end
        return Markdown("").join([*parts, escaped_part(text[end:])])

    def link(self, term: str, words: str) -> Markdown | None:
        """The link to the box of a term; none where it was explained before."""
        if not self._active or term in self._ids:
            return None
        self._ids[term] = None
        here, box = address(f"u-{term}"), address(f"#g-{term}")
        return Markdown(f'<a class="term" id="{here}" href="{box}">{escape(words)}</a>')
