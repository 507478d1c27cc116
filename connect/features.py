"""The explicit list of rooms: what each brings to the app. Nothing is found by scanning."""

from flask import Blueprint, Flask

from connect import conversations, help_requests, notifications, responders
from connect.accounts import Holdings, hold
from connect.accounts.api import blp as accounts_api
from connect.accounts.views import bp as accounts_pages
from connect.cli import commands
from connect.conversations.api import blp as messages_api
from connect.conversations.page_part import conversation
from connect.conversations.views import bp as messages_pages
from connect.foundation.api_docs import bp as api_docs
from connect.foundation.rest import api
from connect.foundation.web import watch_queue
from connect.geo.api import blp as places_api
from connect.help_requests.actions import bp as help_request_actions
from connect.help_requests.api import blp as help_requests_api
from connect.help_requests.views import bp as help_requests_pages
from connect.home.views import bp as home_pages
from connect.notifications.api import blp as notifications_api
from connect.notifications.views import bp as notifications_pages
from connect.responders.api import blp as responders_api
from connect.responders.views import bp as responders_pages

PAGES: tuple[Blueprint, ...] = (
    home_pages,
    accounts_pages,
    responders_pages,
    help_requests_pages,
    help_request_actions,
    notifications_pages,
    messages_pages,
    api_docs,
)
APIS = (
    places_api,
    accounts_api,
    responders_api,
    help_requests_api,
    messages_api,
    notifications_api,
)
# What a room puts on a page of a room below it: the page's template calls it by this name.
PAGE_PARTS = {"conversation": conversation}


# In the order of erasing: what someone wrote goes while it is still known whose requests they are,
# and who carries a case hands it back before its profile goes.
HOLDINGS = (
    Holdings("messages", conversations.take_away, conversations.erase),
    Holdings("requests", help_requests.take_away, help_requests.erase),
    Holdings("responders", responders.take_away, responders.erase),
    Holdings("notices", notifications.take_away, notifications.erase),
)


def add_features(app: Flask) -> None:
    """Registers pages, parts of pages, API, commands and holdings of every room."""
    for holdings in HOLDINGS:
        hold(holdings)
    watch_queue(app, "deliveries", notifications.oldest_due_s)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    for blueprint in APIS:
        api.register_blueprint(blueprint)
    app.jinja_env.globals.update(PAGE_PARTS)
    for command in commands.COMMANDS:
        app.cli.add_command(command)
