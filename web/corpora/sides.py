"""What can be compared with a corpus: a result, a corpus, a group of documents, a language.

In addresses, they are `7`, `corpus:3`, `corpus:3:tag:news` and `language:en`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from heapq import nlargest
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

from flask import abort, g, request, url_for
from flask_babel import gettext, lazy_gettext

from corpora.groups import KINDS, words_of_group
from corpora.unsummed import unsummed
from corpora.words import most_frequent, rows_of
from models import Result
from reference import ReferenceWord
from web.addresses import ADDRESS, parse_id
from web.corpora.addresses import check_corpus
from web.corpora.lookup import corpus_or_404
from web.corpora.page import sums_or_404
from web.language_names import language_name
from web.lookup import done_or_404, load_counts
from web.unusual import reference_of, too_few_pages
from web.view_options import view_options
from wordcount.language.stopwords import stop_words

TOP = 5_000  # the most frequent words of a side, which are compared
MAX_LENGTH = 300  # characters of a side in an address
EXAMPLES = lazy_gettext("a and b look like 7, corpus:3, corpus:3:tag:news or language:en.")

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Side:
    """One side of a comparison: the `counts` of its TOP words, and `count` for others.

    Its counts are of `summed` of its `documents`; both are None unless it is a corpus.
    """

    text: str
    name: str
    address: str | None
    language: str
    total: int
    counts: Counts
    count: Callable[[Collection[str]], Counts]
    documents: int | None = None
    summed: int | None = None
    group: str = ""

    def to_dict(self) -> Mapping[str, Any]:
        return {
            "compared": self.text,
            "name": self.name,
            "address": self.address,
            "language": self.language,
            "total": self.total,
            "documents": self.documents,
            "documents_read": self.summed,
        }


def names_corpus() -> bool:
    """Whether a side of the requested comparison is not a result."""
    return any(":" in request.args.get(name, "") for name in ("a", "b"))


def find_side(text: str) -> str | None:
    """Return a side as addresses name it, given that or the address of a result or corpus."""
    kind, colon, rest = text.partition(":")
    if (kind in ("corpus", "language") and colon and rest) or parse_id(text) is not None:
        return text
    if not text.startswith(("/", "http://", "https://")):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:  # "http://[x"
        return None
    if parts.netloc not in ("", request.host):
        return None
    _, kind, name, *_ = [*parts.path.partition(".")[0].split("/"), "", ""]
    if not ADDRESS.fullmatch(name):
        return None
    return {"results": name, "corpora": f"corpus:{name}"}.get(kind)


def side_arg(name: str, *, keep_stop_words: bool) -> Side:
    """Return the side that the query names. Aborts with 400 or 404."""
    text = request.args.get(name, "")
    kind, _, rest = text[:MAX_LENGTH].partition(":")
    if kind == "corpus" and rest:
        return corpus_side(text, rest, keep_stop_words=keep_stop_words)
    if kind == "language" and rest:
        return language_side(rest, keep_stop_words=keep_stop_words)
    id = parse_id(text)
    return abort(400, EXAMPLES) if id is None else result_side(id, keep_stop_words=keep_stop_words)


def corpus_side(text: str, named: str, *, keep_stop_words: bool) -> Side:
    id, _, group = named.partition(":")
    corpus = corpus_or_404(check_corpus(id))
    sums = sums_or_404(corpus)
    if has_main(exists=sums.main.documents > 0):
        sums = replace(sums, part="main")
    address = url_for("corpus_words.show", id=corpus.id)
    language = sums.language or "und"
    if group:
        kind, _, value = group.partition(":")
        words = None
        if kind in KINDS:
            words = words_of_group(sums, kind, value, keep_stop_words=keep_stop_words)
        if words is None:
            abort(404, gettext("That corpus has no such group.") + f" {EXAMPLES}")
        side = whole_side(text, corpus.name, address, language, words.counts)
        return replace(side, documents=words.documents, summed=words.summed, group=value)
    top = most_frequent(sums, TOP, keep_stop_words=keep_stop_words)

    def count(words: Collection[str]) -> Counts:
        rows = rows_of(sums, words, keep_stop_words=keep_stop_words)
        return {word: row.count for word, row in rows.items()}

    total = sums.total(keep_stop_words=keep_stop_words)
    counts, summed = {row.word: row.count for row in top}, sums.figures.documents
    documents = summed + unsummed(corpus.id).documents
    return Side(text, corpus.name, address, language, total, counts, count, documents, summed)


def language_side(language: str, *, keep_stop_words: bool) -> Side:
    reference = reference_of(language)
    if reference is None:
        abort(404, too_few_pages())
    stops = frozenset() if keep_stop_words else stop_words(language)

    def count(words: Collection[str]) -> Counts:
        return ReferenceWord.counts(reference.language, [*{*words} - stops])

    top = ReferenceWord.most_frequent(reference.language, TOP)
    total = reference.total - sum(ReferenceWord.counts(reference.language, stops).values())
    counts = {word: number for word, number in top.items() if word not in stops}
    name = language_name(reference.language) or reference.language
    return Side(f"language:{language}", name, None, reference.language, total, counts, count)


def result_side(id: int, *, keep_stop_words: bool) -> Side:
    result = done_or_404(id)
    part = "main" if has_main(exists=result.main_total is not None) else "page"
    column = Result.result_all if keep_stop_words else Result.result_no_stop_words
    result = load_counts(result, [column], TOP * 5, part)
    name = result.title or result.url or "Pasted text"
    address = url_for("results.show", id=id)
    counts: Counts = getattr(result, column.name) or {}
    return whole_side(request_name(id), name, address, result.language or "und", counts)


def has_main(*, exists: bool) -> bool:
    """Whether the main text of a side is compared. If one exists, the page offers the choice."""
    g.has_parts = exists or g.get("has_parts", False)
    return exists and view_options().part == "main"


def request_name(id: int) -> str:
    """Return the name of the result in this request, which may include its secret."""
    named = (request.args.get(name, "") for name in ("a", "b"))
    return next((each for each in named if parse_id(each) == id), str(id))


def whole_side(text: str, name: str, address: str, language: str, counts: Counts) -> Side:
    """Return a side whose words are all loaded."""
    top = dict(nlargest(TOP, counts.items(), key=itemgetter(1)))

    def count(words: Collection[str]) -> Counts:
        return {word: counts[word] for word in words if word in counts}

    return Side(text, name, address, language, sum(counts.values()), top, count)
