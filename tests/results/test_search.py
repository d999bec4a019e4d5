import csv
import io
import json
import re
from functools import partial

import pytest
from patience import PATIENCE

import statements
from db import database
from models import Result
from results import search
from results.history import frequency_over_time
from results.search import Criteria, hits
from wordcount.words.counting import count_words


@pytest.fixture
def ids_of(app):
    """Find, and give the ids."""

    def ids_of(before=None, limit=50, **criteria):
        found = search.search(Criteria(**criteria), before, limit)
        return [result.id for result in found.results]

    return ids_of


def found(client, query):
    return [row["id"] for row in client.get(f"/search.json?{query}").json["results"]]


@pytest.fixture
def pets(make_result):
    make_result(result_all={"cat": 3, "the": 1}, title="About Cats", url="https://cats.example/a")
    make_result(result_all={"dog": 1, "the": 9}, title="Dogs", url="https://www.dogs.example/b")
    make_result(
        result_all={"cat": 1, "dog": 1},
        title="고양이",
        url="http://cats.example/",
        language="ko-KR",
    )
    make_result(status="failed", result_all=None, url="https://cats.example/gone")
    make_result(url="https://words.example/", result_all={"cats": 2}, language="en-GB")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("word=cat", [3, 1]),
        ("word=CAT", [3, 1]),
        ("word=cat+dog", [3]),
        ("word=mouse", []),
        ("word=the&title=dogs", [2]),
        ("title=cats", [1]),
        ("title=about+CATS", [1]),
        ("title=고양이", [3]),
        ("site=cats.example", [3, 1]),
        ("site=https://Dogs.example/any", [2]),
        ("site=www.dogs.example", [2]),
        ("site=example", []),
        ("language=en", [5, 2, 1]),
        ("language=en-GB", [5, 2, 1]),
        ("language=ko&word=cat", [3]),
        ("language=Korean", [3]),
        ("language=korean&word=cat", [3]),
        ("word=%22cat%22", [3, 1]),
        ("word=cat*", [3, 1]),
        ("site=http://dogs.example:80/", [2]),
        ("word=cat&before=3", [1]),
        ("", []),
    ],
)
def test_results_are_found_newest_first(query, ids, client, pets):
    assert found(client, query) == ids


def test_what_is_found_comes_with_counts_and_shares(client, pets):
    [_, first] = client.get("/search.json?word=cat").json["results"]

    assert first["counts"] == {"cat": 3}
    assert first["per_thousand"] == {"cat": 750.0}
    assert first["title"] == "About Cats"


def test_what_is_found_comes_as_a_table(client, pets):
    table = list(csv.reader(io.StringIO(client.get("/search.csv?word=dog+cat").text)))

    assert table[0][-2:] == ["dog", "cat"]
    assert [row[0] for row in table[1:]] == ["3"]


def test_what_is_found_leads_to_the_contexts_of_the_word(client, pets):
    assert 'href="/results/1/contexts?word=cat"' in client.get("/search?word=cat").text


def test_the_form_keeps_what_was_asked(client, pets):
    page = client.get('/search?word=cat&title="quoted"').text

    assert 'value="cat"' in page
    assert 'value="&#34;quoted&#34;"' in page


def test_many_results_come_in_pages(client, make_result):
    for _ in range(51):
        make_result()

    first = client.get("/search.json?word=cat").json
    second = client.get(first["next"]).json

    assert [row["id"] for row in first["results"]] == list(range(51, 1, -1))
    assert [row["id"] for row in second["results"]] == [1]
    assert second["next"] is None


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
@pytest.mark.parametrize("before", [None, 90, 31, 30, 2, 1])
@pytest.mark.parametrize("having", [range(1, 100, 30), range(1, 100), [50], [98, 2], []], ids=len)
@pytest.mark.parametrize("scanned", [5, 0], ids=["scan", "index only"])
def test_looking_back_step_by_step_finds_what_one_query_would(
    scanned, having, before, limit, ids_of, make_result, monkeypatch
):
    """Whether a word is in all results, in the latest, in the oldest, in one or in none."""
    monkeypatch.setattr(search, "SCANNED_FIRST", scanned)
    stored = [
        {"url": "https://example.com/", "status": "done", "result_all": {}} for _ in range(99)
    ]
    for id in having:
        stored[id - 1]["result_all"] = {"cat": 1}
    Result.insert_many(stored).execute()
    expected = [id for id in sorted(having, reverse=True) if before is None or id < before]

    assert ids_of(before, limit, words=("cat",)) == expected[:limit]


