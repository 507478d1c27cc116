"""Finding suppliers: a mark of each category among the words of a text.

Revision: 0041
"""

import sqlalchemy as sa
from alembic import op

from connect.responders.signatures import SIGNS, mark_of, signature

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

OF_A_CATEGORY = "SELECT responder_id FROM responder_category WHERE category_id = :category"


def upgrade() -> None:
    marked = ", ".join(f"{name} = {name} | :{name}" for name in SIGNS)
    for category in _categories():
        signs = dict(zip(SIGNS, signature([mark_of(category)]), strict=True))
        op.get_bind().execute(
            sa.text(
                f"UPDATE supplier_text SET text = text || :mark, {marked}"
                f" WHERE responder_id IN ({OF_A_CATEGORY})"
            ),
            {"category": category, "mark": f"{mark_of(category)} ", **signs},
        )
    _words_anew()


def downgrade() -> None:
    op.execute("DELETE FROM supplier_word WHERE word BETWEEN '#' AND '#:'")
    for category in _categories():
        op.get_bind().execute(
            sa.text("UPDATE supplier_text SET text = replace(text, :mark, ' ')"),
            {"mark": f" {mark_of(category)} "},
        )


def _categories() -> list[int]:
    return list(op.get_bind().scalars(sa.text("SELECT id FROM category ORDER BY id")))


def _words_anew() -> None:
    """Each word with the new signature of its text, and the marks; in the order of the key."""
    op.execute("CREATE TEMPORARY TABLE kept_word AS SELECT word, text_id FROM supplier_word")
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DELETE FROM supplier_word" if on_sqlite else "TRUNCATE supplier_word")
    op.execute(
        "INSERT INTO supplier_word (word, is_open, cell, text_id, sign_one, sign_two, sign_three)"
        " SELECT w.word, t.is_open, t.cell, t.id, t.sign_one, t.sign_two, t.sign_three"
        " FROM (SELECT word, text_id FROM kept_word UNION ALL"
        " SELECT '#' || c.category_id, t.id FROM supplier_text t"
        " JOIN responder_category c ON c.responder_id = t.responder_id) w"
        " JOIN supplier_text t ON t.id = w.text_id ORDER BY 1, 2, 3, 4"
    )
    op.execute("DROP TABLE kept_word")
