"""Fixtures: one app on the chosen database, empty before each test; a client for each person."""

import gc
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskCliRunner
from flask_migrate import upgrade
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import FileWrapper

from connect.app import create_app
from connect.foundation import security
from connect.foundation.config import Settings, read_settings
from connect.foundation.database import db
from connect.foundation.web import limiter
from connect.notifications import preferences
from tests.cluster import throwaway_cluster
from tests.emptying import Emptying
from tests.people import People
from tests.web import Browser, browser_of

KEPT_TABLES = {"category", "alembic_version"}
IS_QUIET = preferences.is_quiet


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgis"), default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    place = _places(list(dict.fromkeys(item.path for item in items)))
    items.sort(key=lambda item: (not _asks_for_plans(item), place[item.path]))
    if config.getoption("--database") == "postgis":
        # To what no fixture tells the database, both are one: it runs with SQLite, the default.
        alike = {item for item in items if "on_postgis" not in getattr(item, "fixturenames", ())}
        config.hook.pytest_deselected(items=list(alike))
        items[:] = [item for item in items if item not in alike]


def pytest_collection_finish() -> None:
    """Garbage is looked for less often, and never in what lasts as long as the run.

    That was a fifth of the work.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _asks_for_plans(item: pytest.Item) -> bool:
    """Such files come first: PostgreSQL would plan by what others had in its tables."""
    named = vars(getattr(item, "module", None) or object).values()
    return any(getattr(one, "__module__", "") == "tests.plans" for one in named)


def _places(files: list[Path]) -> dict[Path, float]:
    """Where in a run a file has its turn, from 0 to 1.

    Journeys, which mostly wait, are spread among the rest, which mostly works; the long files of
    this folder come before those of the rooms.
    """
    here = Path(__file__).parent
    journeys = [file for file in files if file.parent.name == "browser"]
    rest = sorted((file for file in files if file not in journeys), key=lambda f: f.parent != here)
    return {file: n / len(some) for some in (journeys, rest) for n, file in enumerate(some)}


@pytest.fixture(scope="session")
def on_postgis(request: pytest.FixtureRequest) -> bool:
    """Whether this run is the one on PostGIS."""
    return bool(request.config.getoption("--database") == "postgis")


@pytest.fixture(scope="session")
def database_url(on_postgis: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of the chosen kind."""
    if on_postgis:
        with throwaway_cluster() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path_factory.mktemp('db') / 'connect.db'}"


@pytest.fixture(scope="session")
def settings(database_url: str) -> Iterator[Settings]:
    """The settings of the suite: a development set-up without limits."""
    with tempfile.TemporaryDirectory(prefix="connect-test-") as var:
        yield read_settings(
            {
                "CONNECT_DATABASE_URL": database_url,
                "CONNECT_VAR": var,
                "CONNECT_SECRET_KEY": "a key for tests and nothing else at all",
                "CONNECT_LIMITS": "off",
                "CONNECT_BASE_URL": "http://localhost",
                "CONNECT_LIVE_URL": "off",
                "PATH": os.environ.get("PATH", ""),
            }
        )


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 with the least work that it allows: it is slow on purpose, and asked very often."""
    with pytest.MonkeyPatch.context() as patch:
        least = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(security, "_hasher", least)
        yield


@pytest.fixture(scope="session", autouse=True)
def by_day() -> Iterator[None]:
    """Nobody sleeps, whenever the tests run; those of the night ask for the fixture `nights`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preferences, "is_quiet", lambda *_hours: False)
        yield


@pytest.fixture
def nights(monkeypatch: pytest.MonkeyPatch) -> None:
    """People sleep in their quiet hours, as outside of tests."""
    monkeypatch.setattr(preferences, "is_quiet", IS_QUIET)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that say how long ago something was say the same all through a test."""
    monkeypatch.setattr("connect.foundation.i18n.utcnow", lambda: datetime(2031, 5, 1, tzinfo=UTC))


@pytest.fixture(scope="session")
def shared_app(settings: Settings) -> Iterator[Flask]:
    """One migrated app for the whole run."""
    app = create_app(settings)
    app.testing = True
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def migrated_file(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated embedded database that holds nothing, to be copied: that takes no second each."""
    file = tmp_path_factory.mktemp("migrated") / "connect.db"
    app = create_app(replace(settings, database_url=f"sqlite:///{file}"))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return file


@pytest.fixture(scope="session")
def empty_database() -> Emptying:
    """What deletes all rows that a test may have made."""
    tables = reversed(db.metadata.sorted_tables)
    return Emptying([one for one in tables if one.name not in KEPT_TABLES])


@pytest.fixture(scope="session")
def clean(shared_app: Flask, settings: Settings, empty_database: Emptying) -> Callable[[], None]:
    """Empties the database and the outbox; every test ends with it."""

    def empty() -> None:
        with shared_app.app_context():
            db.session.remove()
            empty_database(db.engine)
        (settings.var / "outbox.jsonl").unlink(missing_ok=True)

    return empty


@pytest.fixture
def app(shared_app: Flask, clean: Callable[[], None]) -> Iterator[Flask]:
    """The app with an empty database and an empty outbox."""
    yield shared_app
    clean()


@pytest.fixture
def another_app(settings: Settings) -> Iterator[Callable[..., Flask]]:
    """Makes apps with other settings, and puts away what they leave behind."""
    made: list[Flask] = []

    def make(**changes: Any) -> Flask:
        made.append(create_app(replace(settings, **changes)))
        return made[-1]

    yield make
    for one in made:
        with one.app_context():
            db.session.remove()
            db.engine.dispose()
    if made and limiter.enabled:  # every app shares it, and the others have no limits
        limiter.reset()
        limiter.enabled = False


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """The app with its context pushed, for tests that call services."""
    with app.test_request_context():
        yield app
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> Browser:
    """A stranger's browser; it checks every page that it gets."""
    return browser_of(app)


@pytest.fixture
def cli(app: Flask) -> FlaskCliRunner:
    """The command line."""
    return app.test_cli_runner()


@pytest.fixture
def people(app: Flask) -> People:
    """Named people with accounts, made when first spoken of."""
    return People(app)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data beside the project; tests that need it skip where it is absent."""
    folder = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder of real data is not here")
    return folder


class Silent(WSGIRequestHandler):
    """Answers without a line for each call."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""

    def make_environ(self) -> dict[str, Any]:
        """Files are read and closed before they are sent.

        Werkzeug forgets to close one when the browser hangs up, and an open file fails a test."""
        return {**super().make_environ(), "wsgi.file_wrapper": _whole}


def _whole(file: IO[bytes], size: int) -> FileWrapper:
    with file:
        return FileWrapper(BytesIO(file.read()), size)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the app is served, as long as the test lasts."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    # It looks every hundredth of a second whether it is to stop: by itself, twice a second.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def seen_on_sqlite(on_postgis: bool) -> None:
    """What no database changes is looked at once, and the two runs share the work."""
    if on_postgis:
        pytest.skip("seen on SQLite")


@pytest.fixture
def seen_on_postgis(on_postgis: bool) -> None:
    """As `seen_on_sqlite`, the other half."""
    if not on_postgis:
        pytest.skip("seen on PostGIS")
