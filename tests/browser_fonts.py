"""The fonts that the browser of the tests sees: the project's own, whatever the system has."""

import shutil
from pathlib import Path

from briefsite.text import fonts

CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}/files</dir>
  <cachedir>{folder}/cache</cachedir>
</fontconfig>
"""


def make(folder: Path) -> None:
    """Lay out the fonts, with a configuration of fontconfig that knows no others."""
    (folder / "files").mkdir(parents=True)
    for font in fonts.FONTS:
        shutil.copy(font.path, folder / "files")
    (folder / "fonts.conf").write_text(CONFIGURATION.format(folder=folder), encoding="utf-8")
