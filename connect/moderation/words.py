"""What is said of flags."""

from flask_babel import lazy_gettext as _l

from connect.moderation.models import Reason, Verdict

REASONS = {
    Reason.FRAUD: _l("Somebody asks for money or for a code"),
    Reason.UNTRUE: _l("It is not true"),
    Reason.UNKIND: _l("Somebody is insulted, threatened or pestered"),
    Reason.PRIVATE: _l("It shows what is private"),
    Reason.OTHER: _l("For another reason"),
}
SIDES = {
    "requester": _l("says who asked"),
    "claimant": _l("says who goes"),
    "stranger": _l("says a reader"),
}
VERDICTS = {
    Verdict.CLOSED: _l("Close the request"),
    Verdict.STAYS: _l("Nothing is wrong, or it is settled"),
}
