"""What stands on paper: in both languages, whoever prints it."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from connect import consents
from connect.consents import Purpose
from connect.foundation.i18n import FIRST_LANGUAGE, SOURCE_LANGUAGE, speaking
from connect.responders import category_labels

ON_SHEETS = {
    "ask": _l("I need help"),
    "phone": _l("Phone number"),
    "reporter": _l("Asked for by (name)"),
    "their_phone": _l("Their own phone number"),
    "name": _l("Name of who needs help"),
    "what": _l("What is needed, and how much"),
    "people": _l("For how many people?"),
    "urgent": _l("Urgent: today"),
    "where": _l("House number, street, ward"),
    "know": _l("Anything the helper should know"),
    "signed": _l("Name or signature, date"),
    "number": _l("Number of the sheet"),
    "scan": _l("Scan this: a neighbour's phone can send it, too"),
    "call": _l("Questions? Call"),
    "until": _l("Good until"),
    "order": _l("Work order"),
    "for": _l("For"),
    "arrival": _l("Say this at the door"),
    "bring": _l("What to bring"),
    "goes": _l("Who goes"),
    "code": _l("Code of the request"),
    "report": _l("Scan this to say: on the way, delivered, or I cannot come"),
    "arrived": _l("It has arrived: name or signature, time"),
    "throw": _l("Give this sheet back or tear it up afterwards: it has a name and a door on it."),
    "no_call": _l("Please do not call: knock at the door."),
}


class Both(NamedTuple):
    """A text in the first language and in English."""

    first: str
    second: str


def sheet_words() -> dict[str, Both]:
    """All that stands on sheets, by name."""
    said = []
    for language in (FIRST_LANGUAGE, SOURCE_LANGUAGE):
        with speaking(language):
            said.append([str(text) for text in ON_SHEETS.values()])
    return dict(zip(ON_SHEETS, map(Both, *said), strict=True))


def kinds_on_sheets() -> list[tuple[int, Both]]:
    """The kinds of help with the numbers by which they are typed."""
    return [(one.id, Both(one.name_vi, one.name_en)) for one in category_labels().values()]


def agreed_on_sheets() -> list[Both]:
    """What is agreed to by signing and by ticking, in the words whose version is kept."""
    return [
        Both(consents.wording(purpose, FIRST_LANGUAGE), consents.wording(purpose, SOURCE_LANGUAGE))
        for purpose in (Purpose.HELP, Purpose.PHONE)
    ]
