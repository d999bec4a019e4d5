"""How gunicorn serves the application: the `web` process of the Procfile."""

import sys

import settings

try:
    chosen = settings.current()
except settings.SettingsError as error:
    sys.exit(str(error))

wsgi_app = "app:create_app()"
host = f"[{chosen.HOST}]" if ":" in chosen.HOST else chosen.HOST  # IPv6
bind = f"{host}:{chosen.PORT}"
workers = chosen.WEB_CONCURRENCY
worker_class = "gthread"
threads = settings.WEB_THREADS
preload_app = True  # one copy of the code; no connection is opened before the fork
accesslog = "-"
graceful_timeout = 20  # seconds that requests have to end when the server is stopped
control_socket_disable = True  # nobody manages it at run time; it would leave a file in $HOME
