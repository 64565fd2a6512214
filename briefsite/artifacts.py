"""What producers hand to the store: a path below the output folder, and its bytes."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Artifact:
    """A file to be: `path` is relative, with forward slashes."""

    path: str
    content: bytes
