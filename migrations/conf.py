"""The configuration of `pw_migrate`: the database, and the router that makes it safe."""

import sys
from pathlib import Path

# pw_migrate runs this file by exec in the project's folder, with only migrations/ on sys.path.
sys.path.insert(0, str(Path.cwd()))

import peewee as pw
from peewee_migrate import cli

import db
import settings
from migrations.failures import explain_refusal
from migrations.router import MigrationError, SafeRouter


def print_error(kind, error, traceback):
    """Print an expected error as one sentence, and any other with its traceback."""
    expected = (MigrationError, *db.UNAVAILABLE, pw.DatabaseError)
    if kind is RuntimeError or issubclass(kind, expected):
        print(explain_refusal(error), file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, traceback)


cli.Router = SafeRouter
sys.excepthook = print_error  # pw_migrate catches no error, and raises RuntimeError itself

try:
    db.configure(settings.current())
    db.check()
except (settings.SettingsError, settings.StartError) as error:
    sys.exit(str(error))

DATABASE = db.database
LOGGING_LEVEL = "INFO"  # log each migration, or that there is none to apply
