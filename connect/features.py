"""The explicit list of rooms: what each brings to the app. Nothing is found by scanning."""

from flask import Flask

from connect.accounts import login
from connect.accounts.api import blp as accounts_api
from connect.cli import commands
from connect.foundation.rest import api
from connect.geo.api import blp as places_api
from connect.help_requests.api import blp as help_requests_api
from connect.responders.api import blp as responders_api

PAGES = ()
APIS = (places_api, accounts_api, responders_api, help_requests_api)


def add_features(app: Flask) -> None:
    """Registers pages, API and commands of every room."""
    app.context_processor(login.context)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    for blueprint in APIS:
        api.register_blueprint(blueprint)
    for command in commands.COMMANDS:
        app.cli.add_command(command)
