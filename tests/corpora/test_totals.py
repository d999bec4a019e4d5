"""The words of a corpus are the sum of those of its documents, whatever happens to these."""

import datetime as dt
import random
import tracemalloc
from collections import Counter
from contextlib import suppress

import peewee as pw
import psycopg2
import pytest

import corpora.added
import corpora.due
import corpora.merging
import corpora.runs
import corpora.summed
import corpora.sweeping
import corpora.totals
import settings
from capacity.digests import digest_of_corpora
from capacity.quotas import Quota
from corpora.models import Corpus, Document
from corpora.outcomes import record_done
from corpora.postings import counts, unpack
from corpora.sums import CorpusSum, CorpusWord, SummedDocument
from corpora.totals import sum_up, sum_up_next, sum_up_next_small
from corpora.unsummed import Unsummed, unsummed
from db import UNAVAILABLE, database
from models import Result


def words_of(corpus, part="page"):
    batch = CorpusSum.get_by_id(corpus.id).batch
    of_part = (CorpusWord.part == part) & (CorpusWord.batch == batch)
    rows = CorpusWord.select().where(CorpusWord.corpus_id == corpus.id, of_part)
    return {row.word: row for row in rows}


def totals_of(corpus, part="page"):
    return {word: row.count for word, row in words_of(corpus, part).items() if word}


def figures_of(corpus, part="page"):
    return CorpusSum.get_by_id(corpus.id).figures[part]


def test_the_words_of_documents_are_summed_up(make_corpus):
    corpus = make_corpus({"the": 5, "cat": 1}, {"the": 2}, {"cat": 3, "dog": 1})

    words = words_of(corpus)
    assert totals_of(corpus) == {"the": 7, "cat": 4, "dog": 1}
    assert (words["cat"].documents, words["the"].documents) == (2, 2)
    assert [*counts(unpack(words["cat"].postings))] == [(1, 1), (3, 3)]
    assert figures_of(corpus) == {
        "documents": 3, "total": 12, "distinct": 3, "kept": 12, "kept_distinct": 3, "once": 1,
        "growth": [[0, 0], [6, 2], [8, 2], [12, 3]], "cut": False,
    }  # fmt: skip


def test_the_sum_of_all_words_is_that_of_the_documents(make_corpus):
    corpus = make_corpus({"the": 5, "cat": 1}, {"the": 2})

    of_all = words_of(corpus)[""]
    assert (of_all.count, of_all.documents) == (8, 2)
    assert [*counts(unpack(of_all.postings))] == [(1, 6), (2, 2)]


def test_a_word_is_a_stop_word_where_its_document_says_so(make_corpus, add_document):
    corpus = make_corpus()
    add_document(corpus, {"die": 5, "Katze": 1}, result_no_stop_words={"Katze": 1}, language="de")
    add_document(corpus, {"die": 2}, language="en")

    sum_up(corpus.id)

    die = words_of(corpus)["die"]
    assert (die.count, die.documents, die.kept, die.kept_documents) == (7, 2, 2, 1)
    assert (figures_of(corpus)["kept"], figures_of(corpus)["kept_distinct"]) == (3, 2)
    assert CorpusSum.get_by_id(corpus.id).figures["language"] == "de"


def test_main_texts_are_summed_up_where_there_are_some(make_corpus, add_document):
    corpus = make_corpus({"menu": 9})
    main = {"main_all": {"cat": 2}, "main_no_stop_words": {"cat": 2}, "main_total": 2}
    add_document(corpus, {"menu": 9, "cat": 2}, **main)

    sum_up(corpus.id)

    assert totals_of(corpus, "main") == {"cat": 2}
    assert figures_of(corpus, "main")["documents"] == 1
    assert totals_of(corpus) == {"menu": 18, "cat": 2}


def test_documents_with_the_same_text_are_counted_once(make_corpus, add_document):
    corpus = make_corpus({"cat": 1})
    add_document(corpus, {"cat": 1}, duplicate_of=1)

    assert not sum_up(corpus.id)
    assert totals_of(corpus) == {"cat": 1}


def delete_result(document):
    Result.delete().where(Result.id == document.result_id).execute()


def recount(document):
    change = {"rule": 99, "result_all": {"kitten": 1}, "total": 1}
    Result.update(change).where(Result.id == document.result_id).execute()


