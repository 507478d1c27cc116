"""Ask → found → claimed → delivered → confirmed, through the JSON API."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.people import DISTRICT_7, People, a_request, a_responder


def ask(client: FlaskClient, **changes: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/requests", json=a_request(**changes))
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return dict(answer.json or {})


def test_a_request_is_found_claimed_delivered_and_confirmed(
    client: FlaskClient, people: People
) -> None:
    made = people.huong.client.post("/api/v1/responders", json=a_responder())
    assert made.status_code == 201, made.get_data(as_text=True)
    opened = ask(client)
    manage = {"X-Manage-Token": opened["manage_token"]}
    url = f"/api/v1/requests/{opened['id']}"

    near = client.get(f"/api/v1/requests?near={DISTRICT_7['lat']},{DISTRICT_7['lon']}").json
    assert near is not None
    assert [item["id"] for item in near["items"]] == [opened["id"]]
    assert near["items"][0]["distance_m"] < 500

    offers = people.huong.client.get("/api/v1/offers").json
    assert offers is not None
    assert [offer["request"]["id"] for offer in offers["items"]] == [opened["id"]]

    found = client.get(f"{url}/candidates", headers=manage).json
    assert found is not None
    assert [one["name"] for one in found["items"]] == ["Hương"]

    taken = people.huong.client.post(f"{url}/claim")
    assert taken.status_code == 201
    assert taken.json is not None
    assert taken.json["phone"] == "+84912345603"
    assert taken.json["location"] == DISTRICT_7

    assert people.minh.client.post(f"{url}/claim").status_code == 409
    assert people.huong.client.post(f"{url}/deliver").get_json()["status"] == "delivered"
    done = client.post(f"{url}/confirm", headers=manage)
    assert done.json is not None
    assert done.json["status"] == "fulfilled"


def test_delivered_in_part_reopens_the_rest(client: FlaskClient, people: People) -> None:
    opened = ask(client, items=[{"category": "food"}, {"category": "medicine"}])
    url = f"/api/v1/requests/{opened['id']}"
    taken = people.huong.client.post(f"{url}/claim").json
    assert taken is not None
    first = taken["items"][0]["id"]
    rest = people.huong.client.post(f"{url}/deliver", json={"items": [first]}).json
    assert rest is not None
    assert rest["status"] == "open"
    assert [item["category"] for item in rest["items"]] == ["medicine"]


def test_the_same_key_and_body_is_one_request(client: FlaskClient, app: Flask) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = client.post("/api/v1/requests", json=a_request(), headers=headers)
    again = client.post("/api/v1/requests", json=a_request(), headers=headers)
    other = client.post("/api/v1/requests", json=a_request(people=3), headers=headers)
    assert first.json == again.json
    assert first.status_code == again.status_code == 201
    assert other.status_code == 422
