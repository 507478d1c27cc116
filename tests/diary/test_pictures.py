"""A picture that comes in: small, upright and plain going out, or refused."""

import io
import tracemalloc
from random import Random

import pytest
from PIL import Image

from connect.foundation.pictures import (
    ENOUGH_BYTES,
    LONGEST_SIDE,
    MOST_BYTES,
    WrongPicture,
    read_picture,
)
from tests.diary.pictures import (
    a_picture,
    bomb,
    many_scans,
    noise,
    png_of,
    quiet_bomb,
    with_secrets,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


@pytest.mark.parametrize(
    ("form", "width", "height"),
    [("JPEG", 6000, 4000), ("PNG", 4000, 3000), ("WEBP", 3000, 2000)],
)
def test_a_photo_becomes_a_small_jpeg(form: str, width: int, height: int) -> None:
    """The largest that is read of each format; a row of pixels more is refused."""
    made = read_picture(a_picture(width, height, form))
    image = opened(made.jpeg)
    assert image.format == "JPEG"
    assert image.size == (made.width, made.height)
    assert made.width == LONGEST_SIDE
    assert made.height == pytest.approx(LONGEST_SIDE * height / width, abs=1)
    with pytest.raises(WrongPicture, match="too many pixels"):
        read_picture(a_picture(width, height + 1, form))
    assert len(made.jpeg) <= ENOUGH_BYTES


def test_a_small_one_is_not_blown_up() -> None:
    made = read_picture(a_picture(40, 30))
    assert (made.width, made.height) == (40, 30)


def test_what_stands_beside_the_pixels_is_gone() -> None:
    taken = with_secrets()
    assert b"CanaryPhone" in taken
    assert b"CanaryComment" in taken
    made = read_picture(taken)
    image = opened(made.jpeg)
    assert not image.getexif()
    assert set(image.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }
    assert b"Canary" not in made.jpeg
    assert b"Exif" not in made.jpeg


@pytest.mark.parametrize(
    ("orientation", "size", "dark"),
    [(1, (800, 600), "left"), (3, (800, 600), "right"), (6, (600, 800), "top"),
     (8, (600, 800), "bottom")],
)  # fmt: skip
def test_it_stands_upright(orientation: int, size: tuple[int, int], dark: str) -> None:
    image = opened(read_picture(with_secrets(orientation)).jpeg)
    assert image.size == size
    width, height = size
    sides = {
        "left": (5, height // 2),
        "right": (width - 5, height // 2),
        "top": (width // 2, 5),
        "bottom": (width // 2, height - 5),
    }
    across = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
    grey = image.convert("L")
    assert grey.getpixel(sides[dark]) == pytest.approx(47, abs=9)
    assert grey.getpixel(sides[across[dark]]) == pytest.approx(217, abs=9)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_colours_can_be_read(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (60, 40)).save(out, "PNG")
    assert opened(read_picture(out.getvalue()).jpeg).mode == "RGB"


def test_print_colours_can_be_read() -> None:
    out = io.BytesIO()
    Image.new("CMYK", (60, 40)).save(out, "JPEG")
    assert opened(read_picture(out.getvalue()).jpeg).mode == "RGB"


def test_what_is_clear_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(read_picture(out.getvalue()).jpeg).getpixel((30, 20)) == (255, 255, 255)


def test_noise_gets_smaller_rather_than_heavier() -> None:
    made = read_picture(noise(1500, 1500))
    assert len(made.jpeg) <= ENOUGH_BYTES
    assert made.width < LONGEST_SIDE


def test_of_something_that_moves_the_first_picture_stays() -> None:
    frames = [Image.new("RGB", (80, 60), colour) for colour in ("#ff0000", "#00ff00", "#0000ff")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    red = opened(read_picture(out.getvalue()).jpeg).getpixel((40, 30))
    assert isinstance(red, tuple)
    assert red[0] > 200
    assert red[1] < 60


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"not a picture at all",
        SVG,
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7 " + b"x" * 200,
        b"GIF89a" + b"\0" * 50,
        b"RIFF\xff\xff\xff\x7fWEBPVP8X" + b"\xff" * 40,
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 100,
        png_of(100, 100, b"\0" * 10),
        png_of(0, 100),
    ],
    ids=lambda file: repr(file[:12]),
)
def test_what_is_no_picture_is_refused(file: bytes) -> None:
    with pytest.raises(WrongPicture):
        read_picture(file)


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
def test_other_formats_are_refused(form: str) -> None:
    with pytest.raises(WrongPicture):
        read_picture(a_picture(100, 100, form))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_a_file_is_refused(form: str, share: float) -> None:
    whole = noise(200, 200)
    out = io.BytesIO()
    Image.open(io.BytesIO(whole)).save(out, form)
    file = out.getvalue()
    with pytest.raises(WrongPicture):
        read_picture(file[: int(len(file) * share)])


@pytest.mark.parametrize("make", [bomb, quiet_bomb])
def test_a_bomb_is_refused_before_it_unfolds(make: object) -> None:
    assert callable(make)
    file = make()
    assert len(file) < 50_000
    tracemalloc.start()
    with pytest.raises(WrongPicture):
        read_picture(file)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_jpeg_that_is_drawn_again_and_again_is_refused() -> None:
    """Half a megabyte of scans would keep a large picture busy for half a minute."""
    assert read_picture(many_scans(50)).width == 64
    with pytest.raises(WrongPicture, match="too many scans"):
        read_picture(many_scans(1000))
    # In another format these bytes mean nothing.
    assert read_picture(a_picture(form="PNG") + b"\xff\xda" * 1000)


def test_too_many_bytes_are_refused_unread() -> None:
    with pytest.raises(WrongPicture):
        read_picture(a_picture() + b"\0" * MOST_BYTES)


def test_a_second_file_behind_the_first_does_not_come_along() -> None:
    page = b"<script>alert('canary')</script>PK\x03\x04canary.php"
    made = read_picture(a_picture() + page)
    assert b"canary" not in made.jpeg
    assert b"script" not in made.jpeg


def test_no_broken_file_breaks_anything_else() -> None:
    """A few bytes changed anywhere: a picture, or a refusal, and nothing besides."""
    chance = Random("broken")
    whole = [with_secrets(), a_picture(90, 60, "PNG"), a_picture(90, 60, "WEBP")]
    seen = {"read": 0, "refused": 0}
    for _time in range(600):
        file = bytearray(chance.choice(whole))
        for _byte in range(chance.randint(1, 12)):
            file[chance.randrange(len(file))] = chance.randrange(256)
        try:
            assert b"Canary" not in read_picture(bytes(file)).jpeg
            seen["read"] += 1
        except WrongPicture:
            seen["refused"] += 1
    assert all(count > 20 for count in seen.values()), seen
