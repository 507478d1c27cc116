"""For people without smartphones: requests by phone and on paper, and the sheet of who goes."""

from connect.intake.erasure import erase, forget_intake, take_away
from connect.intake.models import Intake
from connect.intake.queries import intake_of as taken_down

__all__ = ["Intake", "erase", "forget_intake", "take_away", "taken_down"]
