"""What every connection to PostgreSQL is told, and when one is asked whether it still lives."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation import database
from connect.foundation.database import db, reading, transaction


@pytest.fixture
def on_a_server(on_postgis: bool) -> None:
    if not on_postgis:
        pytest.skip("of PostgreSQL only")


@pytest.mark.usefixtures("on_a_server")
def test_no_read_starts_helpers(context: Flask) -> None:
    setting = sa.text("SHOW max_parallel_workers_per_gather")
    assert db.session.scalar(setting) == "0"
    with reading() as connection:
        assert connection.execute(setting).scalar() == "0"


@pytest.mark.usefixtures("on_a_server")
def test_a_connection_that_died_while_idle_is_replaced(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a restart of the server: nobody sees an error."""
    with app.app_context():
        db.engine.dispose()  # so that there is one connection
        other = sa.create_engine(db.engine.url, poolclass=sa.NullPool)
        with reading() as connection:
            pid = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar()
        with other.connect() as killer:
            killer.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        monkeypatch.setattr(database, "IDLE_S", 0.0)
        with reading() as connection:
            assert connection.execute(sa.text("SELECT pg_backend_pid()")).scalar() != pid


@pytest.mark.usefixtures("on_a_server")
def test_a_session_whose_connection_died_works_again_after_one_error(app: Flask) -> None:
    """As for the worker, whose session is as old as its round."""
    with app.app_context():
        other = sa.create_engine(db.engine.url, poolclass=sa.NullPool)
        pid = db.session.scalar(sa.text("SELECT pg_backend_pid()"))
        with other.connect() as killer:
            killer.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        with pytest.raises(sa.exc.OperationalError), transaction():
            pass
        with transaction():
            assert db.session.scalar(sa.text("SELECT pg_backend_pid()")) != pid


@pytest.mark.usefixtures("on_a_server")
def test_what_a_page_read_leaves_the_plans_of_its_statements(app: Flask) -> None:
    """A rollback would have PostgreSQL's driver forget them all."""
    with app.app_context():
        db.engine.dispose()  # so that there is one connection
    for _page in range(8):  # the driver prepares what it has met five times
        with app.app_context():
            assert db.session.scalar(sa.text("SELECT 20 + :few"), {"few": 3}) == 23
    with app.app_context(), reading() as connection:
        prepared = sa.text(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement ~ 'SELECT 20'"
        )
        assert connection.execute(prepared).scalar() == 1
