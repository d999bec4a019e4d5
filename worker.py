"""Take tasks from the queue until told to stop: the `worker` process of the Procfile."""

import logging
import sys

import db
import settings
import tasks


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        db.configure(settings.current())
        db.check()
    except (settings.SettingsError, db.StartError) as error:
        sys.exit(str(error))
    tasks.create_consumer().run()


if __name__ == "__main__":
    main()
