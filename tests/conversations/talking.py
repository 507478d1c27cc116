"""What tests of conversations say and read."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from connect.help_requests import assignments
from tests.page import Page
from tests.people import People, Person
from tests.situations import CLAIMANT, Situation, help_from


def url_of(here: Situation) -> str:
    """The messages of a request, for programs."""
    return f"/api/v1/requests/{here.request_id}/messages"


def link(here: Situation) -> dict[str, str]:
    """The header of whoever holds the manage link."""
    return {"X-Manage-Token": here.manage_token}


def write(client: FlaskClient, here: Situation, body: str, **more: Any) -> TestResponse:
    """Sends a message by the API."""
    return client.post(url_of(here), json={"body": body}, **more)


def read(client: FlaskClient, here: Situation, **more: Any) -> list[str]:
    """The texts that someone may read, oldest first."""
    answer = client.get(url_of(here), **more)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [one["body"] for one in answer.get_json()["items"]]


def shown(page: Page) -> list[tuple[str, str]]:
    """Who said what on the page of a request, oldest first."""
    talks = [one for one in page.all("ol") if one.attributes.get("class") == "talk"]
    lines = [line for talk in talks for line in talk.all("li")]
    return [(line.all("b")[0].text(), line.all("p")[-1].text()) for line in lines]


def hand_over(app: Flask, people: People, here: Situation) -> Person:
    """Hương hands the request back, and Minh takes it."""
    with app.test_request_context():
        assignments.release(here.request_id, people.huong.account(), CLAIMANT)
        help_from(people.minh.account(), name="Minh")
        assignments.claim(here.request_id, people.minh.account())
    return people.minh
