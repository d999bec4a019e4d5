"""The web application. Run as a program, it serves all of wordcount in one process (serve.py)."""

import logging
from collections.abc import MutableMapping
from typing import Any

from flask import Flask, Request, Response
from flask.json.provider import DefaultJSONProvider
from flask.sessions import SessionInterface
from flask.templating import Environment
from werkzeug.middleware.proxy_fix import ProxyFix

import commands
import db
import serve
import settings
from models import in_utc, rfc3339
from views import (
    alerts,
    changes,
    cloud,
    collocates,
    compare,
    contexts,
    corpora,
    counters,
    deletions,
    feed,
    front,
    health,
    pages,
    phrases,
    recounts,
    results,
    robots,
    search,
    style,
    terms,
    text,
    vocabulary,
    watches,
    words,
)
from web import (
    addresses,
    dictionary,
    errors,
    formats,
    language_names,
    languages,
    limits,
    localization,
    metrics,
    origin,
    refusal,
    requestlog,
    slashes,
    view_options,
)
from web.corpora import addresses as corpus_addresses
from web.deletion import may_delete
from web.query import CleanRequest
from web.word_table import cells
from wordcount.analysis.reading_time import minutes

VIEWS = (
    front,
    results,
    recounts,
    deletions,
    words,
    cloud,
    phrases,
    contexts,
    text,
    terms,
    collocates,
    counters,
    vocabulary,
    pages,
    feed,
    watches,
    alerts,
    changes,
    compare,
    search,
    style,
    *corpora.VIEWS,
    health,
)

logger = logging.getLogger(__name__)

# Stylesheet, icon, script and the script's requests: all that a page needs comes from this server.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Templates(Environment):
    """Jinja's environment with its globals in one dict: a chain of two costs 0.3 ms a page.

    This works because create_app adds all globals before the first template is loaded.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class NoSession(SessionInterface):
    """Disables Flask's session: no view uses it, and each request would read its cookie."""

    def open_session(self, app: Flask, request: Request) -> None:
        return None


def create_app(config: settings.Config | None = None, connections: int = db.CONNECTIONS) -> Flask:
    """Create the application for `config`, by default that of this process's environment.

    It opens at most `connections` to the database, and none yet. Raises settings.SettingsError.
    """
    config = config or settings.current()
    app = Flask(__name__)
    app.jinja_environment = Templates
    app.request_class = CleanRequest
    app.config.from_object(config)
    app.session_interface = NoSession()
    assert isinstance(app.json, DefaultJSONProvider)
    app.json.sort_keys = False  # words stay in their order
    app.json.ensure_ascii = False
    app.add_template_filter(in_utc)
    app.add_template_filter(rfc3339)
    app.add_template_filter(minutes, "minutes_in")
    app.add_template_filter(cells)
    app.add_template_global(may_delete)
    if "*" in config.HOSTS:
        logger.warning("HOSTS is not set, so every host name is served: see docs/DEPLOY.md")
    db.configure(config, connections)
    formats.register(app)
    languages.register(app)
    localization.register(app)
    language_names.register(app)
    errors.register(app)
    limits.register(app)
    metrics.register(app)
    refusal.register(app)
    requestlog.register(app)
    view_options.register(app)
    slashes.register(app)
    dictionary.register(app)
    commands.register(app)
    origin.register(app)
    corpus_addresses.register(app)
    addresses.register(app)
    for view in VIEWS:
        app.register_blueprint(view.blueprint)
    robots.register(app)
    app.after_request(add_security_headers)
    app.teardown_request(lambda error: db.release())
    if config.TRUSTED_PROXIES:
        proxied = ProxyFix(app.wsgi_app, x_for=config.TRUSTED_PROXIES, x_proto=1)
        app.wsgi_app = proxied  # type: ignore[method-assign]  # as Flask documents it
    return app


def add_security_headers(response: Response) -> Response:
    response.headers.extend(SECURITY_HEADERS)
    return response


if __name__ == "__main__":
    serve.main(create_app)
