"""Dictionary forms group the words of a result on every view, and never change their number."""

import csv
import io
from collections import OrderedDict
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web import limits
from wordcount import count_text
from wordcount.forms import dictionary
from wordcount.forms.dictionary import lemmas
from wordcount.forms.korean import Rules
from wordcount.forms.tables import Shelf

TEXT = "Cats go home. The cat went home, and cats go. A cat goes."
GO = {"go": 2, "goes": 1, "went": 1}
FORMS = "forms=dictionary&stop_words=keep"


@pytest.fixture
def counted(make_result):
    """Store the result of a text, as a worker would."""

    def counted(text=TEXT, language="en", **values):
        count = count_text(text, language)
        return make_result(
            text=count.text,
            language=language,
            result_all=count.result_all,
            result_no_stop_words=count.result_no_stop_words,
            total=count.total,
            distinct=count.distinct,
            **values,
        )

    return counted


def rows_of(client, address):
    return {row["word"]: row for row in client.get(address).json["words"]}


def csv_of(client, address):
    return list(csv.DictReader(io.StringIO(client.get(address).text)))


def test_words_are_grouped_in_json(client, counted):
    counted()

    rows = rows_of(client, f"/results/1/words.json?{FORMS}")

    assert rows["go"]["count"] == 4
    assert rows["go"]["forms"] == GO
    assert "went" not in rows


def test_words_are_grouped_in_csv(client, counted):
    counted()

    [go] = [row for row in csv_of(client, f"/results/1/words.csv?{FORMS}") if row["word"] == "go"]

    assert go["count"] == "4"
    assert go["forms"] == "go 2, goes 1, went 1"


@pytest.mark.parametrize("path", ["/results/1", "/results/1/words"])
def test_a_row_opens_its_forms(path, client, counted):
    counted()

    page = client.get(f"{path}?{FORMS}").text

    assert '<a href="/results/1/contexts?stop_words=keep&amp;word=go&amp;forms=dictionary">' in page
    assert "3 forms" in page
    assert '<a href="/results/1/contexts?stop_words=keep&amp;word=went">' in page


@pytest.mark.parametrize("view", ["words", "cloud"])
def test_words_are_as_written_unless_asked_for(view, client, counted):
    counted()

    rows = rows_of(client, f"/results/1/{view}.json")

    assert "went" in rows
    assert "forms" not in rows["went"]


def test_the_cloud_has_dictionary_forms(client, counted):
    counted()

    assert rows_of(client, f"/results/1/cloud.json?{FORMS}")["go"]["forms"] == GO
    assert "forms=dictionary&amp;word=go" in client.get(f"/results/1/cloud?{FORMS}").text


@pytest.mark.parametrize(
    ("query", "words"),
    [("filter=wen", {"go"}), ("filter=go", {"go"}), ("without=went", {"cat", "home"})],
)
def test_filters_and_own_stop_words_apply_to_the_forms(query, words, client, counted):
    counted()

    address = f"/results/1/words.json?forms=dictionary&stop_words=drop&{query}"

    assert set(rows_of(client, address)) - {"the", "and", "a"} == words


def test_a_comparison_has_dictionary_forms(client, counted):
    counted()
    counted("The dog went. Dogs go and go.")

    compared = client.get(f"/compare.json?a=1&b=2&{FORMS}").json

    lists = [row for name in ("more_in_a", "more_in_b", "shared") for row in compared[name]]
    [go] = [row for row in lists if row["word"] == "go"]
    assert (go["a"], go["b"]) == (4, 3)
    assert (go["forms_a"], go["forms_b"]) == (GO, {"go": 2, "went": 1})
    assert "4 forms" not in client.get(f"/compare?a=1&b=2&{FORMS}").text
    assert "3 forms" in client.get(f"/compare?a=1&b=2&{FORMS}").text


