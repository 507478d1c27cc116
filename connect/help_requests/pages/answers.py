"""The answers of a draft in words: what will be sent, and which step asked for it."""

from typing import NamedTuple

from flask_babel import gettext as _

from connect.consents import Purpose, wording
from connect.foundation.i18n import language
from connect.foundation.phones import show_phone
from connect.geo import Whereabouts, place_by_code, ward_at
from connect.help_requests import words
from connect.help_requests.concerns import stored
from connect.help_requests.pages.forms import AskForm
from connect.help_requests.words import headline
from connect.responders import category_labels


class Answer(NamedTuple):
    """One answer: the field it began with, its question, what was said, the step that asked."""

    field: str
    question: str
    said: list[str]
    step: str


def answers_of(form: AskForm, where: Whereabouts | None) -> list[Answer]:
    """The answers in the order of the steps."""
    return [*_what(form), _where(form, where), *_phone(form)]


def _what(form: AskForm) -> list[Answer]:
    labels = category_labels()
    items = [
        headline(
            [{"category": i.category, "goods": i.goods, "quantity": i.quantity}], labels, language()
        )
        for i in form.details["items"]
    ]
    urgency = next((str(c[1]) for c in form.urgency.iter_choices() if c[2]), "")
    found = [
        Answer("categories", _("What you need"), items, "what"),
        Answer("people", _("For how many people"), [str(form.people.data or "")], "what"),
        Answer("urgency", _("How urgent"), [urgency], "what"),
    ]
    if shop := form.supplier:
        question = _("Who is asked first") if shop.delivers else _("To be fetched at this shop")
        found.append(Answer("supplier_id", question, [shop.name], "what"))
    return found


def _where(form: AskForm, where: Whereabouts | None) -> Answer:
    said = [form.place.data] if form.place.data else []
    if where is not None:
        area = place_by_code(where.code) if where.code else ward_at(where.point)
        if form.lat.data:
            said.append(_("The position of your phone"))
        if area and area.full_name not in said:
            said.append(area.full_name)
    return Answer("place", _("Where"), said, "where")


def _phone(form: AskForm) -> list[Answer]:
    said = [show_phone(form.phone.e164 or form.phone.data or "")]
    shared = form.share_phone.data == "yes"
    said.append(
        wording(Purpose.PHONE)
        if shared
        else _("The helper does not see it: you write to each other on the page.")
    )
    found = [Answer("phone", _("Phone number"), said, "phone")]
    if form.name.data:
        found.append(Answer("name", _("Your name"), [form.name.data], "phone"))
    if form.concerns.data:
        home = words.concerns_in_words(stored(form.concerns.data))
        found.append(Answer("concerns", _("Who is at home"), home, "phone"))
    if form.description.data:
        told = form.description.data.split("\n")
        found.append(Answer("description", _("What the helper should know"), told, "phone"))
    return found
