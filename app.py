"""The web application; run as a program, the whole of wordcount in one process."""

import os
import signal
import socket
import sys

from flask import Flask, Response
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.serving import make_server

import db
import log
import memory
import settings
from background.worker import CONNECTIONS, Worker
from embedded_postgres import hold
from models import in_utc, rfc3339
from views import (
    changes,
    cloud,
    compare,
    contexts,
    errors,
    feed,
    front,
    health,
    limits,
    metrics,
    pages,
    phrases,
    requestlog,
    results,
    search,
    vocabulary,
    watches,
    words,
)
from wordcount.reading_time import minutes

VIEWS = (
    front,
    results,
    words,
    cloud,
    phrases,
    contexts,
    vocabulary,
    pages,
    feed,
    watches,
    changes,
    compare,
    search,
    health,
)

# All a page needs comes from this server: its stylesheet, its icon, its script and what that asks.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(config: settings.Config | None = None, connections: int = db.CONNECTIONS) -> Flask:
    """The application for `config`, by default that of this process's environment.

    It opens at most that many connections. Raises settings.SettingsError, db.StartError.
    """
    config = config or settings.current()
    app = Flask(__name__)
    app.config.from_object(config)
    assert isinstance(app.json, DefaultJSONProvider)
    app.json.sort_keys = False  # words come in their order
    app.json.ensure_ascii = False
    app.add_template_filter(in_utc)
    app.add_template_filter(rfc3339)
    app.add_template_filter(minutes, "minutes_in")
    db.configure(config, connections)
    for view in VIEWS:
        app.register_blueprint(view.blueprint)
    errors.register(app)
    limits.register(app)
    metrics.register(app)
    requestlog.register(app)
    app.after_request(add_security_headers)
    app.teardown_request(lambda error: db.release())
    if config.TRUSTED_PROXIES:
        proxied = ProxyFix(app.wsgi_app, x_for=config.TRUSTED_PROXIES)
        app.wsgi_app = proxied  # type: ignore[method-assign]  # as Flask documents it
    return app


def add_security_headers(response: Response) -> Response:
    response.headers.extend(SECURITY_HEADERS)
    return response


def listen(host: str, port: int) -> socket.socket:
    """The socket to serve on, taken before anything else is started. Raises StartError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as exc:
        reason = os.strerror(exc.errno) if exc.errno and exc.errno > 0 else exc.strerror
        raise db.StartError(
            f"Cannot listen on {host}:{port}: {reason}. "
            "Stop the program that does, or choose another PORT or HOST."
        ) from exc


def serve(config: settings.Config) -> None:
    """Start database, migrations, worker and web; serve until KeyboardInterrupt stops it.

    Raises StartError.
    """
    lock = None if config.DATABASE_URL else hold(config.INSTANCE)
    with listen(config.HOST, config.PORT) as listener:
        app = create_app(config, db.CONNECTIONS + CONNECTIONS)
        db.check()
        db.migrate()
        worker = Worker(config.COUNTING_PROCESSES or min(2, os.cpu_count() or 1))
        worker.start()
        try:
            server = make_server(config.HOST, config.PORT, app, threaded=True, fd=listener.fileno())
            shown_host = "127.0.0.1" if config.HOST == "0.0.0.0" else config.HOST
            print(f"Open http://{shown_host}:{server.port}/ (Ctrl-C stops it)", flush=True)
            server.serve_forever()
        finally:
            worker.stop()
            if lock:
                lock.release()


def stop_on_signals() -> None:
    """Let SIGTERM and a closed terminal do what Ctrl-C does: raise KeyboardInterrupt."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)


def main() -> None:
    stop_on_signals()
    memory.return_large_blocks()
    try:
        config = settings.current()
        log.configure(config.LOG_AS_JSON)
        serve(config)
    except (settings.SettingsError, db.StartError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        print("Stopped.")


if __name__ == "__main__":
    main()
