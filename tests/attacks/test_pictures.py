"""What is sent as a picture and is something else, too: what we give out again is pixels."""

import base64
import io
import zipfile
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.diary.pictures import a_picture, bomb, many_scans, png_of, quiet_bomb, with_secrets
from tests.people import DISTRICT_7, People

SCRIPT = b"<script>alert('Canary')</script><?php system('Canary') ?>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>Canary</text></svg>'


def png_with_page() -> bytes:
    told, out = PngInfo(), io.BytesIO()
    told.add_text("Comment", SCRIPT.decode())
    told.add_itxt("XML:com.adobe.xmp", "<x>Canary</x>")
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=told)
    return out.getvalue() + SCRIPT


def jpeg_with_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../Canary.sh", "Canary")
    return a_picture(8, 8, comment=SCRIPT) + out.getvalue()


def gif_with_script() -> bytes:
    return b"GIF89a/*" + b"\x01" * 8 + b"*/=1;alert('Canary')//;"


TWO_IN_ONE = {
    "a place and a telephone": with_secrets(),
    "a page behind a PNG": png_with_page(),
    "an archive behind a JPEG": jpeg_with_archive(),
}
NONE = {
    "a GIF that is a script": gif_with_script(),
    "a drawing that runs": SVG,
    "a drawing with a doctype": b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + SVG,
    "a page": b"<!doctype html>" + SCRIPT,
    "a page in the clothes of a JPEG": b"\xff\xd8\xff\xe0" + SCRIPT,
    "a BMP": b"BM" + b"\0" * 60,
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(Canary) run",
    "a PDF": b"%PDF-1.7 /OpenAction /JavaScript (app.alert('Canary'))",
    "an address": b"https://evil.example/x.png",
    "a bomb": bomb(),
    "a quiet bomb": quiet_bomb(),
    "a thousand scans": many_scans(1_000),
    "no pixels": png_of(0, 0),
    "nothing": b"",
}


def send(people: People, file: bytes) -> Any:
    gift = {"what": "Sách", "location": DISTRICT_7, "photo": base64.b64encode(file).decode()}
    return people.huong.client.post("/api/v1/gifts", json=gift)


@pytest.mark.parametrize("name", TWO_IN_ONE)
def test_of_two_in_one_the_pixels_are_given_out(name: str, people: People) -> None:
    made = send(people, TWO_IN_ONE[name])
    assert made.status_code == 201, made.get_data(as_text=True)
    # By its giver: others may see it once a coordinator has.
    photo, browser = made.get_json()["photo"], people.huong.browser
    paths = [path.removeprefix("http://localhost") for path in photo.values() if "/" in str(path)]
    assert paths
    for path in paths:
        given = browser.get(path)
        file = given.get_data()
        assert (given.mimetype, file[:2], file[-2:]) == ("image/jpeg", b"\xff\xd8", b"\xff\xd9")
        assert given.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in given.headers["Content-Security-Policy"]
        for word in (b"Canary", b"Exif", b"GPS", b"<script", b"PK\x03\x04"):
            assert word not in file
        assert not Image.open(io.BytesIO(file)).getexif()


@pytest.mark.parametrize("name", NONE)
def test_what_is_none_is_refused(name: str, people: People) -> None:
    refused = send(people, NONE[name])
    assert refused.status_code == 422, name
    assert list(refused.get_json()["errors"]) == ["photo"]


def test_the_name_and_the_kind_that_it_says_it_has_are_not_believed(people: People) -> None:
    """By the form: a file's own name is never a path, and its kind is looked at."""
    browser = people.huong.browser
    form = {"what": "Vở", "lat": "10.77", "lon": "106.7", "first_day": "", "last_day": ""}
    for name, kind in (("../../wsgi.py", "image/jpeg"), ("a.php", "text/x-php"), ("a\0.png", "")):
        page = browser.get("/giving/new").get_data(as_text=True)
        field = "photo" if 'name="photo"' in page else "picture"
        data = form | {field: (io.BytesIO(a_picture(8, 8)), name, kind)} | browser.csrf()
        answer = browser.post("/giving/new", data=data, content_type="multipart/form-data")
        assert answer.status_code in (303, 422), name
        assert "wsgi.py" not in answer.get_data(as_text=True)
