"""`python -m background`: the `worker` process of the Procfile."""

import signal
import sys

import db
import process
import settings
from background.worker import CONNECTIONS, POOL_TIMEOUT, Worker
from wordcount.fetching.fetcher import Fetcher


def main() -> None:
    """Run a worker until SIGTERM or SIGINT."""
    try:
        config = settings.current()
        process.set_up(config.LOG_AS_JSON)
        db.configure(config, CONNECTIONS, POOL_TIMEOUT)
        db.check()
    except (settings.SettingsError, settings.StartError) as error:
        sys.exit(str(error))
    fetcher = Fetcher(config.FETCH_ALLOW, config.CONTACT)
    worker = Worker(config.COUNTING_PROCESSES or 1, fetcher)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run()


if __name__ == "__main__":
    main()
