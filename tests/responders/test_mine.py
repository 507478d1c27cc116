"""What is mine, page by page."""

from typing import Any

from tests.people import People, a_responder


def mine(people: People, **asked: object) -> dict[str, Any]:
    answer = people.huong.client.get("/api/v1/responders/mine", query_string=asked).json
    assert answer is not None
    return dict(answer)


def test_pages_joined_are_all_of_mine(people: People) -> None:
    made = [
        people.huong.client.post("/api/v1/responders", json=a_responder()).get_json()["id"]
        for _n in range(7)
    ]
    joined: list[str] = []
    asked: dict[str, object] = {"limit": 3}
    for _page in range(3):
        page = mine(people, **asked)
        joined += [one["id"] for one in page["items"]]
        asked["cursor"] = page["next"]
    assert page["next"] is None
    assert joined == made


def test_taking_it_out_twice_with_one_key_is_one_call(people: People) -> None:
    huong = people.huong.client
    made = huong.post("/api/v1/responders", json=a_responder()).get_json()["id"]
    url = f"/api/v1/responders/{made}"
    for _n in range(2):
        assert huong.delete(url, headers={"Idempotency-Key": "k"}).status_code == 204
    assert huong.delete(url).status_code == 404
