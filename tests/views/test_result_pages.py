"""The pages about one result: its words, cloud, phrases, contexts and vocabulary."""

import csv
import io
import re

import pytest
from markupsafe import escape

from web import texts
from wordcount import count_text

NAMES = ["words", "cloud", "phrases", "contexts", "text", "collocates", "vocabulary", "counters"]
TEXT = "The cat sat. The cat ran, and the dog ran.\nNo dog sat on the black cat."


@pytest.fixture
def counted(make_result):
    """Store the result of a text, as a worker would."""

    def counted(text, **values):
        count = count_text(text, values.get("language", "en"))
        return make_result(
            text=count.text,
            result_all=count.result_all,
            result_no_stop_words=count.result_no_stop_words,
            **values,
        )

    return counted


def csv_of(client, address):
    return list(csv.reader(io.StringIO(client.get(address).text)))


def words_of(client, query):
    return [row["word"] for row in client.get(f"/results/1/words.json?{query}").json["words"]]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("id", ["2", "99999999999"])
def test_pages_of_a_result_that_is_not_there_are_not_found(name, id, client, counted):
    counted(TEXT)

    assert client.get(f"/results/{id}/{name}").status_code == 404


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", ["pending", "running", "failed"])
def test_a_resultwithout_words_has_no_pages_about_them(name, status, client, make_result):
    make_result(status=status, result_all=None, result_no_stop_words=None)

    reply = client.get(f"/results/1/{name}.json")

    assert reply.status_code == 404
    assert "not been counted yet" in reply.json["error"]["message"]


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_there_for_a_textwithout_words(name, client, counted):
    counted("…")

    assert client.get(f"/results/1/{name}").status_code == 200


@pytest.mark.parametrize("name", ["words", "cloud", "phrases?length=2", "contexts?word=cat", ""])
def test_every_page_stays_below_100_kb(name, client, counted):
    counted(" ".join(f"{'cat' * 50} {'dog' * 30}{n} cat" for n in range(5_000)))

    assert len(client.get(f"/results/1/{name}".removesuffix("/")).data) < 100_000


def test_words_come_with_count_and_share(client, counted):
    counted("the cat and the dog", url=None, title="Pets")

    reply = client.get("/results/1/words.json").json

    assert (reply["id"], reply["title"], reply["language"]) == (1, "Pets", "en")
    assert reply["words"][0] == {
        "word": "the", "rank": 1, "count": 2, "per_thousand": 400.0, "stop_word": True,
        "log_ratio": None, "log_likelihood": None,
    }  # fmt: skip


def test_words_come_as_a_table(client, counted):
    counted("the cat")

    assert csv_of(client, "/results/1/words.csv") == [
        ["word", "rank", "count", "per_thousand", "stop_word", "log_ratio", "log_likelihood"],
        ["cat", "1", "1", "500.0", "false", "", ""],
        ["the", "2", "1", "500.0", "true", "", ""],
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ["dog", "cat", "the", "elephant"]),
        ("stop_words=drop", ["dog", "cat", "elephant"]),
        ("filter=a", ["cat", "elephant"]),
        ("filter=CAT", ["cat"]),
        ("without=Dog,+cat", ["the", "elephant"]),
        ("sort=word", ["cat", "dog", "elephant", "the"]),
        ("sort=rare", ["elephant", "the", "cat", "dog"]),
        ("sort=long", ["elephant", "cat", "dog", "the"]),
        ("stop_words=drop&filter=a&without=cat&sort=word", ["elephant"]),
        ("filter=xyz", []),
    ],
)
def test_words_are_chosen_as_the_query_asks(query, words, client, counted):
    counted("dog dog dog dog cat cat cat the the elephant")

    assert words_of(client, query) == words


def test_bars_have_the_same_scale_on_every_page(client, make_result):
    words = {f"word{number}": 200 - number for number in range(150)}
    make_result(result_all=words, result_no_stop_words=words)

    second = client.get("/results/1/words?page=2").text

    assert 'width="50.00%"' in second
    assert 'width="100.00%"' not in second