def leave(document):
    Document.update(status="gone").where(Document.id == document.id).execute()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (delete_result, {"cat": 1}),
        (leave, {"cat": 1}),
        (recount, {"cat": 1, "kitten": 1}),
    ],
)
def test_a_document_that_changes_or_goes_changes_the_sum(change, words, make_corpus):
    corpus = make_corpus({"cat": 1}, {"cat": 2, "dog": 1})

    change(Document.get(Document.position == 2))

    assert sum_up(corpus.id)
    assert totals_of(corpus) == words
    assert not sum_up(corpus.id)


def test_the_last_document_leaves_no_words(make_corpus):
    corpus = make_corpus({"cat": 1})
    Result.delete().execute()

    sum_up(corpus.id)

    assert (words_of(corpus), figures_of(corpus)["documents"]) == ({}, 0)


def test_documents_are_added_in_batches(make_corpus, add_document, monkeypatch):
    monkeypatch.setattr(corpora.added, "DOCUMENTS_AT_ONCE", 2)
    monkeypatch.setattr(corpora.added, "ENOUGH", 3)
    monkeypatch.setattr(corpora.merging, "READ_AT_ONCE", 1)
    monkeypatch.setattr(corpora.merging, "WRITTEN_AT_ONCE", 1)
    corpus = make_corpus(*[{"the": number, f"w{number}": 1} for number in range(1, 8)])

    batches = sum(sum_up(corpus.id) for _ in range(9))

    assert batches == 3
    assert totals_of(corpus) == {"the": 28, **{f"w{number}": 1 for number in range(1, 8)}}
    assert [*counts(unpack(words_of(corpus)["the"].postings))][-1] == (7, 7)


STOP_WORDS = {"the", "of", "and"}


def in_order(counts):
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def count_of_chance(chance):
    """The words of a document as they are stored, some of them longer than MAX_WORD."""
    names = [*STOP_WORDS, *"abcdefgh", "é", "東京", "😀", "x" * 100, "x" * 101, "y" * 150]
    return in_order(Counter(chance.choices(names, k=chance.randrange(1, 40))))


