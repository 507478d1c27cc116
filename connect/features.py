"""The explicit list of rooms: what each brings to the app. Nothing is found by scanning."""

from flask import Blueprint, Flask

from connect import help_requests, responders
from connect.accounts import Holdings, hold
from connect.accounts.api import blp as accounts_api
from connect.accounts.views import bp as accounts_pages
from connect.cli import commands
from connect.foundation.api_docs import bp as api_docs
from connect.foundation.rest import api
from connect.geo.api import blp as places_api
from connect.help_requests.actions import bp as help_request_actions
from connect.help_requests.api import blp as help_requests_api
from connect.help_requests.views import bp as help_requests_pages
from connect.home.views import bp as home_pages
from connect.responders.api import blp as responders_api
from connect.responders.views import bp as responders_pages

PAGES: tuple[Blueprint, ...] = (
    home_pages,
    accounts_pages,
    responders_pages,
    help_requests_pages,
    help_request_actions,
    api_docs,
)
APIS = (places_api, accounts_api, responders_api, help_requests_api)


# In the order of erasing: who carries a case hands it back before its profile goes.
HOLDINGS = (
    Holdings("requests", help_requests.take_away, help_requests.erase),
    Holdings("responders", responders.take_away, responders.erase),
)


def add_features(app: Flask) -> None:
    """Registers pages, API, commands and holdings of every room."""
    for holdings in HOLDINGS:
        hold(holdings)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    for blueprint in APIS:
        api.register_blueprint(blueprint)
    for command in commands.COMMANDS:
        app.cli.add_command(command)
