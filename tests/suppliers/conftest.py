"""The same shop twice, from a file."""

import uuid

import pytest
from flask import Flask

from connect.responders import GoodDetails
from tests.suppliers.merging import NEXT_DOOR
from tests.suppliers.shops import LANDLINE, listed


@pytest.fixture
def twins(app: Flask) -> tuple[uuid.UUID, uuid.UUID]:
    """One pharmacy under two spellings, 56 metres apart."""
    rice = (GoodDetails(name="Khẩu trang"), GoodDetails(name="Nhiệt kế", stock="low"))
    return listed(app), listed(
        app, "way/7", name="NT Long Chau 12", point=NEXT_DOOR, goods=rice, phone=LANDLINE
    )
