"""Corpus and Document: a list of pages or files, and the state of each."""

import peewee as pw
from playhouse.postgres_ext import DateTimeTZField, JSONField

from db import database
from models import Result

SOURCES = ("urls", "sitemap", "feed", "files")
MAX_OWNED = 200  # corpora that are listed for a visitor


class Corpus(pw.Model):
    """Many documents that are read as one.

    `status` goes from waiting (for its sitemap or feed to be read) to counting, and then to done or
    stopped. If its source is unusable, it goes from waiting to failed. A stopped corpus can be
    resumed; a done one can recount documents that failed or changed.
    """

    id = pw.AutoField()
    name = pw.TextField()
    source = pw.TextField()  # one of SOURCES
    source_url = pw.TextField(null=True)  # of a sitemap or feed
    status = pw.TextField(default="waiting")
    error_code = pw.TextField(null=True)
    error_message = pw.TextField(null=True)
    left_out = pw.TextField(null=True)  # JSON: line, address and reason of what could not be used
    created_at = DateTimeTZField(default=pw.fn.now)
    finished_at = DateTimeTZField(null=True)
    claimed_at = DateTimeTZField(null=True)  # by the worker that reads its source
    paused_until = DateTimeTZField(null=True)  # its client's quota is used up until then
    client = pw.BlobField(null=True)  # that made it: see web/client.py
    token_hash = pw.BlobField(null=True, index=True)  # of its owner, who may stop and delete it
    secret_hash = pw.BlobField(null=True)  # of a private corpus: see privacy.py
    every = pw.TextField(null=True)  # of a watched corpus: one of watches.INTERVALS
    next_at = DateTimeTZField(null=True)  # when its source is read again
    followed_at = DateTimeTZField(null=True)  # when its source was read again last
    ends_at = DateTimeTZField(null=True)  # of watching, unless its owner looks at it
    terms = pw.TextField(null=True)  # a list, whose counts its feed reports
    documents = pw.IntegerField(default=0)
    done = pw.IntegerField(default=0)  # documents
    failed = pw.IntegerField(default=0)  # documents

    class Meta:
        database = database
        table_name = "corpora"

    @classmethod
    def owned_by(cls, token_hash: bytes) -> "list[Corpus]":
        """Return the corpora of a visitor, newest first, without `left_out` and `terms`."""
        long = ("left_out", "terms")
        columns = [field for field in cls._meta.sorted_fields if field.name not in long]
        owned = cls.select(*columns).where(cls.token_hash == token_hash, cls.status != "deleted")
        return list(owned.order_by(cls.id.desc()).limit(MAX_OWNED))

    @classmethod
    def of_file(cls, result: int) -> "Corpus | None":
        """Return the corpus of a file's result, or None if the result is not a file of a corpus."""
        found: Corpus | None = cls.select().join(Document).where(Document.result == result).first()
        return found


class Document(pw.Model):
    """One page or file of a corpus.

    `status` goes from waiting to open (its result is pending or running), and then to done or
    failed. It is gone if its result was deleted, or if its page has left the sitemap or feed. When
    it is done, the columns that lists show are copied from its result.
    """

    id = pw.AutoField()
    corpus = pw.ForeignKeyField(Corpus, on_delete="CASCADE", index=False)
    position = pw.IntegerField()  # from 1, in the order of the source
    url = pw.TextField(null=True)
    host = pw.TextField(null=True)
    name = pw.TextField(null=True)  # of a file
    tag = pw.TextField(null=True)  # its group in an uploaded list
    published = pw.DateField(null=True)  # by the source; else the day of the count is used
    modified_at = DateTimeTZField(null=True)  # by the sitemap or feed
    result = pw.ForeignKeyField(Result, null=True, on_delete="SET NULL")
    secret_hash = pw.BlobField(null=True)  # of the result of a private corpus
    status = pw.TextField(default="waiting")
    error_code = pw.TextField(null=True)
    error_message = pw.TextField(null=True)
    title = pw.TextField(null=True)
    language = pw.TextField(null=True)
    total = pw.IntegerField(null=True)
    distinct = pw.IntegerField(null=True)
    mattr = pw.DoubleField(null=True)
    counted_at = DateTimeTZField(null=True)
    fingerprint = pw.TextField(null=True)  # MD5 of the text
    duplicate_of = pw.IntegerField(null=True)  # the position of a document with the same text
    # The batch of the corpus's totals that contains it. Negative, if that batch must be rebuilt,
    # because the document has changed or gone since; 0, if its words exceed the quota of a day.
    summed_in = pw.IntegerField(null=True)
    # Of a document that is counted again, until that is done.
    next_result_id = pw.IntegerField(null=True)

    corpus_id: int
    result_id: int | None

    class Meta:
        database = database
        table_name = "corpus_documents"
        indexes = ((("corpus", "position"), True), (("corpus", "fingerprint"), False))

    @property
    def is_too_long(self) -> bool:
        """Whether its words exceed the quota of a day, so that they are in no totals."""
        return self.status == "done" and self.summed_in == 0

    @classmethod
    def counted(cls, corpus: int) -> pw.Expression:
        """Return the condition of the documents whose words are counted: one for each text."""
        has_words = (cls.status == "done") & cls.result.is_null(False)
        return (cls.corpus == corpus) & has_words & cls.duplicate_of.is_null()


class CorpusEvent(pw.Model):
    """A page of a watched corpus that has appeared, changed its text, or is gone."""

    id = pw.AutoField()
    corpus = pw.ForeignKeyField(Corpus, on_delete="CASCADE", index=False)
    checked_at = DateTimeTZField()  # `followed_at` of the corpus at that time
    kind = pw.TextField()  # "appeared", "changed" or "gone"
    position = pw.IntegerField()
    result_id = pw.IntegerField(null=True)
    previous_id = pw.IntegerField(null=True)  # of the result that it is compared with

    class Meta:
        database = database
        table_name = "corpus_events"
        indexes = ((("corpus", "checked_at"), False),)


class CorpusAlert(pw.Model):
    """Reports in the feed of a watched corpus that a term appears, is gone, or crosses a number."""

    id = pw.AutoField()
    corpus = pw.ForeignKeyField(Corpus, on_delete="CASCADE")
    term = pw.TextField()  # words and phrases, as typed
    when = pw.TextField()  # one of alerts.WHEN
    number = pw.IntegerField(null=True)  # of "crosses"
    created_at = DateTimeTZField(default=pw.fn.now)

    class Meta:
        database = database
        table_name = "corpus_alerts"


class TermCounts(pw.Model):
    """The counts of terms in a corpus at one check, by name, and of alerts by their ids."""

    corpus = pw.ForeignKeyField(Corpus, on_delete="CASCADE", index=False)
    checked_at = DateTimeTZField()  # `followed_at` of the corpus at that time, or `created_at`
    terms = JSONField()
    alerts = JSONField()

    class Meta:
        database = database
        table_name = "corpus_term_counts"
        primary_key = pw.CompositeKey("corpus", "checked_at")
