"""The tables of the summed words of corpora."""

import peewee as pw
from playhouse.postgres_ext import DateTimeTZField, IntervalField, JSONField

from db import database


class CorpusSum(pw.Model):
    """Which batch of words a corpus has; readers may still use `earlier_batch`.

    `figures` has the figures of each part (see `merging.Figures`), the most frequent language, and
    the total lengths, which batches of earlier releases lack.
    """

    corpus_id = pw.IntegerField(primary_key=True)
    batch = pw.IntegerField(default=0)
    earlier_batch = pw.IntegerField(null=True)
    figures = JSONField(null=True)
    checked_at = DateTimeTZField(default=pw.fn.now)
    built_at = DateTimeTZField(null=True)
    duration = IntervalField(null=True)  # of writing the batch

    class Meta:
        database = database
        table_name = "corpus_sums"


class SummedDocument(pw.Model):
    """A document in the sums of its corpus, with the summed result and its rules."""

    corpus_id = pw.IntegerField()
    position = pw.IntegerField()
    result_id = pw.IntegerField()
    rule = pw.IntegerField(null=True)
    segmenter = pw.TextField(null=True)
    language = pw.TextField(null=True)

    class Meta:
        database = database
        table_name = "summed_documents"
        primary_key = pw.CompositeKey("corpus_id", "position")


class CorpusWord(pw.Model):
    """A word of a corpus with its Tally and its postings. The word "" has those of all words."""

    corpus_id = pw.IntegerField()
    part = pw.TextField()  # "page" or "main"
    batch = pw.IntegerField()
    word = pw.TextField(collation='"C"')  # at most MAX_WORD characters of it
    count = pw.BigIntegerField()
    documents = pw.IntegerField()
    kept = pw.BigIntegerField()
    kept_documents = pw.IntegerField()
    dp = pw.FloatField()
    postings = pw.BlobField()

    class Meta:
        database = database
        table_name = "corpus_words"
        primary_key = pw.CompositeKey("corpus_id", "part", "batch", "word")
