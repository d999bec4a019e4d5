"""Fill what earlier releases did not store, such as the fingerprints of large texts."""

from db import database
from models import FINGERPRINTED_AT_READ, Result

IDS = 1_000  # looked at in one step
BATCH = 5  # texts of one step; each may have 10 MB

# Most updates of a row insert it into the indexes anew, and a small text is cheap to read.
FILL = f"""
    UPDATE results SET fingerprint = md5(text)
    WHERE id IN (
        SELECT id FROM results
        WHERE id > %(after)s AND id <= %(last)s AND status = 'done' AND fingerprint IS NULL
            AND octet_length(text) > {FINGERPRINTED_AT_READ}
        ORDER BY id LIMIT {BATCH} FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""


class Filler:
    """Fills one result after the other, from the oldest on.

    `statement` fills at most `batch` results whose ids are above `after` and at most `last`, and
    returns their ids.
    """

    def __init__(self, statement: str = FILL, batch: int = BATCH, at_once: int = IDS) -> None:
        self.statement = statement
        self.batch = batch
        self.at_once = at_once
        self.after: int | None = 0  # an id; None when all are filled

    def step(self) -> None:
        """Fill at most `batch` of the next `at_once` results."""
        if self.after is None:
            return
        last = self.after + self.at_once
        values = {"after": self.after, "last": last}
        filled = [id for [id] in database.execute_sql(self.statement, values)]
        if len(filled) == self.batch:
            self.after = max(filled)
        else:
            self.after = last if Result.select().where(Result.id > last).exists() else None
