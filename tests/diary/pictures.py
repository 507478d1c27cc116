"""Pictures as they come: from phones, from elsewhere, and from people who mean harm."""

import io
import struct
import zlib
from random import Random
from typing import Any

from PIL import Image


def a_picture(width: int = 1600, height: int = 1200, form: str = "JPEG", **told: Any) -> bytes:
    """A photo with something in it: a dark left half, a light right one."""
    image = Image.new("RGB", (width, height), "#f2d8a0")
    image.paste("#204020", (0, 0, width // 2, height))
    out = io.BytesIO()
    image.save(out, form, **told)
    return out.getvalue()


def noise(width: int, height: int) -> bytes:
    """What no format makes small."""
    pixels = Random("noise").randbytes(width * height * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), pixels).save(out, "PNG")
    return out.getvalue()


def with_secrets(orientation: int = 6) -> bytes:
    """As a phone writes it: lying on its side, with where it was taken, by which, and a note."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "CanaryPhone"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (10.0, 44.0, 2.4)
    gps[3], gps[4] = "E", (106.0, 43.0, 17.4)
    return a_picture(
        800, 600, exif=exif, comment=b"CanaryComment", icc_profile=b"CanaryProfile" * 20
    )


def png_of(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG that says this of its size, whatever is in it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def bomb() -> bytes:
    """Some kilobytes that unfold to two and a half gigabytes."""
    return png_of(30_000, 30_000, zlib.compress(b"\0" * 10_000_000, 9))


def quiet_bomb() -> bytes:
    """One that stays below what Pillow warns of."""
    return png_of(9_000, 9_000, zlib.compress(b"\0" * 1_000_000, 9))


def many_scans(times: int) -> bytes:
    """A small JPEG in which one scan, nearly empty, comes so many times more."""
    out = io.BytesIO()
    Image.new("L", (64, 64), 128).save(out, "JPEG", progressive=True)
    file = out.getvalue()
    end = file.rindex(b"\xff\xd9")
    return file[:end] + file[file.rindex(b"\xff\xda") : end] * times + file[end:]
