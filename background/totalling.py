"""Sum up the words of corpora as their documents are counted, in a thread of the worker."""

import logging
import threading

import db
from background.page import FAULTS_OF_THIS_MACHINE
from corpora.totals import sum_up_next

PAUSE = 2  # seconds between two looks for a corpus that is due

logger = logging.getLogger(__name__)


class TotalsKeeper(threading.Thread):
    """Sums up what is due until `stop` is called. A batch that breaks off is written anew."""

    def __init__(self) -> None:
        super().__init__(name="totals", daemon=True)
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.wait(PAUSE):
            try:
                while not self._stopping.is_set() and sum_up_next():
                    pass
            except Exception as error:
                if not isinstance(error, FAULTS_OF_THIS_MACHINE):
                    logger.exception("Summing up a corpus broke")
            finally:
                db.release()
