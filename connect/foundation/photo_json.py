"""A photo in JSON: the bytes of a file as base64."""

import base64
from typing import Any

import marshmallow as ma

from connect.foundation.database import let_go_of_connection
from connect.foundation.errors import Invalid, TooOften
from connect.foundation.photo_field import BUSY, UNREADABLE
from connect.foundation.pictures import MOST_BYTES, Busy, Picture, read_picture

# Base64 takes four letters for three bytes; beside the picture there are some words.
MOST_BODY = MOST_BYTES * 4 // 3 + 100_000
# One grey dot: what a picture looks like in an example.
EXAMPLE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


class PhotoInJson(ma.fields.String):
    """A picture as text; whether it is one `picture_in` says."""

    def __init__(self, **kwargs: Any) -> None:
        told = {
            "description": "a JPEG, PNG or WebP file, base64; at most 10 MB; none to take it away",
            "contentEncoding": "base64",
            "example": EXAMPLE,
        }
        super().__init__(allow_none=True, metadata=told, **kwargs)


def picture_in(name: str, text: str | None) -> Picture | None:
    """The picture in a field of this name; it is read outside of any transaction.

    Raises `Invalid` where it is none, and `TooOften` where others' are being read.
    """
    if text is None:
        return None
    let_go_of_connection()
    try:
        return read_picture(base64.b64decode(text, validate=True))
    except Busy:
        raise TooOften(str(BUSY)) from None
    except ValueError:  # no base64, or `WrongPicture`
        raise Invalid({name: [str(UNREADABLE)]}) from None
