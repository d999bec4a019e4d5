"""Reference words: how frequent words are in a language in general.

They are imported from a crawl, or rebuilt from the latest results: see rebuilding.py.
"""

import io
from collections.abc import Collection, Iterable

import peewee as pw
from playhouse.postgres_ext import DateTimeTZField

from db import database, read_sql

WORDS_PER_LANGUAGE = 100_000
MAX_WORD = 100  # characters; longer ones do not fit into an index of PostgreSQL


class ReferenceLanguage(pw.Model):
    """A language with reference words: how many words were counted in it, and where."""

    language = pw.TextField(primary_key=True)  # the primary subtag, such as "en"
    total = pw.BigIntegerField()  # of all words, also those that are not imported
    source = pw.TextField()
    imported_at = DateTimeTZField()
    results = pw.IntegerField(null=True)  # from which it was rebuilt; null: a crawl was imported

    class Meta:
        database = database
        table_name = "reference_languages"

    @classmethod
    def replace_words(
        cls, language: str, words: Iterable[tuple[str, int]], total: int, source: str
    ) -> None:
        """Store the words and occurrences of a language in place of those imported before."""
        rows = io.StringIO()
        for word, occurrences in words:
            rows.write(f"{language}\t{word}\t{occurrences}\n")
        rows.seek(0)
        values = {"total": total, "source": source, "imported_at": pw.fn.now(), "results": None}
        with database.atomic():
            cls.insert(language=language, **values).on_conflict(
                conflict_target=[cls.language], update=values
            ).execute()
            ReferenceWord.delete().where(ReferenceWord.language == language).execute()
            database.cursor().copy_expert("COPY reference_words FROM STDIN", rows)


class ReferenceWord(pw.Model):
    """How often a word occurs in a language in general."""

    language = pw.TextField()
    word = pw.TextField()
    occurrences = pw.BigIntegerField()

    class Meta:
        database = database
        table_name = "reference_words"
        primary_key = pw.CompositeKey("language", "word")

    @classmethod
    def counts(cls, language: str, words: Collection[str]) -> dict[str, int]:
        """How often each of these words occurs in a language in general, where it is known."""
        known = (
            "SELECT word, occurrences FROM reference_words WHERE language = %s AND word = ANY(%s)"
        )
        return dict(read_sql(known, [language, list(words)]))

    @classmethod
    def most_frequent(cls, language: str, limit: int) -> dict[str, int]:
        """The words that occur most often in a language in general, with their counts."""
        frequent = """
            SELECT word, occurrences FROM reference_words WHERE language = %s
            ORDER BY occurrences DESC, word LIMIT %s
        """
        return dict(read_sql(frequent, [language, limit]))
