"""What it costs to unpack the words of results, known without unpacking them."""

from collections.abc import Sequence
from itertools import accumulate

from db import read
from models import Result


def sizes_of(ids: Sequence[int]) -> dict[int, int]:
    """Map each of `ids` to the size of its result in bytes."""
    return dict(read(Result.select(Result.id, Result.size()).where(Result.id.in_(ids)).tuples()))


def first_within(most: int, ids: Sequence[int], sizes: dict[int, int]) -> list[int]:
    """The first of `ids` whose sizes are together at most `most`."""
    totals = accumulate(sizes.get(id, 0) for id in ids)
    return [id for id, total in zip(ids, totals, strict=True) if total <= most]
