"""Draw the icon of the installed app, a white heart on blue, in the sizes that phones ask for.

The same shape stands in `static/icon.svg`, for the tab of the browser.
"""

from pathlib import Path

from PIL import Image, ImageDraw

GROUND, HEART = "#0b5cd6", "#ffffff"
FINER = 4  # drawn larger and made small, so that no edge has steps
# How much of the side the heart takes: phones cut a maskable icon to a circle of four fifths.
SIZES = {"icon-192": (192, 0.6), "icon-512": (512, 0.6), "icon-maskable-512": (512, 0.48)}


def draw_icons(target: Path) -> None:
    """Write each size as a PNG."""
    target.mkdir(parents=True)
    for name, (side, share) in SIZES.items():
        _icon(side, share).save(target / f"{name}.png", optimize=True)
    _icon(180, 0.6).save(target / "icon-180.png", optimize=True)  # what iPhones look for


def _icon(side: int, share: float) -> Image.Image:
    whole = side * FINER
    picture = Image.new("RGB", (whole, whole), GROUND)
    draw = ImageDraw.Draw(picture)
    # A heart is a square on its tip and a circle on each of its upper edges. In units of the
    # square's half diagonal it spans 2.414 by 2.207, from the top of the circles to the tip.
    half = whole * share / 2.414
    x, y = whole / 2, whole / 2 + half * 0.10
    draw.polygon([(x - half, y), (x, y - half), (x + half, y), (x, y + half)], HEART)
    radius = half * 0.7071
    for middle in (x - half / 2, x + half / 2):
        top = y - half / 2
        draw.ellipse((middle - radius, top - radius, middle + radius, top + radius), HEART)
    return picture.resize((side, side), Image.Resampling.LANCZOS).quantize(16)
