"""The server as a worker of gunicorn, which starts, watches and stops the processes of `web`."""

import os

from gunicorn.workers.base import Worker

import settings
from http_server.server import Server


class ServerWorker(Worker):
    def run(self) -> None:
        [listener] = self.sockets
        proxies = settings.current().TRUSTED_PROXIES
        server = Server(listener.sock, self.wsgi, self.cfg.threads, proxies, self.cfg.workers)
        server.run_while(lambda: self.alive and os.getppid() == self.ppid, self.notify)
