"""Search done results by word, title, site and language, newest first.

Each condition is written exactly as the index for it that migrations 009 and 012 create. A search
unpacks the words of at most BYTES of results, because unpacking is what costs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import peewee as pw

from db import read
from models import PAGE_LENGTH, Result
from sizes import first_within, sizes_of

# A frequent word is found fastest by scanning the latest results, a rare one by its index, all of
# whose hits have to be fetched and sorted. So the latest ids are scanned first, without the index;
# then, with it, as many as should contain enough hits, judging by those found so far.
SCANNED_FIRST = 200  # ids
MARGIN = 2  # times as many ids as expected, so that one more query is mostly enough

MAX_WORDS = 20  # of one search
LONGEST_WORD = 100  # characters; longer words are not in the index, see migration 008
BYTES = 4_000_000  # of the results whose words a query unpacks, which takes 0.1 seconds

TITLE = pw.fn.to_tsvector(pw.SQL("'simple'"), pw.fn.left(Result.title, pw.SQL("1000")))
SITE = pw.fn.left(pw.fn.split_part(Result.url, pw.SQL("'/'"), pw.SQL("3")), pw.SQL("255"))
LANGUAGE = pw.fn.split_part(Result.language, pw.SQL("'-'"), pw.SQL("1"))
COUNTS = pw.fn.json_object_agg(pw.SQL("word"), pw.SQL("count"))


@dataclass(frozen=True)
class Criteria:
    """The criteria of a search: a result meets all that are not empty.

    `words` are at most MAX_WORDS keys; `alternatives` are the keys that they have in other
    languages, such as "ısparta" for "isparta", and may be found instead; `site` is a host, with a
    port if it has one, and found with "www." before it too; `title` are words of the title;
    `language` is a primary subtag such as "en".
    """

    words: tuple[str, ...] = ()
    title: str = ""
    site: str = ""
    language: str = ""
    alternatives: tuple[tuple[str, ...], ...] = ()

    @property
    def wordings(self) -> tuple[tuple[str, ...], ...]:
        return (self.words, *self.alternatives)

    @property
    def all_words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for words in self.wordings for word in words))

    def __bool__(self) -> bool:
        return any((self.words, self.title, self.site, self.language))


@dataclass(frozen=True)
class Found:
    """The results of a search, newest first, and whether there are older ones.

    `counts_in` returns the counts of the searched words in each of them.
    """

    results: Sequence[Result] = ()
    has_older: bool = False


def search(criteria: Criteria, before: int | None = None, limit: int = PAGE_LENGTH) -> Found:
    """At most `limit` done results, only those older than the id `before`.

    There are fewer where their words take more than BYTES, but at least one.
    """
    if any(len(word) > LONGEST_WORD for word in criteria.all_words):
        return Found()
    ids = find(criteria, before, limit + 1)
    shown = ids[:limit]
    if criteria.words:
        shown = first_within(BYTES, shown, sizes_of(shown)) or shown[:1]
    query = Result.recent(limit=limit).where(Result.id.in_(shown))
    if criteria.words:
        # Only now: counting in all hits before they are sorted would take seconds.
        query = query.select_extend(counts_of(criteria.all_words, COUNTS).alias("counts"))
    return Found(read(query), has_older=len(ids) > len(shown))


def find(criteria: Criteria, before: int | None, limit: int) -> list[int]:
    """The ids of at most `limit` results, newest first."""
    newest = before or (Result.select(pw.fn.max(Result.id)).scalar() or 0) + 1
    width = newest
    found: list[int] = []
    if criteria.words or criteria.title:
        width, found = scan(criteria, newest, limit)
    elif criteria:
        return ids_of(index_query(criteria, newest, width, limit))
    while len(found) < limit and width < newest:
        width = width * limit // len(found) * MARGIN if found else newest
        found = ids_of(index_query(criteria, newest, width, limit))
    return found


def scan(criteria: Criteria, newest: int, limit: int) -> tuple[int, list[int]]:
    """Scan the results of at most SCANNED_FIRST ids below `newest`, and of at most BYTES.

    Returns how many ids were scanned, and the ids of the first `limit` results found.
    """
    query = filtered(criteria, newest, SCANNED_FIRST).select(Result.id, Result.size())
    sizes = dict(read(query.order_by(Result.id.desc()).tuples()))
    scanned = first_within(BYTES, list(sizes), sizes)
    is_cut = len(scanned) < len(sizes)
    width = newest - min(scanned, default=newest) if is_cut else SCANNED_FIRST
    query = Result.select(Result.id).where(Result.id.in_(scanned), *scan_conditions(criteria))
    return width, ids_of(query.order_by(Result.id.desc()).limit(limit))


def ids_of(query: "pw.ModelSelect[Result]") -> list[int]:
    return [result.id for result in read(query)]


def index_query(
    criteria: Criteria, newest: int, width: int, limit: int
) -> "pw.ModelSelect[Result]":
    """The query that searches the `width` ids below `newest` by the indexes."""
    query = filtered(criteria, newest, width)
    if not (criteria.words or criteria.title):
        return query.order_by(Result.id.desc()).limit(limit)
    # All hits first, which is what the index is good at: with the limit in sight, PostgreSQL
    # would rather walk through every result, in the hope of a hit at each.
    hits = query.where(*indexed_conditions(criteria)).offset(0).alias("hits")
    return Result.select(hits.c.id).from_(hits).order_by(hits.c.id.desc()).limit(limit)


def filtered(criteria: Criteria, newest: int, width: int) -> "pw.ModelSelect[Result]":
    """The query by id, status, site and language, whose indexes are in the order of ids."""
    query = Result.select(Result.id).where(
        Result.status == "done", Result.id < newest, Result.id >= newest - width
    )
    if criteria.site:
        query = query.where(SITE.in_([criteria.site, f"www.{criteria.site}"]))
    if criteria.language:
        query = query.where(LANGUAGE == criteria.language)
    return query


def scan_conditions(criteria: Criteria) -> Iterator[pw.Node]:
    if criteria.title:
        yield title_matches(criteria)
    if criteria.words:
        found = pw.fn.array_agg(pw.SQL("word"))
        yield counts_of(criteria.all_words, contains_any(found, criteria.wordings))


def indexed_conditions(criteria: Criteria) -> Iterator[pw.Node]:
    if criteria.words:
        yield contains_any(pw.fn.words_of(Result.result_all), criteria.wordings)
    if criteria.title:
        yield title_matches(criteria)


def title_matches(criteria: Criteria) -> pw.Expression:
    asked = pw.fn.plainto_tsquery(pw.SQL("'simple'"), criteria.title)
    return pw.Expression(TITLE, "@@", asked)


def contains_any(words: pw.Node, wordings: Sequence[Sequence[str]]) -> pw.Expression:
    """Whether the array `words` has all words of one of the `wordings`."""
    return reduce(or_, (pw.Expression(words, "@>", array(wording)) for wording in wordings))


def counts_of(words: Sequence[str], aggregate: pw.Node) -> "pw.Select":
    """The `aggregate` of those of the `words` that are in a result: its JSON is read once."""
    each = pw.NodeList((pw.fn.json_each(Result.result_all), pw.SQL("AS each(word, count)")))
    wanted = pw.Expression(pw.SQL("word"), "=", pw.fn.ANY(array(words)))
    return pw.Select([each], [aggregate]).where(wanted)


def array(words: Sequence[str]) -> pw.Cast:
    return pw.Cast(pw.Value(list(words), converter=False, unpack=False), "text[]")


def counts_in(result: Result, criteria: Criteria) -> dict[str, int]:
    """The counts of the searched words in a result that `search` returned, as it has them."""
    counts: dict[str, int] = getattr(result, "counts", None) or {}
    found = next(words for words in criteria.wordings if counts.keys() >= {*words})
    return {word: counts[word] for word in found}
