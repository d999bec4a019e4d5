"""All of wordcount in one process: database, migrations, worker and web. `app.py` runs this."""

import os
import signal
import socket
import sys
from collections.abc import Callable
from errno import EADDRINUSE
from types import FrameType

from flask import Flask

import db
import process
import settings
from background.worker import CONNECTIONS, SHUTDOWN_TIMEOUT, Worker
from embedded_postgres import hold
from http_server.server import Server
from migrations.apply import migrate
from wordcount.fetching.fetcher import Fetcher

CreateApp = Callable[[settings.Config, int], Flask]


def main(create_app: CreateApp) -> None:
    """Serve the application that `create_app` returns, until a signal stops it."""
    stop_on_signals()
    try:
        config = settings.current()
        process.set_up(config.LOG_AS_JSON)
        serve(create_app, config)
    except (settings.SettingsError, settings.StartError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        print("Stopped.")


def serve(create_app: CreateApp, config: settings.Config) -> None:
    """Start database, migrations, worker and web, and serve until KeyboardInterrupt.

    Raises StartError.
    """
    lock = None if config.DATABASE_URL else hold(config.INSTANCE)
    with listen(config.HOST, config.PORT) as listener:
        app = create_app(config, db.CONNECTIONS + CONNECTIONS)
        db.check()
        migrate()
        fetcher = Fetcher(config.FETCH_ALLOW, config.CONTACT)
        worker = Worker(config.COUNTING_PROCESSES or min(2, os.cpu_count() or 1), fetcher)
        try:
            worker.start()
            server = Server(listener, app, settings.WEB_THREADS, config.TRUSTED_PROXIES)
            print(f"Open {address_of(listener)} (Ctrl-C stops it)", flush=True)
            server.run_while(lambda: True)
        finally:
            stop(worker)
            if lock:
                lock.release()


def stop(worker: Worker) -> None:
    """Stop the worker, and say how long that may take if pages are still being counted."""
    worker.stop()
    if not worker.is_alive():  # a signal interrupted its start; its thread sees stop() and ends
        return
    if running := len(worker.running):
        pages = "1 page is" if running == 1 else f"{running} pages are"
        most = f"This takes {SHUTDOWN_TIMEOUT} seconds at most."
        print(f"Stopping: {pages} still being counted. {most}", flush=True)
    worker.join()


def address_of(listener: socket.socket) -> str:
    """Return the address that a browser on this machine opens."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{in_address(host)}:{port}/"


def in_address(host: str) -> str:
    """Return a host as addresses write it: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def listen(host: str, port: int) -> socket.socket:
    """Open the socket to serve on, before anything else is started. Raises StartError."""
    try:
        host.encode("idna")  # if this failed in create_server, it would leave a socket open
    except UnicodeError as exc:
        raise settings.StartError(
            f"Cannot listen on {host}:{port}: this is not a host name. Choose another HOST."
        ) from exc
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as exc:
        reason = os.strerror(exc.errno) if exc.errno and exc.errno > 0 else str(exc.strerror)
        reason = reason.partition(" (while ")[0]  # Python adds the address
        advice = "Stop the program that uses it, or choose" if exc.errno == EADDRINUSE else "Choose"
        raise settings.StartError(
            f"Cannot listen on {in_address(host)}:{port}: {reason}. {advice} another PORT or HOST."
        ) from exc


def stop_on_signals() -> None:
    """Let Ctrl-C, SIGTERM and a closed terminal raise KeyboardInterrupt, once.

    `make run` sends a second signal after that of the terminal, which must not interrupt the stop.
    """
    numbers = [
        getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
    ]

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in numbers:
            # Child processes would inherit SIG_IGN.
            signal.signal(each, lambda *_: None)
        raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, interrupt)
