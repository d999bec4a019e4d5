"""What `pw_migrate` needs to know: the database, and the router that makes it safe."""

import sys
from pathlib import Path

# pw_migrate runs this file by exec, from the project's folder, with its own folder on the path.
sys.path.insert(0, str(Path.cwd()))

from peewee_migrate import cli

import db
import settings
from migrations.router import MigrationError, SafeRouter


def tell(kind, error, traceback):
    """One sentence on what may fail, and a traceback on what may not; the status is 1 for both."""
    if kind is RuntimeError or issubclass(kind, (MigrationError, *db.UNAVAILABLE)):
        print(str(error).strip(), file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, traceback)


cli.Router = SafeRouter
sys.excepthook = tell  # pw_migrate catches nothing, and raises RuntimeError itself

try:
    db.configure(settings.current())
    db.check()
except (settings.SettingsError, settings.StartError) as error:
    sys.exit(str(error))

DATABASE = db.database
LOGGING_LEVEL = "INFO"  # say what is done, and that there is nothing to do
