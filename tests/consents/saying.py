"""What tests of the consents ask: what was said."""

import uuid
from typing import Any

import sqlalchemy as sa
from flask import Flask

from connect.consents import Consent
from connect.foundation.database import db


def said(app: Flask, **about: Any) -> list[tuple[str, bool, str, str]]:
    """(purpose, given, channel, language) of each row, oldest first."""
    with app.app_context():
        rows = db.session.scalars(sa.select(Consent).filter_by(**about).order_by(Consent.id))
        return [(one.purpose, one.given, one.channel, one.language) for one in rows]


def rows_of(app: Flask, request_id: uuid.UUID) -> list[Consent]:
    """The rows of one request, oldest first."""
    with app.app_context():
        asked = sa.select(Consent).filter_by(request_id=request_id).order_by(Consent.id)
        return list(db.session.scalars(asked))
