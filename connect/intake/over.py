"""What whoever holds a sheet reads when it opens nothing: one plain page, whatever the reason."""

from flask import make_response, render_template
from werkzeug.wrappers import Response


def over_page(status: int) -> Response:
    """The sheet is not known, is over, or was never scanned here: 404 or 410."""
    return quietly(make_response(render_template("intake/over.html"), status))


def quietly(answer: Response) -> Response:
    """Tells nobody where the reader comes from, and no search engine anything."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
