"""Report terms in the feed of a watched corpus: their counts at each check, and alerts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import peewee as pw

from corpora.due import UNSUMMED
from corpora.events import CHECKS
from corpora.models import Corpus, CorpusAlert, TermCounts
from corpora.term_counts import TermCount, count_terms, parse
from corpora.words import Sums, read_sums
from db import database, read
from watches.alerts import MAX_ALERTS, is_met
from wordcount.analysis.queries import TooManyTerms
from wordcount.analysis.term_list import NamedTerm, parse_term_list

CHECKED_AT = "coalesce(followed_at, created_at)"
# Watched corpora with terms, whose words were added up since the last check.
DUE = f"""
    SELECT corpora.id, {CHECKED_AT} FROM corpora JOIN corpus_sums ON corpus_id = corpora.id
    WHERE every IS NOT NULL AND status = 'done' AND finished_at IS NOT NULL AND batch > 0
        AND (terms IS NOT NULL
            OR EXISTS (SELECT FROM corpus_alerts WHERE corpus_alerts.corpus_id = corpora.id))
        AND NOT EXISTS (SELECT FROM corpus_term_counts AS counted
            WHERE counted.corpus_id = corpora.id AND counted.checked_at = {CHECKED_AT})
        AND NOT EXISTS (SELECT FROM corpus_documents
            WHERE corpus_documents.corpus_id = corpora.id AND summed_in < 0)
        AND NOT EXISTS (SELECT {UNSUMMED})
    ORDER BY corpora.id LIMIT 1
"""
FORGET = f"""
    DELETE FROM corpus_term_counts USING corpora
    WHERE corpus_id = corpora.id AND checked_at = {CHECKED_AT} AND corpora.id = %s
"""


@dataclass(frozen=True)
class Change:
    """The number of occurrences of a term before and after a check."""

    term: str
    before: int
    after: int


@dataclass(frozen=True)
class Met:
    """An alert whose condition was met at a check."""

    alert: CorpusAlert
    change: Change


@dataclass
class Report:
    """The terms whose counts changed at a check, and the alerts that were met."""

    changes: list[Change] = field(default_factory=list)
    met: list[Met] = field(default_factory=list)


def set_terms(corpus: int, terms: str) -> None:
    """Report the terms of a list from the next check on; an empty list ends this."""
    with database.atomic():
        Corpus.update(terms=terms or None).where(Corpus.id == corpus).execute()
        database.execute_sql(FORGET, [corpus])


def add_alert(corpus: int, term: str, when: str, number: int | None) -> CorpusAlert | None:
    """Store an alert, unless there is an equal one. Return None if there are MAX_ALERTS."""
    own = alerts_of(corpus)
    with database.atomic():
        Corpus.select().where(Corpus.id == corpus).for_update().execute()
        same = own.where(CorpusAlert.term == term, CorpusAlert.when == when)
        found: CorpusAlert | None = same.where(
            CorpusAlert.number.is_null() | (CorpusAlert.number == number)
        ).first()
        if found or own.count() >= MAX_ALERTS:
            return found
        alert: CorpusAlert = CorpusAlert.create(corpus=corpus, term=term, when=when, number=number)
        database.execute_sql(FORGET, [corpus])
    return alert


def alerts_of(corpus: int) -> "pw.ModelSelect[CorpusAlert]":
    """Return the alerts of a corpus, oldest first."""
    return CorpusAlert.select().where(CorpusAlert.corpus == corpus).order_by(CorpusAlert.id)


def delete_alert(corpus: int, id: int) -> bool:
    """Delete an alert; return whether the corpus had it."""
    this = CorpusAlert.id == id, CorpusAlert.corpus == corpus
    return bool(CorpusAlert.delete().where(*this).execute())


def count_next() -> bool:
    """Count the terms of a corpus whose words were added up since its last check.

    Return whether there was one. Counts of the same check are replaced if terms or alerts have
    changed.
    """
    row = database.execute_sql(DUE).fetchone()
    if row is None:
        return False
    corpus, checked_at = Corpus.get_by_id(row[0]), row[1]
    sums = read_sums(corpus.id)
    if sums is None:
        return False
    terms = terms_of(sums, corpus.terms or "")
    conditions = conditions_of(sums, list(alerts_of(corpus.id)))
    counts = [exact(each) for each in count_terms(sums, [*terms, *conditions.values()])]
    of_terms = zip([term.name for term in terms], counts, strict=False)
    of_alerts = zip(conditions, counts[len(terms) :], strict=True)
    TermCounts.insert(
        corpus=corpus.id,
        checked_at=checked_at,
        terms={name: count for name, count in of_terms if count is not None},
        alerts={id: count for id, count in of_alerts if count is not None},
    ).on_conflict_ignore().execute()
    return True


def exact(counted: TermCount) -> int | None:
    """Return the number of occurrences of a term, or None if not all documents were read."""
    is_whole = counted.read == counted.documents and not counted.places.is_cut
    return counted.places.total if is_whole else None


def terms_of(sums: Sums, text: str) -> Sequence[NamedTerm]:
    """Return the terms of a list, or none if it has too many in the language of the corpus."""
    try:
        return parse_term_list(text, partial(parse, sums))
    except TooManyTerms:
        return ()


def conditions_of(sums: Sums, alerts: Sequence[CorpusAlert]) -> Mapping[int, NamedTerm]:
    """Return the terms of alerts by their ids, but for those that `terms_of` would leave out."""
    found = {}
    for alert in alerts:
        with suppress(TooManyTerms):
            found[alert.id] = NamedTerm(alert.term, parse(sums, alert.term))
    return found


def reports(corpus: int) -> Mapping[dt.datetime, Report]:
    """Return the changes that the latest checks found, by their times, newest first."""
    alerts = {str(each.id): each for each in read(alerts_of(corpus))}
    query = TermCounts.select().where(TermCounts.corpus == corpus)
    counted = read(query.order_by(TermCounts.checked_at.desc()).limit(CHECKS + 1))
    found = {}
    for after, before in pairwise(counted):
        report = Report(changes_between(before.terms, after.terms))
        for change in changes_between(before.alerts, after.alerts):
            alert = alerts.get(change.term)
            if alert and is_met(alert.when, alert.number, change.before, change.after):
                report.met.append(Met(alert, change))
        if report.changes or report.met:
            found[after.checked_at] = report
    return found


def changes_between(before: Mapping[str, int], after: Mapping[str, int]) -> list[Change]:
    return [
        Change(name, before[name], count)
        for name, count in after.items()
        if name in before and before[name] != count
    ]
