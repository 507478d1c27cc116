"""Finding suppliers: the signature of a text beside each of its words.

Revision: 0039
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from connect.responders.signatures import SIGNS, mark_of, signature

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")
AT_ONCE = 5_000
FIRST_SLOT_OF_GOODS = 128

TEXT = sa.table(
    "supplier_text",
    sa.column("id", BIG_ID),
    sa.column("responder_id", sa.Uuid()),
    sa.column("text", sa.Text()),
    *(sa.column(name, sa.BigInteger()) for name in SIGNS),
)
POINT = sa.table(
    "supplier_point", sa.column("responder_id", sa.Uuid()), sa.column("slot", sa.Integer())
)


def upgrade() -> None:
    # All bits of it: until a text is signed it may have anything.
    for name in SIGNS:
        column = sa.Column(name, sa.BigInteger(), nullable=False, server_default=sa.text("-1"))
        op.add_column("supplier_text", column)
    for texts in _texts():
        op.get_bind().execute(
            sa.update(TEXT)
            .where(TEXT.c.id == sa.bindparam("text_id"))
            .values({name: sa.bindparam(f"new_{name}") for name in SIGNS}),
            _signed(texts),
        )
    _words_anew(
        *(sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False) for name in SIGNS)
    )


def downgrade() -> None:
    _words_anew()
    for name in SIGNS:
        op.drop_column("supplier_text", name)


def _texts() -> Iterator[list[Any]]:
    asked = sa.select(TEXT.c.id, TEXT.c.responder_id, TEXT.c.text).order_by(TEXT.c.id)
    rows = list(op.get_bind().execute(asked.limit(AT_ONCE)))
    while rows:
        yield rows
        rows = list(op.get_bind().execute(asked.where(TEXT.c.id > rows[-1].id).limit(AT_ONCE)))


def _signed(texts: list[Any]) -> list[dict[str, int]]:
    marks: dict[Any, list[str]] = defaultdict(list)
    for responder_id, slot in op.get_bind().execute(
        sa.select(POINT).where(
            POINT.c.responder_id.in_([row.responder_id for row in texts]),
            POINT.c.slot >= FIRST_SLOT_OF_GOODS,
        )
    ):
        marks[responder_id].append(mark_of(slot // 2))
    signed = []
    for row in texts:
        words = [word[:40] for word in row.text.split()]
        signs = signature([*words, *marks[row.responder_id]])
        new = {f"new_{name}": number for name, number in zip(SIGNS, signs, strict=True)}
        signed.append({"text_id": row.id, **new})
    return signed


def _words_anew(*signs: sa.Column[int]) -> None:
    """The table of words with these columns of their texts, in the order of its key."""
    op.execute("CREATE TEMPORARY TABLE kept_word AS SELECT * FROM supplier_word")
    op.drop_table("supplier_word")
    op.create_table(
        "supplier_word",
        sa.Column("word", WORD, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("cell", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text_id", BIG_ID, autoincrement=False, nullable=False),
        *signs,
        sa.PrimaryKeyConstraint(
            *("word", "is_open", "cell", "text_id", *(column.name for column in signs)),
            name=op.f("pk_supplier_word"),
        ),
        sqlite_with_rowid=False,
    )
    signed = "".join(f", t.{column.name}" for column in signs)
    op.execute(
        f"INSERT INTO supplier_word SELECT w.word, w.is_open, w.cell, w.text_id{signed}"
        " FROM kept_word w JOIN supplier_text t ON t.id = w.text_id ORDER BY 1, 2, 3, 4"
    )
    op.execute("DROP TABLE kept_word")
