"""The words of a text as rows, on both databases."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class _Words(GenericFunction[str]):
    type = sa.Text()
    name = "_words"
    inherit_cache = True


def words_of(text: sa.ColumnElement[str]) -> sa.TableValuedAlias:
    """A row for each word of a folded text (`text.fold`), again where it stands there again.

    Its column is `value`. Join it to the table that the text is of.
    """
    return _Words(sa.func.trim(text)).table_valued("value", name="value")


@compiles(_Words, "sqlite")
def _by_json(element: _Words, compiler: SQLCompiler, **kwargs: Any) -> str:
    text = compiler.process(element.clauses, **kwargs)
    # What is folded has nothing that JSON would have to escape.
    return f"""json_each('["' || replace({text}, ' ', '","') || '"]')"""


@compiles(_Words, "postgresql")
def _by_array(element: _Words, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"unnest(string_to_array({compiler.process(element.clauses, **kwargs)}, ' '))"
