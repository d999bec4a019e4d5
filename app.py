"""The web application; run as a program, the whole of wordcount in one process."""

import os
import signal
import socket
import sys

from flask import Flask, Response
from flask.json.provider import DefaultJSONProvider
from werkzeug.serving import make_server

import db
import log
import settings
import tasks
from models import in_utc
from views import errors, front, health, results

# All a page needs comes from this server: its stylesheet and its icon.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(config: settings.Config | None = None) -> Flask:
    """The application for `config`, by default that of this process's environment.

    Raises settings.SettingsError, db.StartError.
    """
    config = config or settings.current()
    app = Flask(__name__)
    app.config.from_object(config)
    assert isinstance(app.json, DefaultJSONProvider)
    app.json.sort_keys = False  # words come in their order
    app.json.ensure_ascii = False
    app.add_template_filter(in_utc)
    db.configure(config)
    for view in (front, results, health):
        app.register_blueprint(view.blueprint)
    errors.register(app)
    app.teardown_request(close_connection)
    app.after_request(add_security_headers)
    return app


def close_connection(error: BaseException | None) -> None:
    """Give the connection back that a request's first query took from the pool."""
    if not db.database.is_closed():
        db.database.close()


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
    with listen(config.HOST, config.PORT) as listener:
        app = create_app(config)
        db.check()
        db.migrate()
        consumer = tasks.create_consumer()
        consumer.start()
        stop_on_signals()  # once more: the consumer has set its own
        try:
            server = make_server(config.HOST, config.PORT, app, threaded=True, fd=listener.fileno())
            shown_host = "127.0.0.1" if config.HOST == "0.0.0.0" else config.HOST
            print(f"Open http://{shown_host}:{server.port}/ (Ctrl-C stops it)", flush=True)
            server.serve_forever()
        finally:
            consumer.stop(graceful=True)


def stop_on_signals() -> None:
    """Let SIGTERM and a closed terminal do what Ctrl-C does: raise KeyboardInterrupt."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)


def main() -> None:
    log.configure()
    stop_on_signals()
    try:
        serve(settings.current())
    except (settings.SettingsError, db.StartError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        print("Stopped.")


if __name__ == "__main__":
    main()
