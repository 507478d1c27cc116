"""Pages that are open hear that something has changed, without a thread of the web server each."""

from connect.live.feed import Happened
from connect.live.places import listen_to, live_box
from connect.live.tickets import ids_of, sign_ticket

__all__ = ["Happened", "ids_of", "listen_to", "live_box", "sign_ticket"]