def test_a_choice_of_words_is_kept_on_the_page(client, counted):
    counted("dog cat the elephant " * 2)

    page = client.get("/results/1/words?filter=a&without=dog&sort=long").text

    assert 'name="filter" type="search" value="a"' in page
    assert 'value="dog"' in page
    assert 'name="sort" value="long"' in page
    assert "words.csv?stop_words=drop&amp;without=dog&amp;filter=a&amp;sort=long" in page


def test_a_sort_that_does_not_exist_is_refused(client, counted):
    counted(TEXT)

    reply = client.get("/results/1/words.json?sort=magic")

    assert reply.status_code == 400
    sorts = "frequent, rare, word, unusual, long"
    assert reply.json["error"]["message"] == f"sort must be one of {sorts}."


def test_a_cloud_has_the_frequent_words_by_alphabet(client, counted):
    counted("dog dog dog dog cat the")

    cloud = client.get("/results/1/cloud.json?stop_words=drop").json["words"]

    assert cloud == [
        {"word": "cat", "count": 1, "size": 1},
        {"word": "dog", "count": 4, "size": 8},
    ]


def test_phrases_are_those_of_the_text(client, counted):
    counted(TEXT)

    assert client.get("/results/1/phrases.json").json["phrases"] == {"the cat": 2}
    assert client.get("/results/1/phrases.json?stop_words=drop").json["phrases"] == {}
    assert csv_of(client, "/results/1/phrases.csv?length=3") == [["phrase", "count"]]


@pytest.mark.parametrize("length", ["1", "6", "two", "0"])
def test_phrases_of_another_length_are_refused(length, client, counted):
    counted(TEXT)

    assert client.get(f"/results/1/phrases?length={length}").status_code == 400


def test_contexts_tell_where_a_word_stands(client, counted):
    counted(TEXT)

    reply = client.get("/results/1/contexts.json?word=DOG&sort=right").json

    assert (reply["word"], reply["count"]) == ("dog", 2)
    assert [context["position"] for context in reply["contexts"]] == [9, 12]
    assert reply["contexts"][0]["right"] == "ran. / No dog sat on the black cat"


def test_contexts_come_as_a_table(client, counted):
    counted("one cat, two")

    assert csv_of(client, "/results/1/contexts.csv?word=cat") == [
        ["position", "left", "word", "right"],
        ["2", "one", "cat", ", two"],
    ]


@pytest.mark.parametrize(("language", "is_rtl"), [("ar", True), ("he-IL", True), ("en", False)])
def test_what_comes_before_stands_where_reading_begins(language, is_rtl, client, counted):
    counted("واحد اثنان ثلاثة", language=language)

    page = client.get("/results/1/contexts?word=اثنان").text

    assert ('dir="rtl"' in page) is is_rtl


def test_a_phrase_leads_to_its_contexts(client, counted):
    counted(TEXT)

    page = client.get("/results/1/phrases?stop_words=keep").text

    assert 'href="/results/1/contexts?stop_words=keep&amp;word=the+cat' in page
    assert client.get("/results/1/contexts.json?word=the+cat").json["count"] == 2


def test_a_word_that_does_not_occur_says_so(client, counted):
    counted(TEXT)

    assert "does not occur here" in client.get("/results/1/contexts?word=mouse").text


@pytest.mark.parametrize("view", ["contexts", "collocates", "text"])
def test_a_word_that_does_not_occur_leads_to_words_that_begin_with_it(view, client, counted):
    counted(TEXT)

    assert "word=mous*" in client.get(f"/results/1/{view}?word=mous").text.replace("%2A", "*")
    assert "begin with it" not in client.get(f"/results/1/{view}?word=mous*").text
    assert "begin with it" not in client.get(f"/results/1/{view}?word=my+mouse").text


