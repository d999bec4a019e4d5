"""Elided words are words of their own in French, Italian and Catalan, and only there."""

import pytest

from wordcount import count_text
from wordcount.words.counting import count_words
from wordcount.words.tokens import tokenize

CASES = {
    "fr": [
        ("l’eau d’eau qu’elle", "l' eau d' eau qu' elle", "curly apostrophes"),
        ("L'EAU C'est J'ai", "l' eau c' est j' ai", "capitals"),
        ("aujourd’hui d'aujourd'hui", "aujourd'hui d' aujourd'hui", "aujourd'hui is one word"),
        ("presqu'île prud'homme entr'acte", "presqu'île prud'homme entr'acte", "lexical forms"),
        ("quelqu'un quelqu’une", "quelqu'un quelqu'une", "a pronoun of two words is one"),
        ("jusqu'à lorsqu'il puisqu'on", "jusqu' à lorsqu' il puisqu' on", "conjunctions"),
        ("quoiqu'elle qu'à", "quoiqu' elle qu' à", "quoique and que"),
        ("s'il n'y m'a t'en ç'a", "s' il n' y m' a t' en ç' a", "pronouns"),
        ("c\u0327'a l'e\u0301te\u0301", "ç' a l' été", "decomposed letters"),
        ("c'est-à-dire va-t'en", "c' est à dire va t' en", "hyphens"),
        ("l'«eau» «l'eau» l’“eau”", "l' eau l' eau l' eau", "quotation marks"),
        ("l' eau", "l' eau", "a space after the apostrophe"),
        ("l´eau l`eau lʼeau l＇eau", "l' eau " * 4, "other apostrophes"),
        ("l'11 l'ONU l'Ω", "l' 11 l' onu l' ω", "digits and other scripts"),
        ("N'Djamena M'Bappé L'viv", "n'djamena m'bappé l'viv", "names with a consonant"),
        ("'c' ‘l’", "c l", "a quoted letter"),
        ("O'Connor rock'n'roll", "o'connor rock'n'roll", "English words"),
    ],
    "it": [
        ("un'altra dell’acqua", "un' altra dell' acqua", "articles"),
        ("all'alba nell'ora sull'isola", "all' alba nell' ora sull' isola", "prepositions"),
        ("dall'alto c'è dov'era", "dall' alto c' è dov' era", "adverbs"),
        ("quest'anno quell'uomo", "quest' anno quell' uomo", "demonstratives"),
        ("l'FBI dell'sms", "l' fbi dell' sms", "abbreviations that are spelled"),
        ("m'ha t'ho s'è v'è n'è", "m' ha t' ho s' è v' è n' è", "pronouns"),
        ("cos'è com'è anch'io", "cos' è com' è anch' io", "questions"),
        ("gl'italiani d'accordo", "gl' italiani d' accordo", "old forms"),
        ("po' un po’ di'", "po un po di", "words cut at their end are not elided"),
        ("sant'Antonio mezz'ora", "sant'antonio mezz'ora", "adjectives stay"),
    ],
    "ca": [
        ("l'home d'aquest", "l' home d' aquest", "an article and a preposition"),
        ("s'ha n'hi m'agrada t'estimo", "s' ha n' hi m' agrada t' estimo", "pronouns"),
        ("L’Hospitalet", "l' hospitalet", "a name"),
        ("l'escola d’història", "l' escola d' història", "curly and straight"),
        ("l'FBI l'SMS", "l' fbi l' sms", "abbreviations that are spelled"),
        ("l'«home»", "l' home", "quotation marks"),
        ("d'11 l'1", "d' 11 l' 1", "digits"),
        ("col·lecció menja't", "col·lecció menja't", "other words stay"),
        ("N'Diaye", "n'diaye", "a name with a consonant"),
    ],
    "en": [("l'eau don't", "l'eau don't", "another language")],
    "und": [("l'eau dell'acqua l'home", "l'eau dell'acqua l'home", "no known language")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        pytest.param(language, text, words, id=f"{language}: {case}")
        for language, cases in CASES.items()
        for text, words, case in cases
    ],
)
def test_an_elided_word_is_a_word_of_its_own(language, text, words):
    assert sorted(count_words(text, language).elements()) == sorted(words.split())
    assert sorted(tokenize(text, language).keys) == sorted(words.split())


@pytest.mark.parametrize("language", ["fr-CA", "FR", "it-CH", "ca-valencia"])
def test_only_the_primary_subtag_counts(language):
    assert count_words("l'art", language) == {"l'": 1, "art": 1}


def test_elided_words_are_stop_words():
    count = count_text("L’eau d'une rivière qu'elle aime", "fr")

    assert list(count.result_no_stop_words) == ["aime", "eau", "rivière"]


def test_the_parts_of_a_token_have_their_positions():
    tokenized = tokenize("Oui, d’aujourd’hui", "fr")

    assert [tokenized.text[t.start : t.end] for t in tokenized.tokens] == [
        "Oui",
        "d’",
        "aujourd’hui",
    ]
