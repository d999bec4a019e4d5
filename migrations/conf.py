"""What `pw_migrate` needs to know: the database, and where `--auto` finds the models."""

import sys
from pathlib import Path

# pw_migrate runs this file by exec, from the project's folder, with its own folder on the path.
sys.path.insert(0, str(Path.cwd()))

from peewee_migrate import Router

import db
import settings


def create(self, name="auto", *, auto=False):
    """`--auto` alone looks into packages only, and would miss models.py."""
    return create_from(self, name, auto="models" if auto is True else auto)


create_from, Router.create = Router.create, create

try:
    db.configure(settings.current())
    db.check()
except (settings.SettingsError, db.StartError) as error:
    sys.exit(str(error))

DATABASE = db.database
LOGGING_LEVEL = "INFO"  # say what is done, and that there is nothing to do
