"""Rebuild the reference words of each language hourly, in a thread of the worker."""

import logging
import threading

import db
import local_reference
from background.page import FAULTS_OF_THIS_MACHINE

PAUSE = 60  # seconds between two looks for languages whose words are due

logger = logging.getLogger(__name__)


class ReferenceKeeper(threading.Thread):
    """Rebuilds what is due until `stop` is called."""

    def __init__(self) -> None:
        super().__init__(name="reference", daemon=True)
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.wait(PAUSE):
            try:
                self.rebuild_due()
            except Exception as error:
                if not isinstance(error, FAULTS_OF_THIS_MACHINE):
                    logger.exception("Rebuilding reference words broke")
            finally:
                db.release()

    def rebuild_due(self) -> None:
        for language in local_reference.languages():
            if self._stopping.is_set():
                return
            if local_reference.is_due(language):
                local_reference.rebuild(language)