def test_an_inflected_word_is_no_change(client, counted):
    counted("the cat goes", url="http://a.example/")
    counted("the cat went", url="http://a.example/")

    written = client.get("/changes.json?from=1&to=2").json
    grouped = client.get("/changes.json?from=1&to=2&forms=dictionary").json

    assert [row["word"] for row in written["came"]] == ["went"]
    assert (grouped["came"], grouped["went"]) == ([], [])


def test_changes_name_the_forms(client, counted):
    counted("the cat goes", url="http://a.example/")
    counted("the cat went and went", url="http://a.example/")

    [go] = client.get("/changes.json?from=1&to=2&forms=dictionary").json["rose"]
    [row] = [
        row
        for row in csv_of(client, "/changes.csv?from=1&to=2&forms=dictionary")
        if row["word"] == "go"
    ]

    assert (go["forms_before"], go["forms_after"]) == ({"goes": 1}, {"went": 2})
    assert (row["forms_before"], row["forms_after"]) == ("goes 1", "went 2")


@pytest.mark.parametrize("word", ["go", "went"])
def test_contexts_of_all_forms(word, client, counted):
    counted()

    found = client.get(f"/results/1/contexts.json?word={word}&forms=dictionary").json

    assert found["count"] == 4
    assert found["forms"] == GO
    assert [row["word"] for row in found["contexts"]] == ["go", "went", "go", "goes"]


def test_contexts_of_one_form(client, counted):
    counted()
    client.set_cookie("view", "forms=dictionary")

    assert "1 time in" in client.get("/results/1/contexts?word=went").text


@pytest.mark.parametrize("path", ["words", "cloud", "contexts"])
def test_a_program_hears_that_there_is_no_dictionary(path, client, counted):
    counted("một con mèo", "vi")

    reply = client.get(f"/results/1/{path}.json?forms=dictionary&word=con")

    assert reply.status_code == 404
    assert "no dictionary for Vietnamese" in reply.json["error"]["message"]


@pytest.mark.parametrize("path", ["/results/1", "/results/1/words", "/results/1/cloud"])
def test_there_is_no_switch_without_a_dictionary(path, client, counted):
    counted("một con mèo", "vi")

    page = client.get(f"{path}?forms=dictionary").text

    assert "Dictionary forms" not in page
    assert "mèo" in page


@pytest.mark.parametrize("path", ["/results/1", "/results/1/words", "/results/1/cloud"])
def test_the_choice_is_remembered(path, client, counted):
    counted()

    client.get(f"{path}?forms=dictionary")

    assert "went<" not in client.get("/results/1/cloud").text
    assert "went<" in client.get("/results/1/cloud?forms=written").text


@pytest.mark.usefixtures("hanging")
@pytest.mark.parametrize("suffix", ["", ".json"])
def test_a_dictionary_that_is_not_loaded_in_time_is_an_error(suffix, client, counted, monkeypatch):
    monkeypatch.setattr("web.dictionary.TIMEOUT", 0)
    counted()

    reply = client.get(f"/results/1/words{suffix}?forms=dictionary")

    assert reply.status_code == 503
    assert reply.headers["Retry-After"] == "2"
    assert "The dictionary for English is still loading." in reply.text


@pytest.mark.parametrize("address", ["words", "cloud"])
def test_only_the_words_that_are_looked_up_in_time_are_included(
    address, client, counted, monkeypatch
):
    monkeypatch.setattr("web.dictionary.COST_AT_MOST", 1)
    counted()

    page = client.get(f"/results/1/{address}?forms=dictionary")
    reply = client.get(f"/results/1/{address}.json?forms=dictionary")

    assert "only the most frequent are included" in page.text
    assert reply.headers["Wordcount-Partial"] == "true"
    assert (len(reply.json["words"]), reply.json["partial"]) == (1, True)


@pytest.mark.parametrize("view", ["contexts", "collocates", "text"])
@pytest.mark.parametrize(("cost", "has_more"), [(1, True), (10_000, False)])
def test_a_page_says_when_words_were_not_looked_up(
    cost, has_more, view, client, counted, monkeypatch
):
    monkeypatch.setattr("web.dictionary.COST_BESIDE_TEXT", cost)
    counted()

    page = client.get(f"/results/1/{view}?forms=dictionary&word=go")
    reply = client.get(f"/results/1/{view}.json?forms=dictionary&word=go")

    assert ("only the most frequent are included" in page.text) == has_more
    assert reply.json["partial"] == has_more


