"""The question whether it may cost more than the budget: put, and put anew as amounts change."""

from datetime import timedelta

from flask_babel import gettext as _

from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.errors import TooOften
from connect.help_requests import Assignment, HelpRequest, View
from connect.shopping import access, notices, queries
from connect.shopping.models import Trip
from connect.shopping.states import Answer, must_ask

# Each question may be an SMS.
DAY, QUESTIONS_A_DAY = timedelta(days=1), 5


def ask_about(request: HelpRequest, going: Assignment, trip: Trip, budget: int | None) -> None:
    """Who shops has told another cost, or none. Raises `TooOften` for a sixth question in a day."""
    cost = trip.cost
    if cost is None:
        trip.answer = None
        return
    if budget is None or not must_ask(cost, budget, trip.agreed_up_to):
        trip.answer = _without_question(trip)
        return
    if _asked_enough(request):
        raise TooOften(_("You have asked them five times today. Please call them instead."))
    trip.answer = Answer.ASKED
    notices.costs_more(request, going, cost, budget)
    audit.record(str(going.account_id), "cost_asked", request.id)


def ask_after_change(view: View, going: Assignment, budget: int | None) -> bool:
    """The budget may be another one now. Whether who shops is to be told that it is asked again.

    Who has changed it themselves sees the question on their page, and gets no message. What was
    refused stays so until the budget covers it: then who shops is told that they may buy.
    """
    trip = queries.trip_of(going)
    if trip is None or trip.cost is None:
        return False
    waits = trip.answer in (Answer.ASKED, Answer.REFUSED)
    if budget is None or not must_ask(trip.cost, budget, trip.agreed_up_to):
        trip.answer = _without_question(trip)
        if waits:
            notices.answered(view.request, going, trip.cost, agreed=True)
            audit.record(audit.actor_of(view.account), "cost_agreed", view.request.id)
        return False
    if waits:
        return False
    trip.answer = Answer.ASKED
    if _asked_enough(view.request):
        return False
    if not access.is_own(view):
        notices.costs_more(view.request, going, trip.cost, budget)
    audit.record(audit.actor_of(view.account), "cost_asked", view.request.id)
    return True


def _without_question(trip: Trip) -> Answer | None:
    return Answer.AGREED if trip.agreed_up_to else None


def _asked_enough(request: HelpRequest) -> bool:
    return queries.count_acts(request.id, "cost_asked", utcnow() - DAY) >= QUESTIONS_A_DAY
