"""The desk in the words that people read."""

from flask_babel import lazy_gettext as _l

from connect.desk.acts import Act
from connect.desk.queue import Tab
from connect.desk.supply import Standing

TABS = {
    Tab.MINE: _l("Mine"),
    Tab.NOBODYS: _l("Nobody's"),
    Tab.ALL: _l("All who wait"),
    Tab.CALLS: _l("Call again"),
    Tab.GOING: _l("Somebody is going"),
    Tab.HELD: _l("Not shown yet"),
}
DONE = {
    Act.NOTE: _l("The note is kept."),
    Act.CLOSE: _l("The request is closed."),
    Act.REOPEN: _l("The request is open again."),
    Act.ASSIGN: _l("They have been asked. They can say no; then it is here again."),
    Act.PROMISED: _l("They go. For who has no smartphone, print the work order now."),
    Act.HAND_OVER: _l("It is kept whose case this is now."),
    Act.NOT_REACHED: _l("Kept: nobody answered."),
    Act.CALL_AGAIN: _l("Kept. The case comes to the top then."),
    Act.VERIFY: _l("Verified. Everybody sees that it is real."),
    Act.MERGE: _l("The two are one now."),
    Act.SHIELD: _l("Kept. Who is asked for it has changed with it."),
    Act.VOUCH: _l("Kept: you vouch for them."),
    Act.VOUCH_NO_MORE: _l("Nobody vouches for them any more."),
}
STANDINGS = {
    Standing.NONE: _l("Nobody could come"),
    Standing.SHORT: _l("Too few"),
    Standing.ENOUGH: _l("Enough"),
}
