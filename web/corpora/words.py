"""The words of a corpus as the visitor chose them: filtered, sorted, by dictionary form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpora import words as corpus_words
from corpora.postings import STOP_WORD, merge_postings, shares, tally
from corpora.words import EXAMINED, CorpusRow, most_frequent, postings_of
from models import Result
from web.corpora.page import CorpusPage, wait_if_many
from web.dictionary import Words, words_of
from web.unusual import COMPARED
from web.word_choice import SORTS as RESULT_SORTS
from web.word_choice import Choice, choose, key_of, keys_of, words_in

SORTS = (*RESULT_SORTS, "documents", "even")
LISTED = 15_000  # of the chosen words, in JSON and CSV
FAR = 20_000  # words; skipping 200,000 takes 0.1 seconds
GROUPED = 20_000  # the most frequent words, which are grouped by dictionary form


@dataclass(frozen=True)
class Found:
    """Rows of a table, the number of all rows, and all words by dictionary form, if grouped.

    `examined` is how many of the most frequent words they were chosen from, at most.
    """

    rows: Sequence[CorpusRow]
    number: int
    every: Words | None = None
    examined: int = EXAMINED


def find_words(page: CorpusPage, choice: Choice, limit: int, offset: int = 0) -> Found:
    """Return at most `limit` of the chosen words, after the first `offset`."""
    keep = choice.options.keep_stop_words
    if choice.is_usual and not page.has_forms:
        if offset > FAR:
            wait_if_many(page.sums)
        rows = most_frequent(page.sums, limit, offset, keep_stop_words=keep)
        return Found(rows, page.distinct)
    wait_if_many(page.sums)
    if page.has_forms:
        return find_forms(page, choice, limit, offset)
    if choice.sort == "unusual":
        return find_unusual(page, choice, limit, offset)
    without = keys_of(choice.without, page.language)
    found = Found([], 0)
    for parts in parts_of(choice.filter, page.language):
        rows, number, examined = corpus_words.choose(
            page.sums, choice.sort, parts, without, limit, offset, keep_stop_words=keep
        )
        found = Found(rows, number, examined=min(examined, found.examined))
        if rows:
            break
    return found


def parts_of(text: str, language: str) -> Iterable[Sequence[str]]:
    """Yield what a filter looks for: first a part of a word, then the words in it."""
    yield [key_of(text, language)]
    if words := words_in(text, language):
        yield words


def find_unusual(page: CorpusPage, choice: Choice, limit: int, offset: int) -> Found:
    """Return the same, of the most frequent words, most unusual in their language first."""
    keep = choice.options.keep_stop_words
    rows = {row.word: row for row in most_frequent(page.sums, COMPARED, keep_stop_words=keep)}
    words = Words({word: row.count for word, row in rows.items()})
    ranked = choose(page.words_as_result, words, choice)
    return Found([rows[word] for _, word, _ in ranked[offset : offset + limit]], len(ranked))


def find_forms(page: CorpusPage, choice: Choice, limit: int, offset: int) -> Found:
    """Return the same by dictionary form, without the numbers of documents."""
    keep = choice.options.keep_stop_words
    frequent = most_frequent(page.sums, GROUPED, keep_stop_words=keep)
    every = words_of(as_result(page, frequent), choice.options)
    if choice.sort not in RESULT_SORTS:
        choice = replace(choice, sort="frequent")
    ranked = choose(page.words_as_result, every, choice)
    shown = ranked[offset : offset + limit]
    grouped = sum(map(len, every.forms.values())) if every.forms else GROUPED
    return Found([CorpusRow(*row, 0, 0.0) for row in shown], len(ranked), every, grouped)


def as_result(page: CorpusPage, rows: Iterable[CorpusRow]) -> Result:
    counts = {row.word: row.count for row in rows}
    language = page.sums.language
    return Result(language=language, result_all=counts, result_no_stop_words=counts)


def add_documents(page: CorpusPage, found: Found) -> Sequence[CorpusRow]:
    """Add the numbers of documents to dictionary forms, whose words may share documents."""
    if found.every is None:
        return found.rows
    words = {word for row in found.rows for word in found.every.of(row.word)}
    postings = postings_of(page.sums, ["", *words])
    share = shares(postings.get("", ()))
    return [
        add_documents_of(row, found.every.of(row.word), postings, share, page) for row in found.rows
    ]


def add_documents_of(
    row: CorpusRow,
    forms: Iterable[str],
    postings: Mapping[str, Sequence[int]],
    share: Sequence[float],
    page: CorpusPage,
) -> CorpusRow:
    found = [postings.get(form, ()) for form in forms]
    if not page.options.keep_stop_words:
        found = [[each for each in of_form if not each & STOP_WORD] for of_form in found]
    sums = tally(merge_postings(found), share)
    return replace(row, documents=sums.documents, dp=sums.dp)
