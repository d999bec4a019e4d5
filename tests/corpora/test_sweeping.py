"""The words of deleted corpora are deleted."""

import psycopg2

import corpora.due
import corpora.totals
from corpora.models import Corpus
from corpora.sums import CorpusSum, CorpusWord, SummedDocument
from corpora.sweeping import Finder
from corpora.totals import sum_up, sum_up_next


def test_the_words_of_a_deleted_corpus_are_deleted(make_corpus):
    make_corpus({"cat": 1})
    Corpus.delete().execute()

    assert sum_up_next()

    left = CorpusWord.select().count(), SummedDocument.select().count(), CorpusSum.select().count()
    assert left == (0, 0, 0)


def test_a_corpus_that_is_deleted_while_it_is_summed_up_leaves_no_words(
    make_corpus, add_document, monkeypatch
):
    corpus = make_corpus({"cat": 1})
    add_document(corpus, {"dog": 1})
    merge_part = corpora.totals.merge_part

    def delete(*arguments):
        Corpus.update(status="deleted").execute()
        return merge_part(*arguments)

    monkeypatch.setattr(corpora.totals, "merge_part", delete)
    sum_up(corpus.id)

    assert (CorpusWord.select().count(), CorpusSum.get().batch) == (0, 1)


def test_the_words_of_a_deleted_corpus_stay_until_nobody_writes_any(make_corpus, server_url):
    corpus = make_corpus({"cat": 1})
    Corpus.delete().execute()
    other = psycopg2.connect(server_url)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [corpora.due.LOCK, corpus.id])
        assert not sum_up_next()
        assert CorpusSum.select().count() == 1
        # The server would unlock it some time after the connection is closed.
        cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()

    assert sum_up_next()

    assert (CorpusWord.select().count(), CorpusSum.select().count()) == (0, 0)


def test_words_that_an_earlier_release_left_are_deleted(make_corpus):
    made = [make_corpus({"cat": 1}) for _ in range(5)]
    for corpus in made[::2]:
        Corpus.delete().where(Corpus.id == corpus.id).execute()
        CorpusSum.delete().where(CorpusSum.corpus_id == corpus.id).execute()
    finder = Finder(at_once=2)

    while finder.after is not None:
        finder.step()
    while sum_up_next():
        pass

    assert {row.corpus_id for row in CorpusWord.select()} == {made[1].id, made[3].id}
