"""What is said of people."""

from flask_babel import lazy_gettext as _l

from connect.moderation.people.models import Met, Verdict

# Of whom one does not want to meet, in a list of one's own.
WHO = {
    Met.HELPER: _l("Who went for your request"),
    Met.REQUESTER: _l("Who asked for help"),
    Met.GIVER: _l("Who gives something"),
    Met.TAKER: _l("Who wanted something of yours"),
    Met.SHOP: _l("Whose shop or group it is"),
    Met.MEMBER: _l("A member of a group of yours"),
    Met.LOOKED: _l("Who has seen your number"),
}
# And to coordinators: what the one who reports is to the other.
SAYS = {
    Met.HELPER: _l("says who asked for help, of who went"),
    Met.REQUESTER: _l("says a volunteer, of who asked for help"),
    Met.GIVER: _l("says who takes, of who gives"),
    Met.TAKER: _l("says who gives, of who takes"),
    Met.SHOP: _l("says somebody, of who looks after a shop or a group"),
    Met.MEMBER: _l("says a member of the same group"),
    Met.LOOKED: _l("says who asked for help, of who saw their number"),
}
VERDICTS = {
    Verdict.STAYS: _l("Nothing is wrong, or it is settled"),
    Verdict.WARNED: _l("Warn them"),
    "7": _l("Suspend them for 7 days"),
    "30": _l("Suspend them for 30 days"),
    "lifted": _l("Suspend them until somebody lifts it"),
}
# Of who has no account, and can only ask for help.
VERDICTS_WITHOUT_ACCOUNT = {
    Verdict.STAYS: _l("Nothing is wrong, or it is settled"),
    Verdict.WARNED: _l("Warn them"),
    "7": _l("Hold back what they ask for, for 7 days"),
    "30": _l("Hold back what they ask for, for 30 days"),
    "lifted": _l("Hold back what they ask for until somebody lifts it"),
}
# The same, to those who decide.
DECIDED = {Verdict.WARNED: _l("Warned"), Verdict.SUSPENDED: _l("Suspended")}
TOLD = {
    Verdict.WARNED: _l("You were warned"),
    Verdict.SUSPENDED: _l("Your account is suspended"),
}
