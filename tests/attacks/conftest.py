"""The attacks: each is tried once, on SQLite, unless the database is what is attacked."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def tried_on_sqlite(on_postgis: bool) -> None:
    """What no database changes is tried once, and nothing is made ready for it elsewhere."""
    if on_postgis:
        pytest.skip("tried on SQLite")
