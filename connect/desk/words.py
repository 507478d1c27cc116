"""The desk in the words that people read."""

from flask_babel import lazy_gettext as _l

from connect.desk.acts import Act
from connect.desk.queue import Tab

TABS = {
    Tab.MINE: _l("Mine"),
    Tab.NOBODYS: _l("Nobody's"),
    Tab.ALL: _l("All who wait"),
    Tab.CALLS: _l("Call again"),
    Tab.GOING: _l("Somebody is going"),
}
DONE = {
    Act.NOTE: _l("The note is kept."),
    Act.CLOSE: _l("The request is closed."),
    Act.REOPEN: _l("The request is open again."),
    Act.ASSIGN: _l("They have been asked. They can say no; then it is here again."),
    Act.HAND_OVER: _l("It is kept whose case this is now."),
    Act.NOT_REACHED: _l("Kept: nobody answered."),
    Act.CALL_AGAIN: _l("Kept. The case comes to the top then."),
    Act.VERIFY: _l("Verified. Everybody sees that it is real."),
    Act.MERGE: _l("The two are one now."),
}
