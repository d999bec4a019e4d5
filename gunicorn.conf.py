"""How gunicorn serves the application: the `web` process of the Procfile."""

import shutil
import sys

import process
import settings

try:
    chosen = settings.current()
except settings.SettingsError as error:
    sys.exit(str(error))

wsgi_app = "app:create_app()"
host = f"[{chosen.HOST}]" if ":" in chosen.HOST else chosen.HOST  # IPv6
bind = f"{host}:{chosen.PORT}"
workers = chosen.WEB_CONCURRENCY
worker_class = "http_server.gunicorn_worker.ServerWorker"
threads = settings.WEB_THREADS
preload_app = True  # the processes share the code; no connection is opened before the fork
if chosen.METRICS:  # the folder in which prometheus_client adds the processes up
    raw_env = [f"PROMETHEUS_MULTIPROC_DIR={process.shared_folder()}"]
graceful_timeout = 20  # seconds for running requests to end when the server is stopped
control_socket_disable = True  # it would leave a file in $HOME, and nobody uses it


process.set_up(chosen.LOG_AS_JSON)


def when_ready(server):
    # Before the processes fork: an embedded server is that of the whole `web`.
    import db

    try:
        db.database.start()
    except settings.StartError as error:
        sys.exit(str(error))


def post_worker_init(worker):
    # Imported late, so that an error in the settings is reported before the application is loaded.
    from web import waiting

    waiting.stop_waiting_when(lambda: not worker.alive)
    if chosen.METRICS:
        from web import metrics

        metrics.reserve(process.shared_folder())


def on_exit(server):
    if chosen.METRICS:
        shutil.rmtree(process.shared_folder(), ignore_errors=True)


def child_exit(server, worker):
    if not chosen.METRICS:
        return
    # Imported late: prometheus_client reads the folder's name when it is imported.
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
