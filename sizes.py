"""What it costs to unpack the words of results, known without unpacking them."""

from collections.abc import Sequence
from itertools import accumulate

import peewee as pw

from db import read
from models import Result

# The bytes of the text, and those that the words take where they are stored, are in the row itself.
# The JSON of the words has at most about twice as many.
SIZE = pw.fn.greatest(
    pw.fn.octet_length(Result.text), pw.fn.pg_column_size(Result.result_all), pw.SQL("0")
)


def sizes_of(ids: Sequence[int]) -> dict[int, int]:
    """Map each of `ids` to the size of its result in bytes."""
    return dict(read(Result.select(Result.id, SIZE).where(Result.id.in_(ids)).tuples()))


def first_within(most: int, ids: Sequence[int], sizes: dict[int, int]) -> list[int]:
    """The first of `ids` whose sizes are together at most `most`."""
    totals = accumulate(sizes.get(id, 0) for id in ids)
    return [id for id, total in zip(ids, totals, strict=True) if total <= most]
