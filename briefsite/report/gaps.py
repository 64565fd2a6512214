"""What no brief says yet, in words, for an editor to work through."""

from collections.abc import Iterable

from briefsite.coverage import Covered
from briefsite.report.plain import plain


def coverage(sources: Iterable[Covered]) -> str:
    """What each source prints and no brief says."""
    parts = []
    for covered in sources:
        parts.append(
            f"{covered.source}: {covered.cited} of {covered.content} content paragraphs cited, "
            f"{covered.numbers_said} of {covered.numbers} numbers and dates said, "
            f"{covered.names_said} of {covered.names} names said"
        )
        for gap in covered.gaps:
            parts.append(f"    para {gap.para}: {gap.what} not said: {plain(gap.words)}")
    return "\n".join(parts)
