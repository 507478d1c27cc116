"""What is told, and what has become of it."""

from connect import channels
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.notifications import notify
from connect.notifications.models import Delivery

PHONE, OTHER = "+84912345671", "+84912345672"


def tell(*texts: str, to: str = PHONE) -> None:
    with transaction():
        for text in texts:
            notify(kind="test", text=text, phone=to)
            db.session.flush()


def deliveries() -> list[Delivery]:
    db.session.expire_all()
    return list(db.session.query(Delivery).order_by(Delivery.id))


def bodies(to: str | None = None) -> list[str]:
    """What was said, without the link below it that unsubscribes."""
    return [message["body"].partition("\n")[0] for message in channels.sent(to=to)]


def make_due() -> None:
    with transaction():
        db.session.query(Delivery).update({"due_at": utcnow(), "leased_until": None})
