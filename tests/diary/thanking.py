"""What tests of the diary do: say thank you, decide, look."""

import io
import uuid
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from connect.diary.models import Entry, Photo
from connect.foundation.database import db
from tests.people import People
from tests.situations import Situation, situation
from tests.web import Browser

WORDS = "Cảm ơn con nhiều lắm. Nhà bác có gạo ăn tới cuối tháng."


def url_of(here: Situation) -> str:
    """Where the thanks of a request are written."""
    return f"/requests/{here.request_id}/thanks"


def by_link(browser: Browser, here: Situation) -> Browser:
    """The browser, now with the manage link of the request."""
    browser.hold(here.manage_token)
    return browser


def say_thanks(
    browser: Browser, here: Situation, text: str = WORDS, photo: bytes | None = None, **ticks: Any
) -> TestResponse:
    """Fills in the form, `public=True` and `signed=True` being its boxes to tick."""
    sent: dict[str, Any] = {name: "y" for name, on in ticks.items() if on}
    if photo is not None:
        sent["photo"] = (io.BytesIO(photo), "IMG_0001.jpg")
    answer = browser.send(url_of(here), text=text, **sent)
    # What is large the client writes to a file, and leaves open.
    answer.request.environ["wsgi.input"].close()
    return answer


def entry_now(app: Flask, here: Situation) -> Entry | None:
    """The note on a request as the database holds it."""
    with app.app_context():
        db.session.expire_all()
        asked = sa.select(Entry).where(Entry.request_id == here.request_id)
        return db.session.scalar(asked)


def id_now(app: Flask, here: Situation) -> uuid.UUID:
    """The id of the note on a request."""
    entry = entry_now(app, here)
    assert entry is not None
    return entry.id


def state_now(app: Flask, here: Situation) -> str | None:
    """Where the note on a request stands."""
    entry = entry_now(app, here)
    return entry.state if entry else None


def photos(app: Flask) -> list[bytes]:
    """Every picture that is kept."""
    with app.app_context():
        return list(db.session.scalars(sa.select(Photo.jpeg)))


def decide(browser: Browser, app: Flask, here: Situation, how: str, **form: Any) -> TestResponse:
    """A coordinator shows it or refuses it, by the button on the desk."""
    return browser.send("/desk/diary", action=f"{id_now(app, here)}/{how}", **form)


def in_the_diary(
    app: Flask, people: People, browser: Browser, photo: bytes | None = None, **ticks: Any
) -> Situation:
    """Thanks that came by the manage link in this browser, and that Chị Lan has shown."""
    here = situation(app, people, "fulfilled")
    assert say_thanks(by_link(browser, here), here, photo=photo, public=True, **ticks).location
    assert decide(people.chi_lan.browser, app, here, "show").status_code == 303
    assert state_now(app, here) == "shown"
    return here
