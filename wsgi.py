"""gunicorn enters here."""

import sys

from connect.app import create_app
from connect.foundation.config import SettingsError

try:
    app = create_app()
except SettingsError as error:
    sys.exit(f"Connect does not start: {error}")
