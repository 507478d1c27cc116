"""gunicorn enters here."""

from connect.app import create_app

app = create_app()