def test_the_sums_do_not_depend_on_how_much_is_in_memory(make_corpus, add_document, monkeypatch):
    for module, name, value in (
        (corpora.added, "BEGINNING", 20), (corpora.added, "PIECE", 30),
        (corpora.added, "PARSED_AT_ONCE", 10), (corpora.added, "WORDS_AT_ONCE", 20),
        (corpora.runs, "IN_MEMORY", 5), (corpora.runs, "BLOCK", 2), (corpora.runs, "SPOOLED", 50),
        (corpora.merging, "READ_AT_ONCE", 4), (corpora.merging, "POSTINGS_AT_ONCE", 6),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    chance, corpus = random.Random(1), make_corpus()
    documents = [count_of_chance(chance) for _ in range(30)]
    for number, words in enumerate(documents, 1):
        kept = {word: count for word, count in words.items() if word not in STOP_WORDS}
        add_document(corpus, words, result_no_stop_words=kept)
        if number % 15 == 0:
            sum_up(corpus.id)

    of_all = Counter()
    for words in documents:
        for word, count in words.items():
            of_all[word[:100]] += count
    kept = {row.word: row.kept for row in words_of(corpus).values() if row.word}
    assert totals_of(corpus) == dict(of_all)
    assert kept == {word: 0 if word in STOP_WORDS else of_all[word] for word in of_all}
    assert figures_of(corpus)["distinct"] == len(of_all)
    for position, words in enumerate(documents, 1):
        for row in words_of(corpus).values():
            counted = sum(n for word, n in words.items() if word[:100] == row.word or not row.word)
            assert dict(counts(unpack(row.postings))).get(position, 0) == counted


@pytest.mark.slow
def test_words_of_a_large_document_take_little_memory(make_corpus, add_document):
    corpus = make_corpus()
    add_document(corpus, {f"{number:x}": 1 for number in range(150_000)})
    [row] = database.execute_sql(corpora.summed.NEW, {"corpus": corpus.id, "most": 1}).fetchall()

    tracemalloc.start()
    with corpora.runs.Runs() as words:
        corpora.added.read_added("page", [row], words)
        number = sum(1 for _ in words)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (number, len(words), words.added) == (150_000, 150_000, 150_000)
    assert most < 35_000_000


def test_a_corpus_that_is_being_counted_waits_for_enough_documents(make_corpus, add_document):
    corpus = make_corpus(finished_at=None, status="counting")
    for _ in range(corpora.totals.LEAST - 1):
        add_document(corpus, {"cat": 1})
    assert not sum_up(corpus.id)

    add_document(corpus, {"cat": 1})

    assert sum_up(corpus.id)
    assert totals_of(corpus) == {"cat": corpora.totals.LEAST}


def test_long_words_are_counted_by_their_beginning(make_corpus):
    corpus = make_corpus({"x" * 100: 1, "x" * 101: 2, "x" * 102: 3}, {"x" * 103: 1})

    row = words_of(corpus)["x" * 100]
    assert (row.count, row.documents) == (7, 2)


def test_very_many_words_of_a_document_are_cut(make_corpus, monkeypatch):
    monkeypatch.setattr(corpora.added, "MAX_JSON", 30)
    corpus = make_corpus({"the": 5, "cat": 2, "dog": 1, "mouse": 1, "rat": 1})

    assert totals_of(corpus) == {"the": 5, "cat": 2}
    assert words_of(corpus)[""].count == 10


@pytest.mark.parametrize("word", ["tab\there", "new\nline", "back\\slash", "\\N", "ａ", "😀1", "'"])
def test_any_sign_is_kept(word, make_corpus):
    corpus = make_corpus({word: 2}, {word: 1})

    assert totals_of(corpus) == {word: 3}


def test_words_come_in_the_same_order_from_the_database_and_from_new_documents(
    make_corpus, add_document
):
    signs = ["Z", "a", "é", "ﬀ", "가", "\uffff", "😀", "a b", "a-b", "ab"]
    corpus = make_corpus(dict.fromkeys(signs[::2], 1))
    add_document(corpus, dict.fromkeys(signs, 1))

    sum_up(corpus.id)

    assert totals_of(corpus) == {sign: 2 - number % 2 for number, sign in enumerate(signs)}


def test_a_batch_that_broke_off_is_written_again(make_corpus, add_document, monkeypatch):
    corpus = make_corpus({"cat": 1})
    add_document(corpus, {"dog": 1})
    with monkeypatch.context() as patch:
        patch.setattr(corpora.totals, "merge_part", lambda sums, *_: break_off(sums))
        with pytest.raises(ZeroDivisionError):
            sum_up(corpus.id)
    assert totals_of(corpus) == {"cat": 1}

    sum_up(corpus.id)

    assert totals_of(corpus) == {"cat": 1, "dog": 1}


def break_off(sums):
    CorpusWord.insert(
        corpus_id=sums.corpus_id, part="page", batch=sums.batch + 1, word="dog", count=1,
        documents=1, kept=1, kept_documents=1, dp=0, postings=b"",
    ).execute()  # fmt: skip
    raise ZeroDivisionError


def test_earlier_batches_are_deleted_when_nobody_reads_them(make_corpus, add_document):
    corpus = make_corpus({"cat": 1})
    add_document(corpus, {"dog": 1})
    sum_up(corpus.id)
    assert {row.batch for row in CorpusWord.select()} == {1, 2}

    CorpusSum.update(built_at="2026-01-01 00:00Z").execute()
    sum_up(corpus.id)

    assert {row.batch for row in CorpusWord.select()} == {2}


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


def test_words_that_an_earlier_release_left_are_deleted(make_corpus, monkeypatch):
    monkeypatch.setattr(corpora.sweeping, "LOOKED_AT", 2)
    made = [make_corpus({"cat": 1}) for _ in range(5)]
    for corpus in made[::2]:
        Corpus.delete().where(Corpus.id == corpus.id).execute()
        CorpusSum.delete().where(CorpusSum.corpus_id == corpus.id).execute()
    finder = corpora.sweeping.Finder()

    while finder.after is not None:
        finder.step()
    while sum_up_next():
        pass

    assert {row.corpus_id for row in CorpusWord.select()} == {made[1].id, made[3].id}


def test_one_process_at_a_time_sums_up_a_corpus(make_corpus, add_document, server_url):
    corpus = make_corpus({"cat": 1})
    add_document(corpus, {"dog": 1})
    CorpusSum.update(checked_at="2026-01-01 00:00Z").execute()
    other = psycopg2.connect(server_url)
    lock = "SELECT pg_advisory_lock(%s, %s)"
    with other.cursor() as cursor:
        cursor.execute(lock, [corpora.due.LOCK, corpus.id])

        sum_up_next()

        assert totals_of(corpus) == {"cat": 1}
    other.close()


@pytest.fixture
def two_corpora(make_corpus, add_document):
    """Two corpora with a new document; the first is due first, and has more words."""
    large, small = make_corpus({"cat": 1}), make_corpus({"cat": 1})
    add_document(large, {"dog": 1, "mouse": 1}, distinct=2)
    add_document(small, {"dog": 1}, distinct=1)
    for day, corpus in enumerate((large, small), 1):
        of_corpus = CorpusSum.corpus_id == corpus.id
        CorpusSum.update(checked_at=f"2026-01-0{day} 00:00Z").where(of_corpus).execute()
    return large, small


def test_a_corpus_that_another_process_sums_up_delays_no_other(two_corpora, server_url):
    large, small = two_corpora
    other = psycopg2.connect(server_url)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [corpora.due.LOCK, large.id])

        assert sum_up_next()

        assert (totals_of(large), totals_of(small)) == ({"cat": 1}, {"cat": 1, "dog": 1})
    other.close()


