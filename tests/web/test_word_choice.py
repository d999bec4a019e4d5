"""The visitor's own stop words and the filter are cut and folded as the words of a text are."""

import pytest

from models import Result
from web.dictionary import Words
from web.word_choice import MAX_PARTS, Choice, choose
from wordcount.words.counting import count_words


def chosen(text, language, **values):
    result = Result(language=language, result_all=dict(count_words(text, language)))
    return {word for _, word, _ in choose(result, Words(result.result_all), Choice(**values))}


@pytest.mark.parametrize(
    ("without", "text", "language", "left"),
    [
        ("U.S.A.", "the U.S.A. today", "en", {"the", "today"}),
        ("devil-may-care", "a devil-may-care attitude", "en", {"a", "attitude"}),
        ("don’t", "don't panic", "en", {"panic"}),
        ("and/or", "this and/or that", "en", {"this", "that"}),
        ("“home”, (menu)", "home menu news", "en", {"news"}),
        ("home,menu", "home menu news", "en", {"news"}),
        ("C++", "C++ code", "en", {"code"}),
        ("1,000", "1,000 words", "en", {"words"}),
        ("E-Mail-Adresse", "die E-Mail-Adresse fehlt", "de", {"die", "fehlt"}),
        ("т.е.", "т.е. так", "ru", {"так"}),
        ("Ö.S.Y.M.", "ö.s.y.m sınavı", "tr", {"sınavı"}),
        ("IŞIK!", "ışık yandı", "tr", {"yandı"}),
        ("¿Qué?", "¿Qué pasa?", "es", {"pasa"}),
        ("٣٫١٤", "pi ٣٫١٤", "ar", {"pi"}),
        ("서울,부산", "서울 부산 대구", "ko", {"대구"}),
        ("《红楼梦》", "红楼梦 小说", "zh", {"小说"}),
        ("L’O.N.U.", "l'O.N.U. décide", "fr", {"décide"}),
        ("צה״ל", 'צה"ל כאן', "he", {"כאן"}),
        ("ราคา250บาท", "ราคา250บาท ฟรี", "th", {"ฟรี"}),
        ("ＡＴ＆Ｔ", "AT&T phones", "en", {"phones"}),
        ("سلـــام،", "سلام دنیا", "fa", {"دنیا"}),
        ("H₂O; m²", "H₂O per m²", "en", {"per"}),
        ("3월·4월", "3월 4월 5월", "ko", {"5월"}),
    ],
    ids=[
        "full stops", "hyphens", "a curly apostrophe", "a slash", "quotation marks and brackets",
        "commas without spaces", "signs", "a number with a comma", "a German compound",
        "a Russian abbreviation", "a Turkish abbreviation", "Turkish capitals", "Spanish marks",
        "an Arabic number", "Korean words", "Chinese title marks", "a French elision",
        "Hebrew gershayim", "Thai with digits", "full-width letters", "a tatweel and a comma",
        "a formula and a unit", "a Korean middle dot",
    ],
)  # fmt: skip
def test_own_stop_words_are_left_out_as_they_are_counted(without, text, language, left):
    assert chosen(text, language, without=without) == left


@pytest.mark.parametrize(
    ("filter", "text", "language", "found"),
    [
        ("U.S.A.", "the U.S.A. today", "en", {"u.s.a"}),
        ("devil-may-care", "a devil-may-care day", "en", {"devil", "may", "care"}),
        ("don’t", "don't panic", "en", {"don't"}),
        ("n't", "don't, won't, want", "en", {"don't", "won't"}),
        ("(ing)", "singing aloud", "en", {"singing"}),
        ("and/or", "this and/or that", "en", {"and", "or"}),
        ("LICH", "endlich Licht", "de", {"endlich", "licht"}),
        ("т.е.", "т.е. так", "ru", {"т.е"}),
        ("IŞIK", "ışıklar isim", "tr", {"ışıklar"}),
        (
            "«été»",
            "l'été dernier",
            "fr",
            {word for word in count_words("l'été", "fr") if "été" in word},
        ),
        ("서울.", "서울에서 부산", "ko", {"서울에서"}),
        ("小说!", "小说 红楼梦", "zh", {"小说"}),
        ("צה״ל", 'צה"ל כאן', "he", {'צה"ל'}),
        ("oʻzbek", "o'zbekcha til", "uz", {"o'zbekcha"}),
        ("ＮＨＫ", "NHK NTT", "en", {"nhk"}),
        ("سلـام", "سلامت دنیا", "fa", {"سلامت"}),
    ],
    ids=[
        "full stops", "hyphens", "a curly apostrophe", "part of a contraction", "brackets",
        "a slash", "German capitals", "a Russian abbreviation", "Turkish capitals",
        "French quotation marks", "part of a Korean word", "a Chinese exclamation mark",
        "Hebrew gershayim", "an Uzbek apostrophe", "full-width letters", "a tatweel",
    ],
)  # fmt: skip
def test_the_filter_finds_words_as_they_are_counted(filter, text, language, found):
    assert chosen(text, language, filter=filter) == found


def test_a_choice_is_kept_as_it_was_typed(client, make_result):
    words = {"u.s.a": 1, "10": 1, "20": 1, "home": 1}
    make_result(result_all=words, result_no_stop_words=words)

    page = client.get("/results/1/words?without=U.S.A., 10, 20").text

    assert 'value="U.S.A., 10, 20"' in page
    assert "without=U.S.A.,+10,+20" in page
    assert ">home</bdi>" in page
    assert ">u.s.a</bdi>" not in page
    assert ">20</bdi>" not in page


def test_a_number_with_spaces_can_be_left_out(client, make_result):
    make_result(result_all={"12 500": 1, "12": 1, "home": 1})

    words = client.get("/results/1/words.json?without=12 500").json["words"]

    assert [row["word"] for row in words] == ["home"]


@pytest.mark.parametrize("address", ["/results/1/words", "/corpora/1/words"])
def test_a_filter_has_a_limited_number_of_words(address, client, make_result, make_corpus):
    make_result(result_all={"cat": 1})
    make_corpus({"cat": 1})
    words = " ".join(f"q{number}" for number in range(MAX_PARTS + 1))

    replies = [client.get(f"{address}{end}?filter={words}") for end in ("", ".json")]

    assert [reply.status_code for reply in replies] == [400, 400]
    assert all("Type at most 20 words." in reply.text for reply in replies)
    assert client.get(f"{address}.json?filter={words.rpartition(' ')[0]}").status_code == 200
