"""Copy what the pages use of node_modules to static/vendor.

These are four font files, and as one SVG sprite the icons that icons.txt names. The icons of the
installed app and the card of shared links are drawn. Leaflet, Supercluster and what reads tiles are
copied for the map, and its ground is drawn.
"""

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path

from app_icons import draw_icons
from fonts import cut_fonts
from share_card import draw_card

ROOT = Path(__file__).resolve().parent.parent
FONT = ROOT / "node_modules/@fontsource/be-vietnam-pro"
ICONS = ROOT / "node_modules/lucide-static"
VENDOR = ROOT / "static/vendor"
# What the map's pages fetch, once they show it.
MAP = (
    "leaflet/dist/leaflet.js",
    "leaflet/dist/leaflet.css",
    "supercluster/dist/supercluster.min.js",
    "pbf/dist/pbf.js",
    "@mapbox/point-geometry/index.js",
    "@mapbox/vector-tile/index.js",
)

# What a page that is open fetches, once it has changed.
LIVE = ("idiomorph/dist/idiomorph.min.js",)

SVG = "http://www.w3.org/2000/svg"


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
    target.write_text(ET.tostring(sprite, encoding="unicode"), encoding="utf-8")
    shutil.copy(ICONS / "LICENSE", target.with_suffix(".LICENSE"))  # not in it: every view loads it


def copy_libraries(files: Iterable[str], target: Path) -> None:
    """Copy files of libraries with their licences."""
    target.mkdir(parents=True)
    for file in files:
        # "leaflet", or of a scope "@mapbox/vector-tile"
        parts = file.split("/")
        package = ROOT.joinpath("node_modules", *parts[: 2 if file.startswith("@") else 1])
        [licence] = package.glob("LICENSE*")
        shutil.copy(licence, target / f"LICENSE-{package.name}")
        if parts[-1] == "index.js":
            # A module: it is called by the name of its library, and finds another beside it.
            text = (ROOT / "node_modules" / file).read_text(encoding="utf-8")
            (target / f"{package.name}.js").write_text(
                re.sub(r"from '@mapbox/([a-z-]+)'", r"from './\1.js'", text), encoding="utf-8"
            )
        else:
            shutil.copy(ROOT / "node_modules" / file, target)


def copy_map(target: Path) -> None:
    """Copy the libraries of the map, and draw its ground beside them."""
    copy_libraries(MAP, target)
    # By its name, since it reads the gazetteer of the app.
    subprocess.run([sys.executable, "-m", "scripts.basemap"], cwd=ROOT, check=True)


if __name__ == "__main__":
    shutil.rmtree(VENDOR, ignore_errors=True)
    cut_fonts(FONT, VENDOR / "fonts")
    draw_icons(VENDOR / "app")
    draw_card(FONT, VENDOR / "app/icon-maskable-512.png", VENDOR / "share.png")
    build_sprite(VENDOR / "icons.svg")
    copy_map(VENDOR / "map")
    copy_libraries(LIVE, VENDOR / "live")
