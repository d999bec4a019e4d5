import pytest

from wordcount import dictionary_forms
from wordcount.forms import dictionary
from wordcount.forms.dictionary import dictionary_of, has_dictionary
from wordcount.forms.korean import Mecab, Rules
from wordcount.forms.tables import Shelf
from wordcount.packs import has_pack

needs_pack = pytest.mark.skipif(
    not has_pack("ko"), reason="needs the Korean pack: pip install -r requirements-ko.txt"
)


@pytest.fixture(scope="module")
def mecab():
    return Mecab()


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("한국어를", "한국어"),
        ("한국어로", "한국어"),
        ("한국어는", "한국어"),
        ("서울에서", "서울"),
        ("서울로", "서울"),
        ("학교로", "학교"),
        ("것으로", "것"),
        ("강은", "강"),
        ("강이", "강"),
        ("강을", "강"),
        ("강에서", "강"),
        ("사람들이", "사람"),
        ("ai가", "ai"),
        ("k팝을", "k팝"),
        ("3월에", "3월"),
        ("2020년에는", "2020년"),
        ("1,000원으로", "1,000원"),
        ("가을", "가을"),
        ("회의", "회의"),
        ("고양이", "고양이"),
        ("결과", "결과"),
        ("나이", "나이"),
        ("많은", "많은"),
        ("죽은", "죽은"),
        ("많이", "많이"),
        ("종이", "종이"),
        ("하는", "하는"),
        ("하기로", "하기로"),
        ("를", "를"),
        ("the", "the"),
    ],
)
def test_rules_remove_particles(word, form):
    assert Rules().lemma(word) == form


@needs_pack
@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("한국어를", "한국어"),
        ("한국어로", "한국어"),
        ("사람들이", "사람"),
        ("사용하는", "사용하다"),
        ("갔다", "가다"),
        ("가면", "가다"),
        ("아름다운", "아름답다"),
        ("도와주었다", "돕다"),
        ("물론", "물론"),
        ("ai가", "ai"),
        ("3월에", "3월"),
        ("wordcount", "wordcount"),
        ("가" * 1000, None),
    ],
)
def test_the_pack_finds_nouns_bare_and_verbs_with_da(word, form, mecab):
    assert mecab.lemma(word) == form or form is None


@pytest.mark.parametrize(
    ("load", "forms"),
    [
        (Rules, {"한국어": {"한국어를": 2, "한국어로": 1}, "썼다": {"썼다": 1}}),
        pytest.param(
            Mecab, {"한국어": {"한국어를": 2, "한국어로": 1}, "쓰다": {"썼다": 1}}, marks=needs_pack
        ),
    ],
)
def test_korean_words_are_grouped_with_and_without_the_pack(load, forms, monkeypatch):
    monkeypatch.setattr(dictionary, "_kept", type(dictionary._kept)())
    monkeypatch.setattr(dictionary, "_lemmatizers", Shelf(lambda _: load()))

    assert dictionary_forms({"한국어를": 2, "한국어로": 1, "썼다": 1}, "ko-KR") == forms


def test_korean_has_a_dictionary_in_any_case():
    assert has_dictionary("ko")
    assert dictionary_of("ko") == ("mecab-ko" if has_pack("ko") else "rules")
    assert dictionary_of("en") == "simplemma"
