"""A picture as it comes from a phone, made small and plain: pure, bytes in and bytes out.

What is kept is drawn anew from the pixels: whatever else was in the file (where and with what it
was taken, a thumbnail, a second file behind the first) is not in ours.
"""

import io
import threading
from typing import NamedTuple

from PIL import Image, ImageOps

MOST_BYTES = 10_000_000
# What a pixel takes to unfold differs by the format: 4 to 20 bytes.
MOST_PIXELS = {"JPEG": 24_000_000, "PNG": 12_000_000, "WEBP": 6_000_000}
# Each scan of a JPEG walks over the whole picture, even where it holds nothing; ten are usual.
MOST_SCANS = 64
_JPEG, _SCAN = b"\xff\xd8", b"\xff\xda"
LONGEST_SIDE = 1280
SMALL_SIDE, SMALL_QUALITY = 144, 70
ENOUGH_BYTES = 200_000
_SIDES = (LONGEST_SIDE, 960, 640)
_QUALITIES = (80, 65, 50)
# One at a time in a process: ten people with large pictures need not ten times the memory.
_table = threading.Lock()
PATIENCE_S = 10.0


class WrongPicture(ValueError):
    """The file is no picture that we read, is broken, or has too many pixels."""


class Busy(Exception):
    """Others' pictures are being read; it may be sent again."""


class Picture(NamedTuple):
    """A JPEG without any word beside its pixels; sizes in pixels."""

    jpeg: bytes
    width: int
    height: int


def read_picture(file: bytes) -> Picture:
    """The picture in a JPEG, PNG or WebP file: upright, and small enough for a slow line.

    Raises `WrongPicture`, and `Busy` where others' take too long.
    """
    if not 0 < len(file) <= MOST_BYTES:
        raise WrongPicture("empty, or too many bytes")
    if file.startswith(_JPEG) and file.count(_SCAN) > MOST_SCANS:
        raise WrongPicture("too many scans")
    if not _table.acquire(timeout=PATIENCE_S):
        raise Busy
    try:
        return _small(_upright(file))
    except WrongPicture:
        raise
    # A file that was made to break a decoder breaks it in many ways, and all mean the same.
    except Exception as error:
        raise WrongPicture(type(error).__name__) from None
    finally:
        _table.release()


def small_of(picture: Picture) -> bytes:
    """A picture of ours as a small square for lists: its middle, as JPEG, some kilobytes."""
    with Image.open(io.BytesIO(picture.jpeg), formats=("JPEG",)) as image:
        small = ImageOps.fit(image, (SMALL_SIDE, SMALL_SIDE))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=SMALL_QUALITY, optimize=True)
    return out.getvalue()


def _upright(file: bytes) -> Image.Image:
    with Image.open(io.BytesIO(file), formats=tuple(MOST_PIXELS)) as image:
        # So far only the head of the file was read: nothing is unfolded yet.
        width, height = image.size
        if not 0 < width * height <= MOST_PIXELS.get(image.format or "", 0):
            raise WrongPicture("too many pixels")
        # A JPEG is unfolded at a fraction of its size at once, where that will do.
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
        upright = ImageOps.exif_transpose(image)
    plain = Image.new("RGB", upright.size, "white")
    drawn = upright.convert("RGBA")
    plain.paste(drawn, mask=drawn)
    return plain


def _small(image: Image.Image) -> Picture:
    """As good as fits; what is all noise gets smaller rather than heavier."""
    for side in _SIDES:
        image.thumbnail((side, side))
        for quality in _QUALITIES:
            out = io.BytesIO()
            image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
            if out.tell() <= ENOUGH_BYTES:
                return Picture(out.getvalue(), *image.size)
    raise WrongPicture("too heavy at any size")
