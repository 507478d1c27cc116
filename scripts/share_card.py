"""Draw the card that Zalo and Facebook show beside a link to a page of ours without a picture."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, MARGIN, HEART = 1200, 630, 80, 380
GROUND, WORDS = "#0b5cd6", "#ffffff"
LINES = (
    (600, 120, "Connect"),
    (400, 60, "Cần giúp, có người ở gần."),
    (400, 60, "Giúp được, có người cần."),
)


def draw_card(font: Path, icon: Path, target: Path) -> None:
    """Write it as a PNG, with the app's icon, in the letters of the font's folder."""
    card = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    heart = Image.open(icon).convert("RGB").resize((HEART, HEART), Image.Resampling.LANCZOS)
    card.paste(heart, (WIDTH - HEART, (HEIGHT - HEART) // 2))
    top = 136
    for line in LINES:
        _write(ImageDraw.Draw(card), font, top, line)
        top += round(line[1] * 1.5)
    card.quantize(32).save(target, optimize=True)


def _write(draw: ImageDraw.ImageDraw, font: Path, top: int, line: tuple[int, int, str]) -> None:
    """One line: the font comes in two files, and neither has all of our letters."""
    weight, size, words = line
    latin, vietnamese = (
        ImageFont.truetype(font / f"files/be-vietnam-pro-{part}-{weight}-normal.woff2", size)
        for part in ("latin", "vietnamese")
    )
    x: float = MARGIN
    for letter in words:
        face = latin if ord(letter) < 256 else vietnamese
        draw.text((x, top), letter, WORDS, font=face)
        x += face.getlength(letter)
