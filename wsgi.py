"""gunicorn enters here."""

import gc
import sys

# What is loaded now stays: to look through it for garbage was a fifth of the start. Frozen, it is
# never looked through again, and forked processes go on sharing it.
gc.disable()

from connect.app import create_app  # noqa: E402  behind the line above
from connect.foundation.setting_checks import SettingsError  # noqa: E402  so is this

try:
    app = create_app()
except SettingsError as error:
    sys.exit(f"Connect does not start: {error}")
gc.freeze()
gc.enable()
