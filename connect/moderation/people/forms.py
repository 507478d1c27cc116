"""What may come in by the pages."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from connect.foundation.forms import Form, LineField, given, options
from connect.moderation.models import LONGEST_NOTE
from connect.moderation.people.models import Verdict
from connect.moderation.people.words import VERDICTS, VERDICTS_WITHOUT_ACCOUNT


class PersonDecisionForm(Form):
    """What is decided of a person, and why: they read it."""

    verdict = RadioField(
        _l("What do you decide?"),
        choices=options(VERDICTS.items()),
        validators=[given(_l("Choose what you decide."))],
    )
    words = LineField(_l("Why?"), most=LONGEST_NOTE)

    def of_no_account(self) -> None:
        """It is decided of somebody who has none."""
        self.verdict.choices = options(VERDICTS_WITHOUT_ACCOUNT.items())

    @property
    def decided(self) -> tuple[Verdict, int | None]:
        """The verdict, and for how many days; None until somebody lifts it."""
        value = self.verdict.data
        if value in (Verdict.STAYS, Verdict.WARNED):
            return Verdict(value), None
        return Verdict.SUSPENDED, None if value == "lifted" else int(value)


class PersonAnswerForm(Form):
    """What becomes of a decision with which somebody disagrees, and why."""

    outcome = RadioField(
        _l("What do you decide?"),
        choices=options([("take_back", _l("Take it back")), ("uphold", _l("It stays so"))]),
        validators=[given(_l("Choose what you decide."))],
    )
    words = LineField(_l("Why?"), most=LONGEST_NOTE)
