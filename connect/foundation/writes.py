"""Nothing reaches the database but inside `transaction()`: elsewhere a read's end would save it."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, scoped_session

WRITING = "writing"  # in the session's `info` while a transaction is under way


def check_may_write(session: Session | scoped_session[Any]) -> None:
    """Raises `RuntimeError` outside of `transaction()`."""
    if not session.info.get(WRITING):
        raise RuntimeError("a write outside of transaction()")


def guard(session: scoped_session[Any]) -> None:
    """Has the session refuse what it is given to write outside of `transaction()`."""
    event.listen(session, "before_flush", _before_flush)
    event.listen(session, "do_orm_execute", _before_statement)


def _before_flush(session: Session, *_how: object) -> None:
    check_may_write(session)


def _before_statement(asked: ORMExecuteState) -> None:
    if asked.is_insert or asked.is_update or asked.is_delete:
        check_may_write(asked.session)
