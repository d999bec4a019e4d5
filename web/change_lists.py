"""Short lists of the words that changed between two counts, cached for each pair of counts."""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import accumulate
from threading import Lock

import peewee as pw

from db import read, release
from models import Result
from results.sizes import sizes_of
from web.limits import wait_for_turn
from web.parts import have_main
from wordcount.analysis.changes import changes

WORDS = 12  # named in each list
WORD_LENGTH = 60  # characters of a word; the templates cut it anyway
# Comparing a word takes as long as reading 100 bytes. An answer compares counts of MOST_BYTES, in a
# quarter of a second; the next answer continues where this one stopped.
BYTES_PER_WORD = 100
MOST_BYTES = 3_000_000
TURN_FROM = 1_000_000  # bytes from which answers take turns
KEPT = 2_000  # comparisons, of at most 12 KB each

# Maps each kind of change to the number of its words and the first of them, without empty lists.
Lists = dict[str, tuple[int, list[str]]]
Key = tuple[object, ...]

kept: OrderedDict[Key, Lists] = OrderedDict()
kept_lock = Lock()


class ChangeLists:
    """The lists of pairs of an earlier and a later count, of as many as one answer can compare.

    Main texts are compared if both counts have one.
    """

    def __init__(self, pairs: Sequence[tuple[Result, Result]]) -> None:
        new = [pair for pair in pairs if key_of(*pair) not in kept]
        chosen = affordable(new)
        of_main = [pair for pair in chosen if have_main(pair)]
        of_pages = [pair for pair in chosen if not have_main(pair)]
        for pairs, column in ((of_pages, Result.result_all), (of_main, Result.main_all)):
            counts = read_counts(pairs, column)
            for before, after in pairs:
                if before.id in counts and after.id in counts:
                    keep(key_of(before, after), compare(counts[before.id], counts[after.id]))
        release()

    def between(self, before: Result, after: Result) -> Lists | None:
        """Return the lists of a pair, or None if it was not compared."""
        with kept_lock:
            return kept.get(key_of(before, after))


def read_counts(
    pairs: Sequence[tuple[Result, Result]], column: pw.Field
) -> dict[int, dict[str, int]]:
    """Map the id of each result in `pairs` to its words in `column`."""
    ids = {result.id for pair in pairs for result in pair}
    query = Result.select(Result.id, column.alias("words")).where(Result.id.in_(ids))
    return {each.id: each.words or {} for each in (read(query) if ids else ())}


def affordable(pairs: Sequence[tuple[Result, Result]]) -> list[tuple[Result, Result]]:
    """Return the first of the pairs: those that one answer can compare."""
    sizes = sizes_of([result.id for pair in pairs for result in pair]) if pairs else {}
    costs = [
        sum(sizes.get(each.id, 0) + BYTES_PER_WORD * (each.distinct or 0) for each in pair)
        for pair in pairs
    ]
    small = [(pair, cost) for pair, cost in zip(pairs, costs, strict=True) if cost <= MOST_BYTES]
    totals = list(accumulate(cost for _, cost in small))
    if totals and min(totals[-1], MOST_BYTES) > TURN_FROM:
        wait_for_turn()
    return [pair for (pair, _), total in zip(small, totals, strict=True) if total <= MOST_BYTES]


def key_of(before: Result, after: Result) -> Key:
    """Return what the lists depend on, including the rules, which a recount changes."""
    return tuple(part for each in (before, after) for part in (each.id, *each.rules.values()))


def keep(key: Key, lists: Lists) -> None:
    with kept_lock:
        kept[key] = lists
        while len(kept) > KEPT:
            kept.popitem(last=False)


def compare(before: dict[str, int], after: dict[str, int]) -> Lists:
    """Return the lists of two counts."""
    changed = changes(before, after)
    lists = {
        "came": changed.came,
        "went": changed.went,
        "rose": changed.rose,
        "fell": changed.fell,
    }
    return {
        name: (len(words), [change.word[: WORD_LENGTH + 1] for change in words[:WORDS]])
        for name, words in lists.items()
        if words
    }
