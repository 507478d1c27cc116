"""What may come in by the pages."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from connect.foundation.forms import Form, LineField, LinesField, given, options
from connect.moderation.models import LONGEST_APPEAL, LONGEST_NOTE
from connect.moderation.words import REASONS, VERDICTS


class ReportForm(Form):
    """What is wrong, and a line about it."""

    reason = RadioField(
        _l("What is wrong?"),
        choices=options(REASONS.items()),
        validators=[given(_l("Choose what is wrong."))],
    )
    note = LineField(_l("What else should we know?"), most=LONGEST_NOTE)


class DecisionForm(Form):
    """What is decided, and why: who asked reads it."""

    verdict = RadioField(
        _l("What do you decide?"),
        choices=options(VERDICTS.items()),
        validators=[given(_l("Choose what you decide."))],
    )
    words = LineField(_l("Why?"), most=LONGEST_NOTE)


class AppealForm(Form):
    """Why somebody disagrees."""

    words = LinesField(
        _l("Why do you disagree?"),
        most=LONGEST_APPEAL,
        validators=[given(_l("Say why you disagree."))],
    )


class AnswerForm(Form):
    """What becomes of a request with whose closing somebody disagrees, and why."""

    outcome = RadioField(
        _l("What do you decide?"),
        choices=options([("reopen", _l("Open it again")), ("uphold", _l("It stays closed"))]),
        validators=[given(_l("Choose what you decide."))],
    )
    words = LineField(_l("Why?"), most=LONGEST_NOTE)