def test_small_corpora_wait_for_no_large_one(two_corpora, monkeypatch):
    large, small = two_corpora
    monkeypatch.setattr(corpora.totals, "SMALL", 2)

    assert sum_up_next_small()

    assert (totals_of(large), totals_of(small)) == ({"cat": 1}, {"cat": 1, "dog": 1})
    assert not sum_up_next_small()


@pytest.mark.parametrize(
    "other", [b"networkB" + b"1" * 8, b"networkA" + b"2" * 8], ids=["network", "client"]
)
def test_clients_take_turns(other, make_corpus, add_document):
    clients = [b"networkA" + b"1" * 8] * 3 + [other]
    for day, client in enumerate(clients, 1):
        corpus = make_corpus({"cat": 1}, client=client)
        add_document(corpus, {"dog": 1})
        of_corpus = CorpusSum.corpus_id == corpus.id
        CorpusSum.update(checked_at=f"2026-01-0{day} 00:00Z").where(of_corpus).execute()
    order = []

    for _ in clients:
        order.append(corpora.due.due()[0])
        sum_up_next()

    assert order == [1, 4, 2, 3]


def test_a_corpus_that_waits_for_quota_takes_no_turn_of_its_client(make_corpus, add_document):
    for client, moment in [(b"networkA", "now()"), (b"networkB", "now() - interval '2 hours'")]:
        for checked_at in (moment, "now() - interval '3 hours'"):
            corpus = make_corpus({"cat": 1}, client=client * 2)
            add_document(corpus, {"dog": 1})
            of_corpus = CorpusSum.corpus_id == corpus.id
            CorpusSum.update(checked_at=pw.SQL(checked_at)).where(of_corpus).execute()
    refused = CorpusSum.update(checked_at=pw.SQL("now() + interval '59 minutes'"))
    refused.where(CorpusSum.corpus_id == 3).execute()

    assert corpora.due.due()[0] == 4


def test_one_step_reads_few_words(make_corpus, monkeypatch):
    monkeypatch.setattr(corpora.added, "ENOUGH", 1)
    main = {"main_all": {"cat": 1}, "main_no_stop_words": {"cat": 1}, "main_total": 1}
    corpus = make_corpus({"cat": 1, "dog": 1}, {"mouse": 1, "rat": 1})

    assert totals_of(corpus) == {"cat": 1, "dog": 1}
    Result.update(main).execute()
    sum_up(corpus.id)

    assert totals_of(corpus) == {"cat": 1, "dog": 1, "mouse": 1, "rat": 1}


def test_one_step_writes_little_to_disk(make_corpus, monkeypatch):
    monkeypatch.setattr(corpora.added, "ENOUGH_ON_DISK", 300)
    monkeypatch.setattr(corpora.runs, "IN_MEMORY", 1)
    documents = [{letter * 90: 1} for letter in "abcdefghi"]

    corpus = make_corpus(*documents)

    assert len(totals_of(corpus)) == 3  # words of 90 bytes, each with a posting
    while sum_up(corpus.id):
        pass
    assert len(totals_of(corpus)) == 9


def test_a_corpus_keeps_a_limited_number_of_different_words(
    make_corpus, add_document, client, monkeypatch
):
    monkeypatch.setattr(corpora.merging, "MAX_WORDS", 3)
    corpus = make_corpus({"cat": 1, "dog": 1})
    assert not figures_of(corpus)["cut"]

    for words in ({"ant": 1, "cat": 1, "zebra": 2}, {"ant": 9, "zebra": 1}):
        add_document(corpus, words)
        sum_up(corpus.id)

    assert totals_of(corpus) == {"cat": 2, "dog": 1, "zebra": 3}
    assert (figures_of(corpus)["cut"], figures_of(corpus)["total"]) == (True, 16)
    assert client.get(f"/corpora/{corpus.id}/words.json").json["partial"]
    assert "keeps 3 different words" in client.get(f"/corpora/{corpus.id}/words").text


