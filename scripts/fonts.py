"""Cut the font down to the letters that our pages are written in.

As it comes, the four files weigh 67 kB, more than a whole first view may. Left out are letters of
other languages and hints for screens of long ago; kerning stays.
"""

import shutil
import unicodedata
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

SUBSETS = ("vietnamese", "latin")
WEIGHTS = (400, 600)
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VIETNAMESE = "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES
)
PLAIN = "".join(map(chr, range(0x20, 0x7F)))
SIGNS = "\u00a0\u00ad©«°·»×–—‘’“”•…₫"
LETTERS = PLAIN + SIGNS + VIETNAMESE + VIETNAMESE.upper() + "đĐ"


def cut_fonts(source: Path, target: Path) -> None:
    """Write each file of the font with our letters only and, as its licence asks, the licence."""
    target.mkdir(parents=True)
    options = subset.Options(flavor="woff2", layout_features=["kern"], hinting=False)
    for name in (f"be-vietnam-pro-{s}-{w}-normal.woff2" for s in SUBSETS for w in WEIGHTS):
        font = TTFont(source / "files" / name, recalcTimestamp=False)
        cutter = subset.Subsetter(options)
        cutter.populate(text=LETTERS)
        cutter.subset(font)
        subset.save_font(font, str(target / name), options)
    shutil.copy(source / "LICENSE", target)
