"""The app, assembled: the foundation first, then the rooms."""

from flask import Flask

from connect.accounts.login import init_login
from connect.channels import init_channels
from connect.cli.commands import init_commands
from connect.features import add_features
from connect.foundation.compression import init_compression
from connect.foundation.config import ROOT, Settings, read_settings
from connect.foundation.database import init_database
from connect.foundation.i18n import init_i18n
from connect.foundation.logs import DiscreetFlask, init_logs
from connect.foundation.page_texts import Pages
from connect.foundation.pages import init_pages
from connect.foundation.rest import init_api
from connect.foundation.web import init_web


def create_app(settings: Settings | None = None) -> Flask:
    """A ready app. Raises `SettingsError` for settings that cannot be meant."""
    settings = settings or read_settings()
    app = DiscreetFlask(
        "connect",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings.var),
    )
    app.jinja_environment = Pages
    app.secret_key = settings.secret_key
    app.config["CONNECT"] = settings
    init_logs(app, settings.secret_key)
    init_commands(app)
    init_database(app, settings)
    init_i18n(app)
    init_pages(app)
    init_channels(app, settings)
    init_compression(app)
    init_web(app, settings)
    init_login(app)
    init_api(app)
    add_features(app)
    return app
