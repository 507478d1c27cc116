"""What the demo shows instead of photos: things drawn with a few lines."""

import io
from random import Random

from PIL import Image, ImageDraw

_GROUND = ("#f7f1e3", "#eaf1f5", "#f3ece6")
_INKS = ("#b3541e", "#2f6b3c", "#2b4c7e", "#8a5a9e", "#a8761d")


def drawing(what: str, dice: Random) -> bytes:
    """A PNG of `books`, a `laptop`, a `shirt`, `greens` or, for anything else, a box."""
    picture = Image.new("RGB", (960, 720), dice.choice(_GROUND))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 560, 960, 720), fill="#d8cdb8")
    {"books": _books, "laptop": _laptop, "shirt": _shirt, "greens": _greens}.get(what, _box)(
        draw, dice.sample(_INKS, len(_INKS)), dice
    )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _books(draw: ImageDraw.ImageDraw, inks: list[str], dice: Random) -> None:
    for number, ink in enumerate(inks):
        left, top = 240 + dice.randint(-30, 30), 500 - number * 80
        draw.rounded_rectangle((left, top, left + 480, top + 70), 10, fill=ink)
        draw.rectangle((left + 20, top + 26, left + 460, top + 34), fill="#fff")


def _laptop(draw: ImageDraw.ImageDraw, inks: list[str], _dice: Random) -> None:
    draw.rounded_rectangle((250, 150, 710, 450), 18, fill="#3a3f47")
    draw.rectangle((275, 175, 685, 425), fill=inks[0])
    draw.polygon(((250, 455), (710, 455), (800, 560), (160, 560)), fill="#9aa1aa")


def _shirt(draw: ImageDraw.ImageDraw, inks: list[str], _dice: Random) -> None:
    outline = (
        (380, 150), (580, 150), (760, 250), (700, 350), (620, 310), (620, 580), (340, 580),
        (340, 310), (260, 350), (200, 250),
    )  # fmt: skip
    draw.polygon(outline, fill=inks[0])
    draw.pieslice((420, 100, 540, 220), 0, 180, fill="#fff")
    draw.rectangle((340, 430, 620, 470), fill=inks[1])


def _greens(draw: ImageDraw.ImageDraw, inks: list[str], dice: Random) -> None:
    for number in range(5):
        left, height = 220 + number * 100, dice.randint(180, 280)
        draw.line((left + 40, 580, left + 50, 580 - height), "#5e8f3d", 18)
        for leaf in range(3):
            top = 560 - height + leaf * 60
            draw.ellipse((left - 30, top, left + 50, top + 90), fill="#3f8a45")
            draw.ellipse((left + 40, top - 20, left + 120, top + 70), fill="#56a352")
    draw.rounded_rectangle((200, 470, 740, 620), 24, fill=inks[0])


def _box(draw: ImageDraw.ImageDraw, inks: list[str], _dice: Random) -> None:
    draw.polygon(((220, 300), (480, 220), (740, 300), (480, 390)), fill="#c99a5f")
    draw.polygon(((220, 300), (480, 390), (480, 620), (220, 520)), fill="#b07f42")
    draw.polygon(((740, 300), (480, 390), (480, 620), (740, 520)), fill="#99692f")
    draw.line((350, 260, 610, 345, 610, 560), inks[0], 14)
