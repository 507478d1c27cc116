"""What people are told of a note: short, and without a word of it."""

from flask import current_app
from flask_babel import gettext as _

from connect.diary.models import Entry
from connect.diary.words import refusal_in_words
from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.help_requests import HelpRequest, headline, tell_requester
from connect.notifications import notify
from connect.responders import category_labels


@speaking(FIRST_LANGUAGE)
def thanked(entry: Entry) -> None:
    """Tells who has helped that they were thanked: where it costs nothing, and not at night."""
    if entry.helper_id is not None:
        what = headline(entry.given, category_labels(), FIRST_LANGUAGE)
        notify(
            kind="thanked",
            text=_("Someone thanks you: %(what)s. Open to read it.", what=what),
            phone=None,
            account_id=entry.helper_id,
            request_id=entry.request_id,
            may_wait=True,
        )


@speaking(FIRST_LANGUAGE)
def shown(entry: Entry, request: HelpRequest) -> None:
    """Tells the author that everybody can read it, and where."""
    base_url: str = current_app.config["CONNECT"].base_url
    text = _("Your thanks are in the diary now: %(link)s", link=f"{base_url}/diary/{entry.id}")
    tell_requester("diary_shown", text, request, may_wait=True)


@speaking(FIRST_LANGUAGE)
def refused(entry: Entry, request: HelpRequest) -> None:
    """Tells the author why it is not shown, or no longer."""
    text = _("Your thanks are not in the diary: %(why)s", why=refusal_in_words(entry.refusal))
    tell_requester("diary_refused", text, request, may_wait=True)
