import csv
import io

import pytest

from wordcount import count_text

TEXT = "Strong tea and strong coffee.\nWeak tea or strong tea with milk."


@pytest.fixture
def counted(make_result):
    count = count_text(TEXT, "en")
    return make_result(text=count.text, result_all=count.result_all)


def test_collocates_come_as_data(client, counted):
    reply = client.get("/results/1/collocates.json?word=TEA&window=1").json

    assert (reply["word"], reply["count"], reply["window"]) == ("tea", 3, 1)
    assert reply["collocates"][0] == {
        "word": "strong", "before": 2, "after": 0, "observed": 2, "expected": 2.0,
        "log_dice": 13.415, "g2": 0.0,
    }  # fmt: skip


def test_collocates_come_as_a_table(client, counted):
    reply = client.get("/results/1/collocates.csv?word=coffee&window=1")

    assert next(csv.reader(io.StringIO(reply.text))) == [
        "word", "before", "after", "observed", "expected", "log_dice", "g2"
    ]  # fmt: skip


@pytest.mark.parametrize(("sort", "first"), [("observed", "strong"), ("log_dice", "strong")])
def test_collocates_are_sorted_as_asked(sort, first, client, counted):
    rows = client.get(f"/results/1/collocates.json?word=tea&sort={sort}").json["collocates"]

    values = [row[sort] for row in rows]
    assert values == sorted(values, reverse=True)
    assert rows[0]["word"] == first


def test_a_collocate_leads_to_the_contexts_that_have_it(client, counted):
    page = client.get("/results/1/collocates?word=tea&window=1&stop_words=keep").text
    found = client.get("/results/1/contexts.json?word=tea&near=weak&window=1").json

    assert (
        'href="/results/1/contexts?word=tea&amp;stop_words=keep&amp;window=1&amp;near=weak"' in page
    )
    assert (found["count"], found["contexts"][0]["left"].split()[-1]) == (1, "Weak")
    assert "Only where" in client.get("/results/1/contexts?word=tea&near=weak&window=1").text


def test_stop_words_are_left_out_for_people(client, counted):
    people = client.get("/results/1/collocates?word=tea").text
    programs = client.get("/results/1/collocates.json?word=tea").json

    assert "near=and" not in people
    assert "and" in [row["word"] for row in programs["collocates"]]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("window=0", "window must be a whole number above 0."),
        ("window=11", "window must be from 1 to 10."),
        ("sort=magic", "sort must be one of log_dice, g2, observed."),
    ],
)
def test_what_does_not_exist_is_refused(query, message, client, counted):
    reply = client.get(f"/results/1/collocates.json?word=tea&{query}")

    assert (reply.status_code, reply.json["error"]["message"]) == (400, message)


@pytest.mark.parametrize("word", ["", "zebra"])
def test_a_word_that_does_not_occur_has_no_collocates(word, client, counted):
    assert client.get(f"/results/1/collocates?word={word}").status_code == 200
    assert client.get(f"/results/1/collocates.json?word={word}").json["collocates"] == []


def test_very_many_collocates_are_cut_and_every_format_says_so(client, counted, monkeypatch):
    monkeypatch.setattr("views.collocates.AT_MOST", 2)

    reply = client.get("/results/1/collocates.json?word=tea")

    assert (len(reply.json["collocates"]), reply.json["partial"]) == (2, True)
    assert reply.headers["Wordcount-Partial"] == "true"
    page = client.get("/results/1/collocates?word=tea").text
    assert "Only the first 2 words are shown." in page


def test_a_page_without_collocates_says_that_stop_words_are_left_out(client, make_result):
    make_result(text="the cat\nthe cat", language="en")

    page = client.get("/results/1/collocates?word=cat").text
    all_words = client.get("/results/1/collocates?word=cat&stop_words=keep").text

    assert "No other word is near it. Stop words are left out." in page
    assert "stop_words=keep" in page
    assert "No other word is near it." not in all_words
