"""Take tasks from the queue until told to stop: the `worker` process of the Procfile."""

import sys

import db
import log
import settings
import tasks


def main() -> None:
    log.configure()
    try:
        db.configure(settings.current())
        db.check()
    except (settings.SettingsError, db.StartError) as error:
        sys.exit(str(error))
    tasks.create_consumer().run()


if __name__ == "__main__":
    main()
