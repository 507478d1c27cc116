"""The states of a note and the reasons against it, in the words that people read."""

from flask_babel import lazy_gettext as _l

from connect.diary.states import Refusal, State

STATES = {
    State.PRIVATE: _l("Only your helper reads it"),
    State.WAITING: _l("Waiting: a coordinator reads it first"),
    State.SHOWN: _l("In the diary: everybody can read it"),
    State.REFUSED: _l("Not in the diary"),
}
# The shape of a state's chip: never colour alone.
SHAPES = {
    State.PRIVATE: "plain",
    State.WAITING: "open",
    State.SHOWN: "helped",
    State.REFUSED: "closed",
}
REFUSALS = {
    Refusal.TELLS_WHO_OR_WHERE: _l("It tells who somebody is or where they live."),
    Refusal.PICTURE: _l("The picture shows a face, a door or papers."),
    Refusal.OBJECTION: _l("Who is thanked does not want it to be public."),
    Refusal.UNKIND: _l("It may hurt somebody."),
    Refusal.OTHER: _l("It does not fit into the diary."),
}


def refusal_in_words(refusal: str | None) -> str:
    """Why a note is not shown."""
    return str(REFUSALS[Refusal(refusal or Refusal.OTHER)])
