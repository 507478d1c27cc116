"""A place by two taps, and for programs: by its name, by a point, by its province."""

from urllib.parse import quote

import pytest

from connect.geo import wards_of
from tests.web import Browser

TAN_HUNG = "27475"


def links(client: Browser, path: str) -> dict[str, str]:
    page = client.page(path)
    return {one.text().strip(): one.attributes.get("href", "") for one in page.all("a")}


@pytest.mark.parametrize(
    ("to", "leads_to"),
    [
        ("/suppliers?open_now=1", "/suppliers?open_now=1&ward=27475"),
        ("/requests?category=food&near=10,106&cursor=x", "/requests?category=food&ward=27475"),
        ("/requests?category=&urgency=", "/requests?ward=27475"),
        ("", "/requests?ward=27475"),
        ("https://evil.example", "/requests?ward=27475"),
        ("//evil.example/x", "/requests?ward=27475"),
    ],
)
def test_a_province_and_then_a_ward_lead_back_to_the_list(
    to: str, leads_to: str, client: Browser
) -> None:
    provinces = links(client, f"/places?to={quote(to, safe='')}")
    wards = links(client, provinces["Thành phố Hồ Chí Minh"])
    assert wards["Phường Tân Hưng"] == leads_to
    assert client.get(leads_to).status_code == 200


def test_every_province_has_its_wards(client: Browser) -> None:
    provinces = [href for href in links(client, "/places").values() if href.startswith("/places/")]
    assert len(provinces) == 34
    for href in provinces:
        assert client.get(href).status_code == 200


@pytest.mark.parametrize("code", ["99", "63-74", TAN_HUNG, "x", "%00"])
def test_what_is_no_province_in_force_is_not_found(code: str, client: Browser) -> None:
    assert client.get(f"/places/{code}").status_code == 404


def test_a_point_tells_its_ward_and_a_province_its_wards(client: Browser) -> None:
    near = client.get("/api/v1/places?near=10.7340,106.7215").json
    assert near is not None
    assert [one["kind"] for one in near] == ["ward"]
    assert near[0]["full_name"].endswith("Thành phố Hồ Chí Minh")
    assert client.get("/api/v1/places?near=48.85,2.35").json == []
    wards = client.get("/api/v1/places?province=79").json
    assert wards is not None
    assert [one["code"] for one in wards] == [one.code for one in wards_of("79")]
    assert client.get("/api/v1/places?province=99").json == []
