"""What people are told of a decision on them: why, and how to disagree."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import format_date
from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation.clock import HOME_ZONE
from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.help_requests import HelpRequest, tell_requester
from connect.moderation.people.models import PersonDecision, PersonReport, Verdict
from connect.notifications import notify

NO_END_YEAR = 9000


def has_end(until: datetime | None) -> bool:
    """Whether a suspension ends by itself."""
    return until is not None and until.year < NO_END_YEAR


@speaking(FIRST_LANGUAGE)
def decided(account: Account, decision: PersonDecision) -> None:
    """Tells whom it is about: what, why, and where to disagree."""
    why = decision.words.rstrip(".")
    if decision.verdict == Verdict.WARNED:
        text = _("A coordinator warns you: %(why)s.", why=why)
    elif has_end(decision.until) and decision.until is not None:
        day = format_date(decision.until.astimezone(HOME_ZONE).date(), "dd/MM/yyyy")
        text = _("Your account is suspended until %(day)s: %(why)s.", day=day, why=why)
    else:
        text = _("Your account is suspended: %(why)s.", why=why)
    disagree = _("You may ask for help as before. If you disagree, say so under Account.")
    notify(kind="judged", text=f"{text} {disagree}", phone=account.phone, account_id=account.id)


@speaking(FIRST_LANGUAGE)
def warned(request: HelpRequest, words: str) -> None:
    """Warns who asked for help and has no account."""
    why = words.rstrip(".")
    tell_requester("judged", _("A coordinator warns you: %(why)s.", why=why), request)


@speaking(FIRST_LANGUAGE)
def held_back(request: HelpRequest, words: str) -> None:
    """Tells who asked for help and has no account that a coordinator looks first, and why."""
    text = _(
        "A coordinator looks at what you ask for before others see it: %(why)s. "
        "If you disagree, call a hotline.",
        why=words.rstrip("."),
    )
    tell_requester("judged", text, request)


@speaking(FIRST_LANGUAGE)
def answered(reports: Iterable[PersonReport]) -> None:
    """Tells those who reported that somebody has looked; what was found concerns the other."""
    for account_id in {one.by_id for one in reports if one.by_id}:
        notify(
            kind="report_answered",
            text=_("Thank you for what you reported. We have looked into it."),
            phone=None,
            account_id=account_id,
            may_wait=True,
        )


@speaking(FIRST_LANGUAGE)
def lifted(account: Account, words: str) -> None:
    """Tells whose suspension has ended before its time."""
    why = words.rstrip(".")
    text = (
        _("Your account is no longer suspended: %(why)s.", why=why)
        if why
        else _("Your account is no longer suspended.")
    )
    notify(kind="appeal_answered", text=text, phone=account.phone, account_id=account.id)


@speaking(FIRST_LANGUAGE)
def upheld(account: Account, words: str) -> None:
    """Tells who disagreed that it stays as it was decided."""
    text = _("We have looked again, and it stays so: %(why)s.", why=words.rstrip("."))
    notify(kind="appeal_answered", text=text, phone=account.phone, account_id=account.id)


@speaking(FIRST_LANGUAGE)
def taken_back(account: Account, words: str) -> None:
    """Tells who disagreed with a warning that they were right."""
    text = _("We have looked again and take the warning back: %(why)s.", why=words.rstrip("."))
    notify(kind="appeal_answered", text=text, phone=account.phone, account_id=account.id)
