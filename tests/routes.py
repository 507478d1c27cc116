"""The app's routes as lines of text. `python -m tests.routes` prints them for `routes.txt`."""

import os
import sys
import tempfile

from flask import Flask

from connect.app import create_app
from connect.foundation.config import read_settings

UNTOLD = {"HEAD", "OPTIONS"}


def route_lines(app: Flask) -> list[str]:
    """`METHOD /path/<converter:name>`, one line a method, sorted by path."""
    return sorted(
        (
            f"{method} {rule.rule}"
            for rule in app.url_map.iter_rules()
            for method in (rule.methods or set()) - UNTOLD
        ),
        key=lambda line: (line.split(" ")[1], line),
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as var:
        made = create_app(read_settings({**os.environ, "CONNECT_VAR": var}))
        sys.stdout.write("\n".join(route_lines(made)) + "\n")
