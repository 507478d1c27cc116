"""Larger bodies than elsewhere, at single addresses: for files. Words stay short."""

from flask import Flask, request


def take_larger(app: Flask, endpoint: str, most_bytes: int) -> None:
    """Lets bodies of so many bytes come in at one endpoint."""

    def let_in() -> None:
        if request.endpoint == endpoint:
            request.max_content_length = most_bytes

    # Before anybody reads the form, as the look at its token does.
    app.before_request_funcs.setdefault(None, []).insert(0, let_in)