def test_a_finished_corpus_is_due_when_a_document_is_in_no_sum(make_corpus, add_document):
    corpus = make_corpus({"cat": 1})
    add_document(corpus, {"dog": 1})
    a_minute_ago = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    CorpusSum.update(checked_at=a_minute_ago).execute()

    assert sum_up_next()

    assert totals_of(corpus) == {"cat": 1, "dog": 1}


def test_a_document_that_changes_while_it_is_summed_up_is_marked(
    make_corpus, add_document, make_result, monkeypatch
):
    corpus = make_corpus({"cat": 1})
    other = make_result(result_all={"kitten": 1}, result_no_stop_words={}, total=1)
    document = add_document(corpus, {"dog": 1})
    merge_part = corpora.totals.merge_part

    def change(*arguments):
        Document.update(result=other).where(Document.id == document.id).execute()
        return merge_part(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(corpora.totals, "merge_part", change)
        sum_up(corpus.id)
    assert Document.get_by_id(document.id).summed_in == -2

    sum_up(corpus.id)

    assert totals_of(corpus) == {"cat": 1, "kitten": 1}


def test_a_corpus_is_looked_at_when_it_is_due(make_corpus, add_document):
    corpus = make_corpus({"cat": 1})
    assert not sum_up_next()
    add_document(corpus, {"dog": 1})
    assert not sum_up_next()

    CorpusSum.update(checked_at="2026-01-01 00:00Z").execute()

    assert sum_up_next()
    assert totals_of(corpus) == {"cat": 1, "dog": 1}


def mark(position):
    """Have the batch of a document rebuilt."""
    Document.update(summed_in=-1).where(Document.position == position).execute()


def test_a_finished_corpus_is_due_when_a_document_is_marked(make_corpus):
    corpus = make_corpus({"cat": 1}, {"dog": 1})
    a_minute_ago = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    CorpusSum.update(checked_at=a_minute_ago).execute()
    assert not sum_up_next()

    leave(Document.get(Document.position == 2))
    mark(2)

    assert sum_up_next()
    assert totals_of(corpus) == {"cat": 1}
    marks = [document.summed_in for document in Document.select().order_by(Document.position)]
    assert marks == [1, None]


def test_a_marked_document_that_did_not_change_is_unmarked(make_corpus):
    corpus = make_corpus({"cat": 1})
    mark(1)

    assert not sum_up(corpus.id)
    assert Document.get().summed_in == 1


CLIENT = b"networkA" + b"client-1"


@pytest.fixture
def quota(monkeypatch, app):
    """A quota of a megabyte a day."""
    monkeypatch.setattr(settings.current(), "MEGABYTES_PER_DAY", 1)


def test_the_words_of_a_corpus_are_charged_to_its_client(quota, make_corpus, add_document):
    corpus = make_corpus({f"{n:08}": 1 for n in range(500)}, client=CLIENT)

    before = Quota.get_by_id(digest_of_corpora(CLIENT)).size
    add_document(corpus, {"cat": 1})
    sum_up(corpus.id)

    assert before > 500 * 260
    assert 0 < Quota.get_by_id(digest_of_corpora(CLIENT)).size - before < 2_000


def test_the_charge_is_an_upper_bound_of_what_is_stored(quota, make_corpus):
    before = stored_size()

    make_corpus({f"{n:08}": 1 for n in range(1500)}, client=CLIENT)

    assert stored_size() - before <= Quota.get_by_id(digest_of_corpora(CLIENT)).size


def test_words_beyond_the_quota_are_added_later(quota, make_corpus):
    use_up_quota()
    corpus = make_corpus(words_from(0, 1200), client=CLIENT)
    assert CorpusWord.select().count() == 0
    assert not sum_up_next()
    assert unsummed(corpus.id) == Unsummed(1, CorpusSum.get().checked_at)

    Quota.delete().execute()
    CorpusSum.update(checked_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)).execute()
    sum_up_next()

    assert figures_of(corpus)["distinct"] == 1200
    assert unsummed(corpus.id) == Unsummed(0, None)


def use_up_quota():
    assert Quota.charge(digest_of_corpora(CLIENT), 600_000, 1)


def words_from(first, number):
    return {f"{n:08}": 1 for n in range(first, first + number)}


