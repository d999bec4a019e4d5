"""Take tasks from the queue until told to stop: the `worker` process of the Procfile."""

import logging
import os
import signal
import sys
import time

import huey.consumer
import psutil
from huey.consumer import Consumer, Scheduler

import db
import log
import memory
import settings
import tasks
from models import Result

WORKERS = 28  # threads, most of which wait for the network: two workers read 50 slow pages at once
CONNECTIONS = 6  # at most, of one worker process: a thread has one only while it asks for something
MAX_DELAY = 1.5  # seconds until an idle thread looks at the queue: one of them does every 50 ms
SHUTDOWN_TIMEOUT = 15  # seconds a worker that is told to stop has for what is in its hands
CARE_EVERY = 5  # seconds; a dead worker's results are noticed within tasks.LEASE and this
MEMORY_LIMIT = 180_000_000  # bytes; of the 512 MB of the smallest dyno, apart.py takes 300

logger = logging.getLogger(__name__)


class Caretaker(Scheduler):
    """huey's scheduler, which also looks after the results and the watched addresses.

    It renews what is in hand, and recovers what was left behind.
    """

    next_care = 0.0

    def loop(self, now: object = None) -> None:
        if time.monotonic() >= self.next_care:
            self.next_care = time.monotonic() + CARE_EVERY
            try:
                self.care()
            except db.UNAVAILABLE as error:
                logger.warning("The database is away: %s", " ".join(str(error).split()))
            except Exception:
                # Whatever it was, what is in hand has to be renewed in five seconds again.
                logger.exception("Looking after the results broke")
        super().loop(now)

    def sleep_for_interval(self, start_ts: float, nseconds: float) -> None:
        db.release()
        super().sleep_for_interval(start_ts, nseconds)

    def shutdown(self) -> None:
        super().shutdown()
        db.release()

    def care(self) -> None:
        Result.renew(tuple(tasks.in_hand))  # as it is now: other threads change it
        tasks.recover()
        tasks.count_watched()


class TaskThread(huey.consumer.Worker):
    """huey's worker, which has no connection while it waits for a task, and leaves none behind."""

    def sleep(self) -> None:
        db.release()
        super().sleep()

    def shutdown(self) -> None:
        super().shutdown()
        db.release()


class Worker(Consumer):
    """huey's consumer, which gives back what it cannot finish before it stops.

    It has its process replaced between tasks when that has grown.
    """

    worker_class = TaskThread
    scheduler_class = Caretaker

    def stop(self, graceful: bool = False) -> None:
        super().stop(graceful)
        try:
            tasks.give_back()
        except db.UNAVAILABLE as error:
            logger.warning("Others will find what was in hand: %s", " ".join(str(error).split()))

    def check_worker_health(self) -> bool:
        if psutil.Process().memory_info().rss > MEMORY_LIMIT:
            logger.info("The worker has grown, and begins anew")
            os.kill(os.getpid(), signal.SIGHUP)  # huey ends its tasks, and executes itself again
        return super().check_worker_health()


def create_consumer() -> Consumer:
    """What takes tasks from the queue: `run()` it as a process, or `start()` it beside others."""
    return Worker(
        tasks.huey,
        workers=WORKERS,
        periodic=False,
        initial_delay=0.05,
        max_delay=MAX_DELAY,
        shutdown_timeout=SHUTDOWN_TIMEOUT,
        graceful_signal="TERM",
    )


def main() -> None:
    try:
        config = settings.current()
        log.configure(config.LOG_AS_JSON)
        memory.return_large_blocks()
        db.configure(config, CONNECTIONS)
        db.check()
    except (settings.SettingsError, db.StartError) as error:
        sys.exit(str(error))
    create_consumer().run()


if __name__ == "__main__":
    main()