@pytest.mark.parametrize("view", ["contexts", "collocates", "text"])
def test_dictionary_forms_are_kept_for_the_next_word(view, client, counted):
    counted(TEXT)
    field = '<input type="hidden" name="forms" value="dictionary">'

    assert field in client.get(f"/results/1/{view}?forms=dictionary").text
    assert field not in client.get(f"/results/1/{view}?forms=written").text


@pytest.mark.parametrize(
    "name", ["cloud", "phrases", "contexts", "text", "collocates", "vocabulary", "terms"]
)
def test_own_stop_words_are_kept_in_the_tabs(name, client, counted):
    counted(TEXT)

    page = client.get(f"/results/1/{name}?word=cat&without=dog&stop_words=keep").text

    assert 'href="/results/1/words?stop_words=keep&amp;without=dog"' in page
    assert 'href="/results/1/cloud?stop_words=keep&amp;without=dog"' in page


@pytest.mark.parametrize("view", ["contexts", "collocates", "text"])
def test_a_word_has_a_switch_between_its_forms(view, client, counted):
    counted(TEXT)

    page = client.get(f"/results/1/{view}?word=cat&forms=dictionary&stop_words=keep").text

    assert ">As written</a>" in page
    assert "As written" not in client.get(f"/results/1/{view}?word=the+cat").text


@pytest.mark.parametrize("name", ["contexts.svg?word=cat", "vocabulary.svg"])
def test_a_chart_can_be_saved(name, client, counted):
    counted(TEXT)

    reply = client.get(f"/results/1/{name}")

    assert reply.mimetype == "image/svg+xml"
    assert reply.text.startswith("<svg")
    assert "filename=" in reply.headers["Content-Disposition"]


def test_vocabulary_tells_variety_and_reading_time(client, counted):
    counted("one two three four " * 119)

    reply = client.get("/results/1/vocabulary.json").json

    assert (reply["total"], reply["distinct"], reply["once"]) == (476, 4, 0)
    assert (reply["mattr"], reply["reading_minutes"]) == (0.04, 2.0)


def test_the_page_of_a_result_tells_them_too(client, counted):
    counted("one two three four " * 119)

    page = client.get("/results/1").text

    assert "about 2 minutes" in page
    assert ">4 of 100</a> consecutive words are different" in page


LENGTH = {
    "characters": 28, "characters_no_spaces": 24, "bytes": 28, "sentences": 2, "paragraphs": 2,
    "lines": 2, "long_words": 1,
}  # fmt: skip


def test_a_result_has_its_length(client, work):
    address = client.post("/results", data={"text": "The cat slept.\r\nAnybody spoke"}).location
    work()

    reply = client.get(f"{address}.json").json
    page = client.get(address).text

    assert reply["length"] == LENGTH
    assert "28 (24 without spaces)" in page
    assert "2 paragraphs, 2 lines" in page


def test_a_result_of_an_earlier_release_is_measured_when_read(client, counted):
    counted("The cat slept.\nAnybody spoke")

    assert client.get("/results/1.json").json["length"] == LENGTH


def test_a_long_result_of_an_earlier_release_has_no_length(client, counted, monkeypatch):
    monkeypatch.setattr(texts, "SERIALIZE_TEXTS_FROM", 10)
    counted("The cat slept.\nAnybody spoke")

    assert client.get("/results/1.json").json["length"] is None
    assert "without spaces" not in client.get("/results/1").text


@pytest.mark.parametrize(("language", "first"), [("en", "4"), ("zh", "20"), ("ko", "20")])
def test_characters_come_first_where_texts_are_measured_in_them(language, first, client, counted):
    counted("One two three. Four!", language=language)

    page = client.get("/results/1").text

    assert page.partition('class="figure"')[2].partition("<dd>")[2].startswith(f"{first}<")


def test_the_vocabulary_has_the_length_as_columns(client, counted):
    counted("One two three. Four!")

    names, values = csv_of(client, "/results/1/vocabulary.csv")

    figures = dict(zip(names, values, strict=True))
    assert (figures["characters"], figures["sentences"]) == ("20", "2")
    assert figures["words_per_sentence"] == "2.0"


