"""What is done with a case on the desk, by its page and by the API."""

import uuid
from typing import Any

from flask import Flask

from connect.foundation import audit
from tests.people import Person
from tests.web import Browser


def page_of(case: uuid.UUID) -> str:
    return f"/desk/requests/{case}"


def act(person: Person, case: uuid.UUID, name: str, **told: Any) -> Any:
    """What comes of it, by the API."""
    url = f"/api/v1/desk/requests/{case}/acts"
    return person.client.post(url, json={"act": name, **told})


def tap(browser: Browser, case: uuid.UUID, name: str, **told: str) -> str:
    """What the next page says, by the form of the page."""
    form = {"act": name, **told} | browser.csrf()
    answer = browser.post(f"{page_of(case)}/act", data=form, follow_redirects=True)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def logged(app: Flask, case: uuid.UUID) -> list[str]:
    with app.app_context():
        return [entry.action for entry in audit.history(case)]
