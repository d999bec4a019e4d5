"""Keyness: how much more frequent words are in a result than in its language in general."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from itertools import islice
from time import monotonic

from flask_babel import gettext

from db import read
from models import Result
from reference import MIN_RESULTS, PER_SITE, ReferenceLanguage, ReferenceWord
from wordcount.analysis.keyness import Keyness, keyness

COMPARED = 10_000  # words of a result, the most frequent
KEPT_FOR = 60  # seconds for which a process caches the reference of a language
MAX_LANGUAGES = 1_000

Ranked = tuple[int, str, int]  # a word with its rank and count

known: OrderedDict[str, tuple[float, ReferenceLanguage | None]] = OrderedDict()
known_lock = threading.Lock()


def unusual(result: Result, ranked: Iterable[Ranked]) -> dict[str, Keyness]:
    """Compare at most COMPARED words of a result with the reference of its language.

    Return an empty dictionary if there is no reference.
    """
    reference = reference_of(result.language)
    if reference is None or not result.total:
        return {}
    counts = {word: count for _, word, count in islice(ranked, COMPARED)}
    usual = ReferenceWord.counts(reference.language, counts.keys())
    return {
        word: keyness(word, count, result.total, usual.get(word, 0), reference.total)
        for word, count in counts.items()
    }


def most_unusual_first(result: Result, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Sort words by the evidence (G²) that they are more frequent than usual."""
    compared = unusual(result, ranked)

    def order(row: Ranked) -> tuple[float, int]:
        word = compared.get(row[1])
        return (-word.g2 if word and word.log_ratio > 0 else 0.0, row[0])

    return sorted(ranked, key=order)


def reference_of(language: str | None) -> ReferenceLanguage | None:
    """Return the reference of a language. It is cached for KEPT_FOR seconds."""
    subtag = (language or "und").partition("-")[0].lower()
    with known_lock:
        until, found = known.get(subtag, (0.0, None))
    if until > monotonic():
        return found
    rows = read(ReferenceLanguage.select().where(ReferenceLanguage.language == subtag))
    found = rows[0] if rows else None
    with known_lock:
        known[subtag] = monotonic() + KEPT_FOR, found
        while len(known) > MAX_LANGUAGES:
            known.popitem(last=False)
    return found


def why_not_unusual(language: str | None, *, has_forms: bool) -> str | None:
    """Return why words cannot be sorted by how unusual they are, or None if they can be."""
    if has_forms:
        return str(
            gettext("Dictionary forms are not compared with the language in general, only words.")
        )
    if language in (None, "", "und"):
        return str(gettext("The language was not recognized, so there is nothing to compare with."))
    return None if reference_of(language) else too_few_pages()


def too_few_pages() -> str:
    """Return the message that a language has no reference."""
    message = gettext(
        "Not enough pages in that language have been counted here to compare with: "
        "%(number)s are needed, at most %(most)s of them from one site.",
        number=MIN_RESULTS,
        most=PER_SITE,
    )
    return str(message)


def version_of(language: str | None) -> str | None:
    """Return the version of a language's reference, for ETags."""
    reference = reference_of(language)
    return reference.imported_at.isoformat() if reference else None