@pytest.mark.parametrize("word", ["go", "went"])
def test_words_with_the_same_first_letter_are_looked_up_first(word, client, counted, monkeypatch):
    monkeypatch.setattr("web.dictionary.COST_BESIDE_TEXT", 40)
    counted("the cat sat on the mat and the cat sat there and then it went home, as it goes")

    reply = client.get(f"/results/1/contexts.json?forms=dictionary&word={word}")

    assert "goes" in reply.json["forms"]
    assert reply.json["partial"]


@pytest.mark.parametrize(
    ("address", "sides"),
    [("/compare?a=1&b=2&", 2), ("/changes?from=1&to=2&", 2), ("/results/1/words?", 1)],
)
def test_the_sides_of_an_answer_share_the_cost_of_its_look_ups(
    address, sides, client, counted, monkeypatch
):
    given = []
    monkeypatch.setattr("web.dictionary.COST_AT_MOST", 1_000)
    monkeypatch.setattr(
        "web.dictionary.lemmas", lambda words, *args: given.append(args[-1]) or lemmas(words, *args)
    )
    for _ in range(2):
        counted(url="http://a.example/")

    client.get(f"{address}forms=dictionary")

    assert given == [1_000 // sides] * sides


@pytest.fixture
def hanging(monkeypatch):
    """A dictionary that is not loaded before the test ends."""
    gate = Event()
    monkeypatch.setattr(dictionary, "_kept", type(dictionary._kept)())
    monkeypatch.setattr(dictionary, "_lemmatizers", Shelf(lambda _: gate.wait()))
    yield
    gate.set()


@pytest.mark.parametrize("path", ["words", "cloud", "contexts"])
def test_others_take_their_turns_while_a_dictionary_loads(path, client, counted, monkeypatch):
    taken = []

    def load(code):
        taken.append(limits.slot.get(("another network", "another client"), timeout=0))
        limits.slot.put(taken[0])
        return original(code)

    original = dictionary._load
    monkeypatch.setattr(dictionary, "_kept", type(dictionary._kept)())
    monkeypatch.setattr(dictionary, "_lemmatizers", Shelf(load))
    monkeypatch.setattr("web.lookup.SERIALIZE_WORDS_FROM", 1)
    monkeypatch.setattr("web.texts.SERIALIZE_TEXTS_FROM", 1)
    counted()

    reply = client.get(f"/results/1/{path}?forms=dictionary&word=go")

    assert (reply.status_code, len(taken)) == (200, 1)


WORDS = st.lists(
    st.sampled_from("go goes went gone cat cats cat's the us US left news it's b2b Straße".split())
)


@pytest.mark.slow
@given(WORDS, WORDS)
@settings(
    deadline=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_number_of_words_is_the_same_in_all_views(client, counted, first, second):
    url = "http://a.example/"
    a, b = (counted(" ".join([*words, "x"]), url=url).id for words in (first, second))

    pair = client.get(f"/compare?a={a}&b={b}&{FORMS}").text
    changes = client.get(f"/changes.json?from={a}&to={b}&forms=dictionary").json

    for id, words, side in ((a, first, "A"), (b, second, "B")):
        for view in ("words", "cloud"):
            rows = client.get(f"/results/{id}/{view}.json?{FORMS}").json["words"]
            assert sum(row["count"] for row in rows) == len(words) + 1
            assert sum(sum(row["forms"].values()) for row in rows) == len(words) + 1
        assert f"<b>{side}</b> {len(words) + 1} word" in pair
    lists = [row for name in ("came", "went", "rose", "fell") for row in changes[name]]
    assert sum(row["difference"] for row in lists) == len(second) - len(first)


@pytest.mark.parametrize("word", ["go", "went"])
def test_a_search_offers_the_forms_of_the_result_one_comes_from(word, client, counted):
    counted()

    page = client.get(f"/search?word={word}&result=1").text

    for form, count in GO.items():
        assert f'/search?word={form}&amp;result=1"' in page
        assert f"<bdi>{form}</bdi></a> {count}" in page


@pytest.mark.parametrize("address", ["/search?word=go", "/pages?url=http://a.example/&word=go"])
@pytest.mark.parametrize(("cost", "has_more"), [(30, True), (10_000, False)])
def test_offered_forms_say_when_words_were_not_looked_up(
    cost, has_more, address, client, counted, monkeypatch
):
    monkeypatch.setattr("web.dictionary.COST_BESIDE_TEXT", cost)
    counted("go goes go goes " + TEXT, url="http://a.example/")

    page = client.get(f"{address}&result=1").text

    assert "Forms in this result" in page
    assert ("only the most frequent are included" in page) == has_more


@pytest.mark.parametrize("address", ["/search?word=home&result=1", "/search?word=go"])
def test_a_search_offers_no_forms_where_there_are_none(address, client, counted):
    counted()

    assert "Forms in this result" not in client.get(address).text


def test_the_course_of_a_word_offers_its_forms(client, counted):
    counted(url="http://a.example/")

    page = client.get("/pages?url=http://a.example/&result=1&word=goes").text

    assert "word=went&amp;result=1" in page


@pytest.mark.usefixtures("hanging")
def test_forms_are_not_offered_while_the_dictionary_is_loaded(client, counted, monkeypatch):
    monkeypatch.setattr("web.dictionary.TIMEOUT", 0)
    counted()

    reply = client.get("/search?word=go&result=1")

    assert reply.status_code == 200
    assert "Forms in this result" not in reply.text


@pytest.mark.parametrize(
    ("has_pack", "name", "note"),
    [(True, "mecab-ko", "MeCab"), (False, "rules", "particles are removed by rules")],
)
def test_a_page_says_how_korean_forms_were_found(
    has_pack, name, note, client, counted, monkeypatch
):
    monkeypatch.setattr(dictionary, "has_pack", lambda _: has_pack)
    known = type(dictionary._kept)(ko={"한국어를": "한국어", "좋다": "좋다"})
    monkeypatch.setattr(dictionary, "_kept", known)
    counted("한국어를 좋다", "ko")

    assert client.get("/results/1/words.json?forms=dictionary").json["dictionary"] == name
    assert note in client.get("/results/1/words?forms=dictionary").text


@pytest.fixture
def limited(app, monkeypatch):
    monkeypatch.setitem(app.config, "SUBMISSIONS_PER_MINUTE", 60)
    monkeypatch.setattr(dictionary, "_lemmatizers", Shelf(lambda code: Rules()))
    monkeypatch.setattr(dictionary, "_kept", OrderedDict())
    now = limits.monotonic()
    monkeypatch.setattr(limits, "monotonic", lambda: now)
    limits.allowances.clear()
    yield
    limits.allowances.clear()


def test_a_visitor_that_rotates_languages_leaves_the_tables_of_others(limited, app, counted):
    languages = "en de fr es it pt nl sv da fi".split()
    for language in languages:
        counted(language=language)
    stranger, visitor = app.test_client(), app.test_client()
    visitor.environ_base["REMOTE_ADDR"] = "192.0.2.7"

    statuses = [
        stranger.get(f"/results/{id}/words.json?{FORMS}").status_code
        for id in range(1, len(languages) + 1)
    ]

    assert statuses == [200] * 4 + [503] * 6
    assert visitor.get(f"/results/10/words.json?{FORMS}").status_code == 200


def test_a_dictionary_that_is_loaded_can_be_asked_for_as_often_as_one_likes(
    limited, client, counted
):
    counted()

    asked = [client.get(f"/results/1/words.json?{FORMS}") for _ in range(9)]

    assert {reply.status_code for reply in asked} == {200}