@pytest.mark.parametrize(("most", "length"), [(10_000, 4), (4_000, 2), (1, 1)])
def test_a_page_of_results_has_at_most_so_many_bytes(
    most, length, client, make_result, monkeypatch
):
    monkeypatch.setattr(search, "BYTES", most)
    for _ in range(4):
        make_result(text="cat " * 500)

    pages = [client.get("/search.json?word=cat").json]
    while pages[-1]["next"]:
        pages.append(client.get(pages[-1]["next"]).json)

    assert [row["id"] for page in pages for row in page["results"]] == [4, 3, 2, 1]
    assert len(pages[0]["results"]) == length


RARE = {f"rare{number}": 1 for number in range(60_000)}


@pytest.fixture
def large(make_result, monkeypatch):
    """Six results of 3 MB with many rare words, and a small one before them."""
    monkeypatch.setattr(statements, "REQUEST_TIMEOUT", f"{PATIENCE}s")
    make_result(result_all={"the": 1, "cat": 1})
    for _ in range(6):
        make_result(result_all={"the": 9, "cat": 5, **RARE}, text="x" * 3_000_000)


@pytest.mark.parametrize("words", ["the", "the+cat", "rare5"])
def test_large_results_are_not_unpacked_whole_so_several_share_a_page(words, client, large):
    [first, *_] = results = client.get(f"/search.json?word={words}").json["results"]

    assert [row["id"] for row in results] == [7, 6, 5, 4]
    assert set(first["counts"]) == set(words.split("+"))


def test_the_rarest_words_of_a_large_result_are_not_searched(client, large, make_result):
    make_result(result_all={"rare59999": 1})

    assert found(client, "word=rare59999") == [8]


def test_words_that_an_earlier_release_has_indexed_have_no_counts():
    result = Result()
    vars(result)["counts"] = {"the": 1}

    assert search.counts_in(result, Criteria(words=("the", "rare"))) == {"the": 1}


@pytest.mark.parametrize("most", [1, 1_000_000], ids=["large", "small"])
def test_counts_in_a_large_result_are_those_of_a_small_one(most, client, make_result, monkeypatch):
    monkeypatch.setattr(search, "BYTES", most)
    make_result(result_all={"cat": 10, "concat": 7, "at": 3, "고양이": 2, "1,000": 1})

    def counts(words):
        found = client.get(f"/search.json?word={words}").json["results"]
        return [row["counts"] for row in found]

    assert counts("cat+at") == [{"cat": 10, "at": 3}]
    assert counts("1,000+고양이") == [{"1,000": 1, "고양이": 2}]
    assert counts("cat+c") == []


@pytest.mark.parametrize("behind", range(-1, 12))
@pytest.mark.parametrize("is_escaped", [True, False], ids=["escaped", "plain"])
def test_counts_are_those_that_parsing_the_beginning_would_find(is_escaped, behind, app):
    """Whether the first MOST characters end behind a late word, before it or within it."""
    words = ["the", "été", "t", 'a"b', "he", "cat"]
    counts = {"the": 9, "été": 812, "t": 7, 'a"b': 6, "": 1, "cat": 54}
    text = json.dumps(counts, ensure_ascii=is_escaped)
    filler = "é" * (search.MOST - len(text) + behind)
    text = text.replace('"": 1', f'"{filler}": 1')
    database.execute_sql(
        "INSERT INTO results (status, url, title, result_all) VALUES ('done', %s, 'Cats', %s)",
        ["https://cats.example/", text],
    )
    beginning = ", " + text[1 : search.MOST]
    places = [re.escape(json.dumps(word, ensure_ascii=is_escaped)) for word in words]
    found = [re.search(f", {place}: ([0-9]+)[,}}]", beginning) for place in places]
    expected = {word: int(hit[1]) for word, hit in zip(words, found, strict=True) if hit}

    [row] = Result.select(search.counts_of(words).alias("counts")).dicts()
    has = [
        Result.select().where(search.begins_with_any([[word]])).count() for word in (*words, "cats")
    ]

    assert row["counts"] == expected
    assert has == [*(bool(re.search(f", {place}: ", beginning)) for place in places), False]


@pytest.mark.parametrize("query", ["{}", "{}&title=cats", "{}&language=en"])
def test_a_search_has_at_most_20_words(query, client, make_result):
    words = {f"word{number}": number for number in range(1, 22)}
    make_result(result_all=words, title="Cats")
    most, more = ("+".join(list(words)[:number]) for number in (20, 21))

    [row] = client.get(f"/search.json?word={query.format(most)}").json["results"]
    refused = client.get(f"/search.json?word={query.format(more)}")

    assert list(row["counts"].values()) == list(range(1, 21))
    assert refused.status_code == 400
    assert "at most 20 words" in refused.json["error"]["message"]


