"""Search done results by word, title, site and language, newest first.

Each condition is written exactly as the index for it that migrations 009 and 012 create. A search
unpacks the words of at most BYTES of results, because unpacking is what costs, and of each the most
frequent only: the first MOST characters of its counts.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import peewee as pw

from db import read
from models import MAX_ID, PAGE_LENGTH, Result
from results.sizes import first_within
from wordcount.fetching.address import DEFAULT_PORTS

# A frequent word is found fastest by scanning the latest results, a rare one by its index, all of
# whose hits have to be fetched and sorted. So the latest results are scanned first.
SCANNED_FIRST = 1_000  # results

MAX_WORDS = 20  # of one search
LONGEST_WORD = 100  # characters; longer words are not in the index, see migration 008
PORTS = (80, 443, 8080, 8443, 8000)  # at which a site is found; only 80 and 443 are fetched today
BYTES = 2_000_000  # of the results whose words a query unpacks, which takes 0.1 seconds
MOST = 500_000  # characters of the counts of a result; see migration 028
TURN_FROM = 1_000_000  # bytes; searches that unpack more take turns

TITLE = pw.fn.to_tsvector(pw.SQL("'simple'"), pw.fn.left(Result.title, pw.SQL("1000")))
SITE = pw.fn.left(pw.fn.split_part(Result.url, pw.SQL("'/'"), pw.SQL("3")), pw.SQL("255"))
LANGUAGE = pw.fn.split_part(Result.language, pw.SQL("'-'"), pw.SQL("1"))
SIZE = pw.fn.least(Result.size(), pw.SQL(str(MOST)))
# The counts begin like ', "the": 9, "cat": 5 '. Looking for ', "cat": ' in that takes a twentieth
# of the time of parsing it. Quotation marks in words are escaped, so no word can look like that.
BEGINNING = f"""
    (SELECT ', ' || substr(left(result_all::text, {MOST}), 2) || ' ' AS counts OFFSET 0)
    AS beginning
"""
LONGEST_NUMBER = 20  # characters of a count, and the sign after it
# The text after an entry. strpos and substr would each count the characters before the entry.
FOLLOWING = "coalesce(nullif(split_part(counts, {0}, 2), ''), split_part(counts, {1}, 2))"
COUNTS = f"""
    (SELECT json_object_agg(word, number) FROM (
        SELECT word, (regexp_match(
            left({FOLLOWING.format("entry", "escaped")}, {LONGEST_NUMBER}),
            '^([0-9]+)[,}}]'))[1]::bigint AS number
        FROM {BEGINNING}
        CROSS JOIN unnest(%s::text[], %s::text[], %s::text[]) AS asked(word, entry, escaped)
        OFFSET 0
    ) AS found WHERE number > 0)
