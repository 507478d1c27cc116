"""Copy what the pages use of node_modules to static/vendor.

These are four font files, and as one SVG sprite the icons that icons.txt names.
"""

import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONT = ROOT / "node_modules/@fontsource/be-vietnam-pro"
ICONS = ROOT / "node_modules/lucide-static"
VENDOR = ROOT / "static/vendor"

SUBSETS = ("vietnamese", "latin")
WEIGHTS = (400, 600)
SVG = "http://www.w3.org/2000/svg"


def copy_fonts(target: Path) -> None:
    """Copy the font and, as its licence asks, the licence."""
    target.mkdir(parents=True)
    for subset in SUBSETS:
        for weight in WEIGHTS:
            shutil.copy(FONT / f"files/be-vietnam-pro-{subset}-{weight}-normal.woff2", target)
    shutil.copy(FONT / "LICENSE", target)


def build_sprite(target: Path) -> None:
    """Make each icon a `<symbol>`, shown by `<svg><use href="…/icons.svg#NAME"/></svg>`.

    Lines have neither colour nor width here: the pages' CSS strokes them.
    """
    ET.register_namespace("", SVG)
    sprite = ET.Element(f"{{{SVG}}}svg")
    for name in Path(__file__).with_name("icons.txt").read_text(encoding="utf-8").split():
        icon = ET.parse(ICONS / f"icons/{name}.svg").getroot()  # noqa: S314  npm checked its hash
        symbol = ET.SubElement(sprite, f"{{{SVG}}}symbol", id=name, viewBox=icon.attrib["viewBox"])
        symbol.extend(icon)
    licence = (ICONS / "LICENSE").read_text(encoding="utf-8").replace("--", "—")
    drawing = ET.tostring(sprite, encoding="unicode")
    target.write_text(f"<!--\n{licence}-->\n{drawing}\n", encoding="utf-8")


if __name__ == "__main__":
    shutil.rmtree(VENDOR, ignore_errors=True)
    copy_fonts(VENDOR / "fonts")
    build_sprite(VENDOR / "icons.svg")
