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
    assert 'href="/results/1/counters"' in client.get("/results/1").text