"""
HAS = f"({FOLLOWING.format('%s', '%s')} <> '')"


@dataclass(frozen=True)
class Criteria:
    """The criteria of a search: a result meets all that are not empty.

    `words` are at most MAX_WORDS keys; `alternatives` are the keys that they have in other
    languages, such as "ısparta" for "isparta", and may be found instead; `site` is a host, or a
    host and its port; without one, it is found at each of `ports`, and always with "www." before it
    too; `title` are words of the title; `language` is a primary subtag such as "en".
    """

    words: tuple[str, ...] = ()
    title: str = ""
    site: str = ""
    language: str = ""
    alternatives: tuple[tuple[str, ...], ...] = ()
    ports: tuple[int, ...] = PORTS

    @property
    def wordings(self) -> tuple[tuple[str, ...], ...]:
        return (self.words, *self.alternatives)

    @property
    def all_words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for words in self.wordings for word in words))

    @property
    def hosts(self) -> list[str]:
        """The site as addresses may have it."""
        name, _, port = self.site.rpartition(":")
        has_port = bool(name) and port.isascii() and port.isdigit()
        ports = [f":{each}" for each in self.ports] if not has_port else []
        bare = [name] if has_port and int(port) in DEFAULT_PORTS.values() else []
        hosts = [*bare, *(self.site + each for each in ("", *ports))]
        return [www + host for host in hosts for www in ("", "www.")]

    def __bool__(self) -> bool:
        return any((self.words, self.title, self.site, self.language))


@dataclass(frozen=True)
class Found:
    """The results of a search, newest first, and whether there are older ones.

    `counts_in` returns the counts of the searched words in each of them.
    """

    results: Sequence[Result] = ()
    has_older: bool = False


def search(
    criteria: Criteria,
    before: int | None = None,
    limit: int = PAGE_LENGTH,
    wait_for_turn: Callable[[], object] = lambda: None,
) -> Found:
    """At most `limit` done results, only those older than the id `before`.

    There are fewer where their words take more than BYTES, but at least one. `wait_for_turn` is
    called before words are unpacked that take long.
    """
    if any(len(word) > LONGEST_WORD for word in criteria.words):
        return Found()
    newest = before or MAX_ID + 1
    ids = find(criteria, newest, limit + 1, wait_for_turn)
    shown = ids[:limit]
    query = Result.pages(limit=limit)
    if criteria.words:
        rows = read(Result.select(Result.id, SIZE).where(Result.id.in_(shown)).tuples())
        sizes = dict(rows)
        shown = first_within(BYTES, shown, sizes) or shown[:1]
        if sum(sizes[id] for id in shown) > TURN_FROM:
            wait_for_turn()
        # Only now: counting in all hits before they are sorted would take seconds.
        query = query.select_extend(counts_of(criteria.all_words).alias("counts"))
    found = read(query.where(Result.id.in_(shown)))
    return Found(found, has_older=len(ids) > len(shown))


def find(
    criteria: Criteria, newest: int, limit: int, wait_for_turn: Callable[[], object]
) -> list[int]:
    """The ids of at most `limit` results below `newest`, the newest first."""
    candidates = filtered(criteria).where(Result.id < newest).order_by(Result.id.desc())
    if not (criteria.words or criteria.title):
        return ids_of(candidates.limit(limit))
    latest = dict(read(candidates.select(Result.id, SIZE).limit(SCANNED_FIRST).tuples()))
    scanned = first_within(BYTES, list(latest), latest)
    if criteria.words and sum(latest[id] for id in scanned) > TURN_FROM:
        wait_for_turn()
    query = Result.select(Result.id).where(Result.id.in_(scanned), *scan_conditions(criteria))
    found = ids_of(query.order_by(Result.id.desc()).limit(limit))
    are_all = len(scanned) == len(latest) < SCANNED_FIRST
    return found if are_all or len(found) == limit else ids_of(hits(criteria, newest, limit))


def ids_of(query: "pw.ModelSelect[Result]") -> list[int]:
    return [result.id for result in read(query)]


def hits(criteria: Criteria, newest: int, limit: int) -> "pw.ModelSelect[Result]":
    """The query that finds what the words and the title match by their indexes.

    All hits come first, which is what those indexes are good at. Otherwise PostgreSQL might walk
    through all results of a site, and unpack the words of each; OFFSET 0 prevents that.
    """
    query = filtered(criteria).where(Result.id < newest)
    for condition in indexed_conditions(criteria):
        found = Result.select(Result.id).where(condition).offset(0)
        query = query.where(Result.id.in_(found))
    return query.order_by(Result.id.desc()).limit(limit)


def filtered(criteria: Criteria) -> "pw.ModelSelect[Result]":
    """The query by status, site and language, whose indexes are in the order of ids."""
    query = Result.select(Result.id).where(Result.status == "done", Result.url.is_null(False))
    if criteria.site:
        query = query.where(SITE.in_(criteria.hosts))
    if criteria.language:
        query = query.where(LANGUAGE == criteria.language)
    return query


def scan_conditions(criteria: Criteria) -> Iterator[pw.Node]:
    if criteria.title:
        yield title_matches(criteria)
    if criteria.words:
        yield begins_with_any(criteria.wordings)


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


def begins_with_any(wordings: Sequence[Sequence[str]]) -> pw.SQL:
    """Whether the first MOST characters of the counts have all words of one of the `wordings`."""
    has = " OR ".join(f"({' AND '.join([HAS] * len(words))})" for words in wordings if words)
    values = [entry for words in wordings for word in words for entry in entries_of(word)]
    return pw.SQL(f"EXISTS (SELECT FROM {BEGINNING} WHERE {has})", values)


def counts_of(words: Sequence[str]) -> pw.SQL:
    """The counts of those of `words` that are among the first MOST characters of all counts."""
    entries, escaped = zip(*map(entries_of, words), strict=True)
    return pw.SQL(COUNTS, [list(words), list(entries), list(escaped)])


def entries_of(word: str) -> tuple[str, str]:
    """How the entry of a word begins in JSON: as it is, and with all but ASCII escaped."""
    plain, escaped = json.dumps(word, ensure_ascii=False), json.dumps(word)
    return f", {plain}: ", f", {escaped}: "


def array(words: Sequence[str]) -> pw.Cast:
    return pw.Cast(pw.Value(list(words), converter=False, unpack=False), "text[]")


def counts_in(result: Result, criteria: Criteria) -> dict[str, int]:
    """The counts of the searched words in a result that `search` returned, as it has them."""
    counts: dict[str, int] = getattr(result, "counts", None) or {}
    found = (words for words in criteria.wordings if counts.keys() >= {*words})
    # Earlier releases have indexed more words.
    return {word: counts[word] for word in next(found, criteria.all_words) if word in counts}