def test_words_that_exceed_the_quota_are_not_written_before_the_next_day(
    quota, make_corpus, monkeypatch
):
    monkeypatch.setattr(corpora.totals, "merge", lambda *_: 1 / 0)
    use_up_quota()

    make_corpus(words_from(0, 1200), client=CLIENT)

    sums = CorpusSum.get()
    next_day = sums.checked_at.astimezone(dt.UTC)
    assert (sums.batch, next_day.time()) == (0, dt.time())
    assert next_day > dt.datetime.now(dt.UTC)
    assert not sum_up_next()


def test_as_many_documents_are_added_as_the_quota_allows(quota, make_corpus):
    corpus = make_corpus(*(words_from(n * 1000, 800) for n in range(4)), client=CLIENT)

    assert figures_of(corpus)["documents"] == 2
    sum_up(corpus.id)
    assert CorpusSum.get().batch == 1


def test_known_words_are_charged_by_their_postings(quota, make_corpus, add_document):
    corpus = make_corpus(words_from(0, 1500), client=CLIENT)
    for _ in range(3):
        add_document(corpus, words_from(0, 1500))

    sum_up(corpus.id)

    assert figures_of(corpus)["documents"] == 4


def test_words_of_a_deleted_document_go_when_the_quota_is_used_up(quota, make_corpus, add_document):
    corpus = make_corpus(words_from(0, 1000), {"cat": 1}, client=CLIENT)
    add_document(corpus, words_from(5000, 1200))
    sum_up(corpus.id)
    assert not sum_up_next()

    leave(Document.get(Document.position == 2))
    mark(2)
    while sum_up_next():
        pass

    assert "cat" not in totals_of(corpus)
    assert figures_of(corpus)["documents"] == 1


def test_a_document_that_outgrows_the_quota_leaves_its_earlier_words_nowhere(quota, make_corpus):
    corpus = make_corpus({"cat": 1}, {"dog": 1}, client=CLIENT)
    change = {"rule": 99, "result_all": words_from(0, 5000), "total": 5000}
    second = Document.get(Document.position == 2)
    Result.update(change).where(Result.id == second.result_id).execute()

    sum_up(corpus.id)

    assert totals_of(corpus) == {"cat": 1}


def stored_size():
    query = "SELECT pg_total_relation_size('corpus_words')"
    return database.execute_sql(query).fetchone()[0]


def test_a_process_that_freezes_while_it_sums_up_loses_its_corpus(
    make_corpus, server_url, monkeypatch
):
    monkeypatch.setattr(corpora.due, "FROZEN_AFTER", "300ms")
    corpus = make_corpus({"cat": 1})
    other = psycopg2.connect(server_url)

    with suppress(*UNAVAILABLE), corpora.due.locked(corpus.id), other.cursor() as cursor:
        cursor.execute("SET lock_timeout = '60s'")
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [corpora.due.LOCK, corpus.id])
        other.close()
        database.execute_sql("SELECT 1")
        pytest.fail("the frozen session goes on")
    database.close_all()


def test_a_session_that_has_summed_up_may_be_idle(make_corpus):
    corpus = make_corpus({"cat": 1})

    with corpora.due.locked(corpus.id):
        assert database.execute_sql("SHOW idle_session_timeout").fetchone() == ("2min",)
    assert database.execute_sql("SHOW idle_session_timeout").fetchone() == ("0",)


def test_a_long_document_keeps_no_shorter_one_from_being_added(quota, make_corpus):
    corpus = make_corpus(words_from(0, 2000), {"cat": 1}, client=CLIENT)
    while sum_up_next():
        pass

    assert totals_of(corpus) == {"cat": 1}


def test_a_document_that_exceeds_the_quota_of_a_day_is_left_out(quota, make_corpus, add_document):
    corpus = make_corpus(words_from(0, 5000), client=CLIENT)
    assert Document.get().is_too_long
    assert unsummed(corpus.id).documents == 0

    add_document(corpus, {"cat": 1})
    sum_up(corpus.id)

    assert totals_of(corpus) == {"cat": 1}


def test_a_document_that_was_left_out_is_added_once_it_is_shorter(quota, make_corpus):
    corpus = make_corpus(words_from(0, 5000), client=CLIENT)
    document = Document.get()
    Result.update(result_all={"cat": 1}, total=1).where(Result.id == document.result_id).execute()
    record_done([document.id])

    sum_up(corpus.id)

    assert totals_of(corpus) == {"cat": 1}
