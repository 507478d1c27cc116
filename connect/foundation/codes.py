"""What a code is typed for: five tries, ten minutes. Each room keeps its own."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.clock import utcnow
from connect.foundation.database import AnyRow, Model, db, table_of

CODE_TRIES = 5
CODE_LIFE = timedelta(minutes=10)


class Tried(Model):
    """What may be tried a few times, for a while."""

    __abstract__ = True

    tries_left: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    @property
    def can_be_typed(self) -> bool:
        """Whether it is still worth the typing."""
        return self.expires_at > utcnow() and self.tries_left > 0


class SentCode(Tried):
    """What is kept of six digits on their way to somebody: their hash, never the digits."""

    __abstract__ = True

    code_hash: Mapped[str] = mapped_column(sa.String(64))


def spend_try(kind: type[Tried], *whose: sa.ColumnElement[bool]) -> AnyRow | None:
    """The row of what can still be tried, for one try; None where there is none.

    Compare the code behind it, in the same transaction: one that is undone for a wrong code would
    give the try back.
    """
    codes = table_of(kind)
    return db.session.execute(
        sa.update(codes)
        .where(*whose, codes.c.tries_left > 0, codes.c.expires_at > utcnow())
        .values(tries_left=codes.c.tries_left - 1)
        .returning(*codes.c)
    ).one_or_none()
