import csv
import io

import pytest

from wordcount import count_text


@pytest.fixture
def counted(make_result):
    count = count_text("Don't – it is well-known.", "en")
    return make_result(text=count.text, result_all=count.result_all)


def test_a_page_says_what_other_counters_count(client, counted):
    page = client.get("/results/1/counters").text

    assert "We count 5 words in this text." in page
    assert "<code>wc -w</code>: 5 words" in page
    assert "6 words, 1 more" in page
    assert "well-known." in page


def test_other_counts_come_as_data(client, counted):
    reply = client.get("/results/1/counters.json").json
    rows = list(csv.reader(io.StringIO(client.get("/results/1/counters.csv").text)))

    assert reply["words"] == 5
    assert reply["counters"][1] == {
        "counter": "javascript", "words": 6, "difference": 1,
        "causes": [{"word": "Don't", "count": 1, "here": 1, "there": 2}],
    }  # fmt: skip
    assert rows[0] == ["counter", "words", "difference", "word", "count", "here", "there"]
    assert ["javascript", "6", "1", "Don't", "1", "1", "2"] in rows


def test_a_result_leads_to_other_counters(client, counted):
    assert 'href="/results/1/counters' in client.get("/results/1").text


def test_the_whole_page_is_another_counter_of_a_main_text(client, make_result):
    words = count_text("Menu menu cats\nThe cats ran.", "en").result_all
    main = count_text("The cats ran.", "en").result_all
    make_result(
        text="Menu menu cats\nThe cats ran.", result_all=words, main_all=main, main_lines=[[1, 2]],
        main_no_stop_words=main, main_total=3, main_distinct=3, main_rule=1,
    )  # fmt: skip

    reply = client.get("/results/1/counters.json?part=main").json

    assert (reply["words"], reply["counters"][0]["words"]) == (3, 6)
    assert [(each["word"], each["there"]) for each in reply["counters"][0]["causes"]] == [
        ("menu", 2),
        ("cats", 2),
    ]
    assert "The whole page: 6 words, 3 more" in client.get("/results/1/counters?part=main").text
    assert len(client.get("/results/1/counters.json").json["counters"]) == 3