@pytest.mark.parametrize("number", [1, 2, 20])
def test_all_words_are_looked_up_in_one_pass(number, app, monkeypatch):
    """Unpacking the JSON of a result is what costs."""
    statements = []
    words = tuple(f"word{n}" for n in range(number))
    monkeypatch.setattr(search, "read", lambda query: statements.append(query.sql()[0]) or [])

    search.search(Criteria(words=words))

    unpacking = [sql.count("result_all::text") for sql in statements]
    assert max(unpacking) == 1


@pytest.fixture
def thousands(app):
    """So many results that no index is passed over because walking is cheaper."""
    database.execute_sql(
        "INSERT INTO results (status, url, title, language, result_all)"
        " SELECT 'done', 'https://' || n || '.example/', 'Title ' || n, 'l' || n %% 500,"
        " json_build_object('word' || n, 1, 'the', 2) FROM generate_series(1, 5000) AS n"
    )
    database.execute_sql("ANALYZE results")


@pytest.mark.parametrize(
    ("index", "criteria"),
    [
        ("results_words", Criteria(words=("word7",))),
        ("results_title", Criteria(title="7")),
        ("results_host", Criteria(site="7.example")),
        ("results_language", Criteria(language="l7")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_condition_has_its_index(index, criteria, thousands):
    sql, values = hits(criteria, newest=9_999, limit=51).sql()

    plan = "\n".join(row[0] for row in database.execute_sql(f"EXPLAIN {sql}", values))

    assert index in plan


@pytest.mark.parametrize(
    "counts", [Result.of_page, partial(frequency_over_time, word="the", limit=9)]
)
def test_the_counts_of_an_address_have_their_index(counts, thousands):
    sql, values = counts(["https://7.example/", "http://7.example/"]).sql()

    plan = "\n".join(row[0] for row in database.execute_sql(f"EXPLAIN {sql}", values))

    assert "results_address" in plan


def test_a_monster_of_a_word_is_stored_but_not_searched(client, make_result):
    monster = "x" * 10_000
    make_result(result_all={monster: 1})

    assert found(client, f"word={'x' * 400}") == []
    assert client.get("/results/1.json").json["result_all"] == {monster: 1}


def test_a_search_that_fits_on_one_page_has_no_links_to_others(client, pets):
    assert "Pages of results" not in client.get("/search?word=cat").text


@pytest.mark.parametrize(
    ("asked", "text", "language"),
    [
        ("İstanbul", "İstanbul güzel", "tr"),
        ("İSTANBUL", "istanbul'da istanbul", "tr"),
        ("ISPARTA", "Isparta gülleri", "tr"),
        ("IĞDIR", "ığdır ve Iğdır", "tr"),
        ("DİYARBAKIR", "Diyarbakır karpuzu", "tr"),
        ("KIŞ İZMİR", "izmir soğuk, kış", "tr"),
        ("BAKI", "Bakı şəhəri", "az"),
        ("İL", "il və ay", "az"),
        ("İstanbul", "İstanbul again", "en"),
        ("ISPARTA", "Isparta roses", "en"),
        ("Isparta", "ISPARTA", "de"),
        ("L'EAU", "l'eau de l’eau", "fr"),
        ("ÉTÉ", "l'été dernier, un été", "fr"),
        ("IŞIK’TA", "Işık'ta kaldı", "tr"),
        ("D.S.İ.", "D.S.İ. kararı", "tr"),
        ("ＩＳＰＡＲＴＡ", "Isparta", "tr"),
        ("I\u0307ZMI\u0307R", "İzmir", "tr"),
        ("L’ACQUA", "l'acqua", "it"),
        ("L’ÀVIA", "l’àvia", "ca"),
        ("ŞIRNAK-İDİL", "Şırnak-İdil yolu", "tr"),
    ],
    ids=[
        "a dotted capital", "all capitals, dotted", "all capitals, dotless", "a soft g",
        "both kinds of i", "two words", "Azerbaijani, dotless", "Azerbaijani, dotted",
        "dotted in English", "Turkish folding finds English too", "capitals are stored folded",
        "a French elision", "French accents", "a suffix after a curly apostrophe",
        "an abbreviation with full stops", "full-width capitals", "decomposed capitals",
        "an Italian elision", "a Catalan elision", "a hyphen",
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_scanned", [True, False], ids=["scanned", "by its index"])
def test_a_word_is_found_without_its_language(
    is_scanned, asked, text, language, client, make_result, monkeypatch
):
    if not is_scanned:
        monkeypatch.setattr(search, "SCANNED_FIRST", 0)
    words = count_words(text, language)
    make_result(result_all={"other": 1})
    make_result(result_all=dict(words), language=language)

    [row] = client.get("/search.json", query_string={"word": asked}).json["results"]

    assert row["id"] == 2
    assert row["counts"] == {word: words[word] for word in row["counts"]}
    assert row["counts"]


def test_all_words_of_one_language_have_to_be_found(client, make_result):
    make_result(result_all={"istanbul": 1})
    make_result(result_all={"istanbul": 1, "ısparta": 2}, language="tr")

    found = client.get("/search.json", query_string={"word": "İSTANBUL ISPARTA"}).json

    assert [row["counts"] for row in found["results"]] == [{"istanbul": 1, "ısparta": 2}]


def test_a_chosen_language_has_its_own_capitals_only(client, make_result):
    make_result(result_all={"isparta": 1}, language="tr")
    make_result(result_all={"ısparta": 1}, language="tr")

    assert found(client, "word=ISPARTA&language=tr") == [2]


@pytest.mark.parametrize("query", ["word=12 500", "word=12%C2%A0500 euros&language=fr"])
def test_a_grouped_number_is_found_by_an_ordinary_space_too(query, client, make_result):
    make_result(result_all={"12 500": 1, "euros": 1}, language="fr")
    make_result(result_all={"12": 1, "500": 1, "euros": 1}, language="fr")
    make_result(result_all={"12": 1, "euros": 1}, language="fr")

    assert found(client, query) == [2, 1]


def test_the_found_word_leads_to_its_contexts_and_has_a_column(client, make_result):
    make_result(result_all={"ısparta": 1}, text="Isparta", language="tr")

    page = client.get("/search?word=ISPARTA").text
    [row] = csv.DictReader(io.StringIO(client.get("/search.csv?word=ISPARTA").text))

    assert "/results/1/contexts?word=%C4%B1sparta" in page
    assert (row["isparta"], row["ısparta"]) == ("", "1")


@pytest.mark.parametrize(
    ("site", "ids"),
    [
        ("shop.example", [5, 4, 3, 2, 1]),
        ("www.shop.example", [5, 4, 3, 2, 1]),
        ("shop.example:8080", [3]),
        ("shop.example:443", [4, 1]),
        ("other.example", []),
        ("shop.example:1", []),
    ],
)
def test_a_site_is_found_at_any_of_its_ports(site, ids, client, app, make_result, monkeypatch):
    monkeypatch.setitem(app.config, "FETCH_ALLOW", frozenset({("shop.example", 9999)}))
    for authority in ("", ":80", ":8080", ":443", ":9999"):
        make_result(url=f"https://shop.example{authority}/")

    assert found(client, f"site={site}") == ids


@pytest.mark.parametrize(
    ("query", "start"),
    [
        ("word=%22cat+dog%22", "Quotation marks are ignored"),
        ("word=“cat”", "Quotation marks are ignored"),
        ("title=%22cat%22", "Quotation marks are ignored"),
        ("word=cat*", "Wildcards such as * are ignored"),
        ("word=cat+-dog", "Minus signs are ignored"),
        ("word=cat+OR+dog", "OR is treated as a word"),
        ("word=!!!&site=cats.example", "The field “Words” is ignored"),
        ("site=https://cats.example/a", "All pages of cats.example are searched"),
        ("language=en-GB", "All varieties of English are searched"),
        ("language=Klingonish", "The language “Klingonish” is not known"),
    ],
)
def test_a_search_says_what_it_ignored(query, start, client, pets):
    [note] = client.get(f"/search.json?{query}").json["notes"]

    assert note.startswith(start)
    assert start in client.get(f"/search?{query}").text


@pytest.mark.parametrize(
    "query", ["word=cat", "word=don't+e-mail", "site=cats.example/", "language=en", "title=a-b"]
)
def test_a_search_of_which_nothing_is_ignored_has_no_notes(query, client, pets):
    assert client.get(f"/search.json?{query}").json["notes"] == []


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(1, ">1 result<"), (50, ">50 results<"), (51, ">More than 50 results<")],
)
def test_a_search_says_how_many_results_it_found(number, sentence, client, make_result):
    for _ in range(number):
        make_result()

    assert sentence in client.get("/search?word=cat").text


def test_a_port_has_ascii_digits(client, app):
    assert client.get("/search.json?site=shop.example:²").status_code == 200