@pytest.mark.parametrize("name", ["words", "cloud", "phrases", "contexts?word=alert"])
def test_hostile_words_are_shown_as_text(name, client, counted):
    counted("<script>alert(1)</script> <script>alert(1)</script>", title="<script>x")

    assert "<script>" not in client.get(f"/results/1/{name}").text


@pytest.mark.parametrize("typed", ["梁振英", "CAT", "climat*", '"the cat"', "a, b"])
def test_what_is_typed_comes_back_as_typed(typed, client, counted):
    counted("梁振英 climate cat a b the cat", language="zh")

    page = client.get("/results/1/contexts", query_string={"word": typed}).text

    assert f'value="{escape(typed)}"' in page


def test_contexts_are_as_wide_as_asked(client, counted):
    counted("a b c d e cat f g h i j")

    found = client.get("/results/1/contexts.json?word=cat&width=3").json["contexts"]

    assert (found[0]["left"], found[0]["right"]) == ("c d e", "f g h")
    assert client.get("/results/1/contexts?word=cat&width=31").status_code == 400


def test_a_cloud_of_words_that_occur_once_is_not_the_beginning_of_the_alphabet(client, make_result):
    words = {f"a{number}": 1 for number in range(200)} | {"zebra": 1, "watermelon": 1}
    make_result(result_all=words, result_no_stop_words=words)

    cloud = [row["word"] for row in client.get("/results/1/cloud.json").json["words"]]

    assert {"zebra", "watermelon"} <= {*cloud}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("stop_words=drop", "Every word here is a stop word. <a"),
        ("stop_words=drop&sort=rare", "Every word here is a stop word. <a"),
        ("stop_words=keep&filter=cat", "No words match."),
        ("stop_words=keep&without=the,and", "No words match."),
    ],
)
@pytest.mark.parametrize("view", ["/words", "/cloud"])
def test_an_empty_list_says_why(view, arguments, sentence, client, counted):
    counted("the and the", total=3)

    page = client.get(f"/results/1{view}?{arguments}").text

    assert sentence in page


@pytest.mark.parametrize(
    "address",
    ["/pages?url=https://a.example/", "/changes?from=1&to=2", "/compare?a=1&b=2", "/compare?a=1"],
)
def test_links_to_results_carry_the_switches(address, client, counted):
    for _ in range(2):
        counted(TEXT, url="https://a.example/", title="A")

    page = client.get(f"{address}&stop_words=keep&without=dog").text

    links = re.findall(r'href="(/results/\d[^"]*|/compare\?[^"]*|/changes\?[^"]*)"', page)
    assert links
    assert [each for each in links if "stop_words=" not in each and "json" not in each] == []


@pytest.mark.parametrize(
    ("counts", "sizes"),
    [
        ({"cat": 4, "dog": 2, "cow": 1}, {"cat": 8, "dog": 5, "cow": 1}),
        ({"cat": 101, "dog": 51, "cow": 50}, {"cat": 8, "dog": 2, "cow": 1}),
        ({"cat": 1, "dog": 1}, {"cat": 4, "dog": 4}),
    ],
    ids=["a short text", "a long text", "all alike"],
)
def test_the_least_frequent_words_of_a_cloud_are_the_smallest(counts, sizes, client, make_result):
    make_result(result_all=counts, result_no_stop_words=counts)

    words = client.get("/results/1/cloud.json").json["words"]

    assert {each["word"]: each["size"] for each in words} == sizes


def test_a_korean_result_begins_with_its_characters(client, make_result):
    length = {"characters": 12, "characters_no_spaces": 9, "bytes": 30, "sentences": 1}
    length |= {"paragraphs": 1, "lines": 1, "long_words": 0}
    make_result(language="ko", length=length, text="고양이가 두 마리 있다", total=4)

    page = client.get("/results/1").text

    figures = re.findall(r'<div class="figure"><dt>([^<]+)</dt><dd>([^<]+)</dd>', page)
    assert figures[:2] == [("characters", "12"), ("without spaces", "9")]
