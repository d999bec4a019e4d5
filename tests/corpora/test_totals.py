"""The words of a corpus are the sum of those of its documents, whatever happens to these."""

import random
import tracemalloc
from collections import Counter

import pytest
from summed import figures_of, leave, totals_of, words_of

import corpora.added
import corpora.merging
import corpora.runs
import corpora.summed
import corpora.totals
from corpora.models import Document
from corpora.postings import counts, unpack
from corpora.sums import CorpusSum, CorpusWord
from corpora.totals import sum_up
from db import database
from models import Result


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


def test_the_planner_knows_how_many_words_a_new_batch_has(make_corpus, monkeypatch):
    monkeypatch.setattr(corpora.totals, "ANALYZED_FROM", 1_000)
    for _ in range(2):  # of the second, the planner knew nothing
        corpus = make_corpus({f"word{number}": 1 for number in range(1_000)})

    statement = "EXPLAIN (FORMAT JSON) SELECT FROM corpus_words WHERE corpus_id = %s AND batch = 1"
    [[plan]] = database.execute_sql(statement, [corpus.id]).fetchone()

    assert 500 < plan["Plan"]["Plan Rows"] < 2_000


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
