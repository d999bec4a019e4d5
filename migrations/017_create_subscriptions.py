"""A watch lasts as long as somebody subscribes to it.

The watches that exist get a subscription from the workers, as do those that code from before this
one starts until it is gone.
"""

import peewee as pw
from peewee_migrate import Migrator
from playhouse.postgres_ext import DateTimeTZField


def migrate(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    @migrator.create_model
    class Subscription(pw.Model):
        id = pw.AutoField()
        watch = pw.ForeignKeyField(migrator.orm["watches"], on_delete="CASCADE")
        token_hash = pw.BlobField(null=True, index=True)
        client = pw.BlobField(null=True)
        host = pw.TextField()
        every = pw.TextField()
        is_paused = pw.BooleanField(default=False, constraints=[pw.SQL("DEFAULT false")])
        ends_at = DateTimeTZField()

        class Meta:
            table_name = "subscriptions"
            indexes = ((("watch", "token_hash"), True),)


def rollback(migrator: Migrator, database: pw.Database, *, fake: bool = False) -> None:
    migrator.remove_model("subscriptions")
