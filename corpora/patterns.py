"""Find the words of a corpus that match patterns such as "wind*"."""

from collections.abc import Collection, Sequence

from corpora.added import MAX_WORD
from corpora.words import EXAMINED, MATCHES, OF_BATCH, Sums, cost, escape, examined_words
from db import read_sql

COMPARED = 60_000_000  # bytes that LIKE compares for a query, in 0.2 seconds

# Words with the beginning are compared if they are few, else the most frequent words of the corpus.
# The first row has their number.
OF_BEGINNING = f"""
    WITH examined AS MATERIALIZED (
        SELECT word, count, documents FROM corpus_words
        WHERE {OF_BATCH} AND word >= %(first)s AND word < %(last)s
        LIMIT %(most)s + 1
    )
    SELECT NULL, count(*) FROM examined
    UNION ALL (
        SELECT word, documents FROM examined
        WHERE (SELECT count(*) FROM examined) <= %(most)s AND word LIKE %(pattern)s
        ORDER BY count DESC, word LIMIT {MATCHES + 1})
"""
# The words are read once for all patterns.
OF_ALL = f"""
    WITH examined AS MATERIALIZED (
        SELECT word, count, documents FROM corpus_words
        WHERE {OF_BATCH} AND word <> '' ORDER BY count DESC, word LIMIT %(examined)s
    )
    SELECT place, word, documents
    FROM unnest(%(patterns)s::text[]) WITH ORDINALITY AS asked(pattern, place)
    CROSS JOIN LATERAL (
        SELECT word, count, documents FROM examined WHERE word LIKE pattern
        ORDER BY count DESC, word LIMIT {MATCHES + 1}
    ) AS found
    ORDER BY place, found.count DESC, word
"""
LEAST_BEGINNING = 2  # characters

Found = tuple[list[str], bool]  # the words that match, and whether there may be more
Rows = Sequence[tuple[str, int]]  # words that match, and in how many documents each occurs


def matching(sums: Sums, patterns: Collection[str], postings: int) -> dict[str, Found]:
    """Return the most frequent words that match each of the patterns, in which * is a wildcard.

    There are at most MATCHES words for each pattern, with about `postings` postings for all
    patterns together. Up to EXAMINED words that begin like a pattern are compared; if there are
    more, or the pattern begins with a wildcard, it is the EXAMINED most frequent words of the
    corpus. There are fewer where more than COMPARED bytes would be compared.
    """
    most = postings // max(1, len(patterns))
    share = COMPARED // max(1, len(patterns))
    found, others = {}, []
    for pattern in patterns:
        # The words have not been read yet, so assume that all of them have the maximum length.
        longest = max(1, cost(longest_part(pattern), MAX_WORD))
        rows = of_beginning(sums, pattern, min(EXAMINED // len(patterns), share // longest))
        if rows is None:
            others.append(pattern)
        else:
            found[pattern] = limit(rows, most)
    parts = [longest_part(pattern) for pattern in others]
    examined = examined_words(sums, parts, share * len(others))
    are_all = sums.figures.distinct <= examined
    for pattern, rows in of_all(sums, others, examined).items():
        words, has_more = limit(rows, most)
        found[pattern] = words, has_more or not are_all
    return found


def of_beginning(sums: Sums, pattern: str, most: int) -> Rows | None:
    """Return the matching words, or None if more than `most` words begin like the pattern."""
    first = pattern.partition("*")[0]
    if len(first) < LEAST_BEGINNING:
        return None
    bounds = {"first": first, "last": first + "\U0010ffff", "most": most}
    (_, number), *rows = read_sql(OF_BEGINNING, {**sums.key, **bounds, "pattern": like(pattern)})
    return rows if number <= most else None


def of_all(sums: Sums, patterns: Sequence[str], examined: int) -> dict[str, Rows]:
    """Return the words that match each pattern among the most frequent words of the corpus."""
    found: dict[str, list[tuple[str, int]]] = {pattern: [] for pattern in patterns}
    if patterns:
        asked = [like(pattern) for pattern in patterns]
        values = {**sums.key, "patterns": asked, "examined": examined}
        for place, word, documents in read_sql(OF_ALL, values):
            found[patterns[place - 1]].append((word, documents))
    return dict(found)


def longest_part(pattern: str) -> str:
    """Return the part after a wildcard that LIKE takes longest to compare with a word."""
    return max(pattern.split("*")[1:], key=lambda part: cost(part, MAX_WORD), default="")


def like(pattern: str) -> str:
    """Return the pattern in the syntax of SQL's LIKE."""
    return "%".join(map(escape, pattern.split("*")))


def limit(rows: Rows, postings: int) -> Found:
    """Return at most MATCHES words, with about that many postings, and whether there are more."""
    words: list[str] = []
    for word, documents in rows:
        if len(words) == MATCHES or postings <= 0:
            return words, True
        words.append(word)
        postings -= documents
    return words, False
