"""Tables of the search for suppliers, beside `models.SupplierPoint`: who delivers, and words."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.audit import BIG_ID
from connect.foundation.database import Model

LONGEST_WORD = 40
# By bytes: a word is looked for by how it begins.
WORD = sa.String(LONGEST_WORD).with_variant(sa.String(LONGEST_WORD, collation="C"), "postgresql")


class DeliveryPoint(Model):
    """The points of suppliers that deliver, with how far; slots as in `SupplierPoint`."""

    __tablename__ = "delivery_point"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    responder_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE"), index=True
    )
    slot: Mapped[int] = mapped_column(sa.Integer)
    lat: Mapped[float]
    lon: Mapped[float]
    radius_m: Mapped[float]


class SupplierText(Model):
    """The words of a supplier, folded, with a space around each: name, address, goods it has.

    Behind them stands a mark of each of its categories, which is looked for as a word is.
    `cell` is where it is (`geo.cell_number`), `is_open` as in its slots, `sign_…` the signature of
    its words and goods (`signatures.py`): by default as if it had any.
    """

    __tablename__ = "supplier_text"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    responder_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE"), unique=True
    )
    cell: Mapped[int] = mapped_column(sa.BigInteger)
    is_open: Mapped[bool]
    text: Mapped[str] = mapped_column(sa.Text)
    sign_one: Mapped[int] = mapped_column(sa.BigInteger, server_default="-1")
    sign_two: Mapped[int] = mapped_column(sa.BigInteger, server_default="-1")
    sign_three: Mapped[int] = mapped_column(sa.BigInteger, server_default="-1")


class SupplierWord(Model):
    """Each different word of each text: who has a word, open or shut, in the order of places.

    Beside each word the signature of its text: what else it has is told by this index alone, which
    on PostgreSQL is why the signature is part of the key.
    """

    __tablename__ = "supplier_word"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[str] = mapped_column(WORD, primary_key=True)
    is_open: Mapped[bool] = mapped_column(primary_key=True)
    cell: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    text_id: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=False)
    sign_one: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    sign_two: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    sign_three: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
