"""Split a text into words, and score the languages of a script by its function words."""

import re
from collections import Counter, defaultdict
from functools import cache
from math import log

from wordcount.words.characters import to_python_nfc

from .frequent_words import FREQUENT
from .scripts import LANGUAGES_BY_SCRIPT
from .stopwords import listed_languages, stop_words

# Characters that separate words: controls, signs and digits of ASCII and Latin-1, modifier letters,
# punctuation, digits and vowel marks of Arabic and Indic scripts, Ethiopic, general and CJK
# punctuation.
SEPARATORS = re.compile(
    r"[\x00-@\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u02b0-\u02ff\u060c\u061b\u061f"
    r"\u064b-\u0652\u0660-\u0669\u06d4\u06f0-\u06f9\u0964\u0965\u1361-\u1368\u2000-\u206f"
    r"\u3000-\u303f]+"
)
# What is in numbers, codes and addresses: the "com" of "example.com" is no Portuguese word.
CODE = re.compile(r"[\d@/]|\w\.\w")
# Keeps "don't" and "qu'il" whole, instead of as "don" and "il".
INNER_APOSTROPHE = re.compile(r"['’](?<=[^\W\d_].)(?=[^\W\d_])")
APOSTROPHE_PLACEHOLDER = "\ue000"

# The weight of a function word: this much, plus a part that is larger the fewer languages of the
# script have the word. Chosen by half of the sentences of benchmarks/language.py.
WORD_WEIGHT, RARITY_WEIGHT = 0.3, 0.35
# What each word of a text adds for a language without a list of function words.
UNLISTED_WEIGHT = 0.2
# Only this many words of a text have their full weight together, because the words of a text depend
# on each other.
FULL_WEIGHT_WORDS = 16
# A declared language is confirmed if function words that no other language has make up this share
# of the words. In English texts it is about 1/5; texts mostly in another language stay below 1/12.
CONFIRMING_SHARE = 1 / 12
# Fewer are enough, as in languages with many endings, if they are so many times as many as those of
# any other language.
CONFIRMING_WORDS, CONFIRMING_RATIO = 3, 3
# Without a declaration, more is required: this share, and so many times as many as of the second
# best language.
DOMINATING_SHARE, DOMINATING_RATIO, MIN_WORDS_TO_DOMINATE = 1 / 16, 6, 40
# Without a list are their relatives Occitan, Scottish Gaelic, Faroese and Cebuano, whose texts have
# many of their words.
HAVE_UNLISTED_RELATIVES = frozenset({"ca", "ga", "is", "tl"})
NO_FUNCTION_WORD: tuple[float, tuple[str, ...]] = (0.0, ())

# Languages that share a list but for these words: their own lists differ mostly by chance.
HARDLY_DISTINCT = (frozenset({"bs", "hr", "sr"}), frozenset({"id", "ms"}))
WITH_SHARED_LIST = (*HARDLY_DISTINCT, frozenset({"nb", "nn"}))
# Danish words that the list of Danish lacks, and that of Bokmål has.
SHARED_WITH_DANISH = (
    "ikke jeg hun fra bare være selv hver hvordan hvorfor hvor hvem hvis et en hjem disse fordi "
    "allerede første kommer alene egen egne hvert deres hvilken hvilket hvilke intet dens dets"
)
# Words that set close relatives apart.
DISTINCTIVE = {
    "nb": "ikke jeg hun fra hva bare være vært noe noen mye mer nå selv hver dere hvordan hvorfor "
    "hvor hvem hvis et en ble blitt gjøre gjør hjem sier disse fordi allerede fikk uten uke vet "
    "kommer alene egen egne hvert hverandre deres hennes hvilken hvilket hvilke intet dens dets "
    "mener finnes gir norge samme flere hele gikk",
    "nn": "ikkje eg ho frå kva berre vere vore noko nokon nokre mykje meir sjølv kvar dykk dykkar "
    "korleis kvifor kven eit ein vert vart verte veit sidan heile hjå saman dei desse anna annan "
    "fyrst fyrste honom òg seier gjer gjere heim kjem medan fleire gong gongen eigen eige kor "
    "fekk somme difor båe hennar no so gjera kunna vilja namn verda kome koma byrja byrjar skule "
    "skulen gjev gje syner same meiner finst noreg tek gav gjekk truleg",
    "hr": "tko što gdje prije uvijek ovdje ondje netko nitko također tijekom uopće vrijeme cijeli "
    "cijela mjesto mjesta tjedan tjedna tisuća tisuće dvije dvjesto lijepo posljednji posljednje "
    "htio htjela vidjeti uvjet poslije svijet svijeta svjetski djeca djece ljeto siječnja veljače "
    "ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga studenog prosinca",
    "sr": "ko šta gde pre uvek ovde onde neko niko takođe tokom uopšte vreme ceo cela mesto mesta "
    "nedelja nedelje hiljada hiljade dve dvesta lepo poslednji poslednje hteo htela videti uslov "
    "posle svet sveta svetski deca dece leto januara februara marta aprila maja juna jula avgusta "
    "septembra oktobra novembra decembra",
    "id": "bahwa karena bisa mau saat sebuah secara seorang seseorang kapan kalian yaitu yakni",
    "ms": "bahawa kerana mahu sahaja selepas sebahagian sentiasa menerusi semasa sesetengah "
    "manakala hendak awak bilakah",
}


def split_words(text: str) -> list[str]:
    """Return the words of `text`, in NFC and lowercase, with straight apostrophes.

    What may be a code or an address is left out.
    """
    text = remove_codes(text)
    text = INNER_APOSTROPHE.sub(APOSTROPHE_PLACEHOLDER, to_python_nfc(text).lower())
    return SEPARATORS.sub(" ", text).replace(APOSTROPHE_PLACEHOLDER, "'").split()


def remove_codes(text: str) -> str:
    """Return `text` without what may be a number, a code or an address."""
    # Most words have letters only, which is faster to find out.
    return " ".join([word for word in text.split() if word.isalpha() or not CODE.search(word)])


def score_function_words(words: list[str], script: str) -> dict[str, float]:
    """Return a score, in nats, for each language of `script` that has any of `words`.

    `words` are those of `split_words`. The score of languages without a list is under "": the
    average of texts in such a language.
    """
    table = _weights(script)
    scores: defaultdict[str, float] = defaultdict(float)
    # In "l'eau", the article is a function word of its own.
    elided = [word[: word.index("'") + 1] for word in words if "'" in word]
    for word in [*words, *elided]:
        weight, languages = table.get(word, NO_FUNCTION_WORD)
        for language in languages:
            scores[language] += weight
    scores[""] = UNLISTED_WEIGHT * len(words)
    share = min(1.0, FULL_WEIGHT_WORDS / max(1, len(words)))
    return {language: score * share for language, score in scores.items()}


def has_list(language: str, script: str) -> bool:
    """Return whether function words of a language are known in a script."""
    return language in _lists(script)


def confirm_language(words: list[str], language: str, script: str) -> bool:
    """Return whether many of `words` are in `language`, or hardly distinct ones, and no other."""
    own = sum(map(_own_words(language, script).__contains__, words))
    if own > CONFIRMING_SHARE * len(words):
        return True
    if own < CONFIRMING_WORDS:
        return False
    found = Counter(map(_only_languages(script).get, words))
    del found[None], found[language]
    return own >= CONFIRMING_RATIO * max(found.values(), default=0)


def find_dominant_language(words: list[str], script: str) -> str | None:
    """Return the language whose own function words dominate `words`, if they are many."""
    if len(words) < MIN_WORDS_TO_DOMINATE:
        return None
    found = Counter(map(_only_languages(script).get, words))
    del found[None]
    if not found:
        return None
    (language, most), *others = found.most_common(2)
    second = others[0][1] if others else 0
    is_dominant = most > DOMINATING_SHARE * len(words) and most >= DOMINATING_RATIO * second
    return language if is_dominant and language not in HAVE_UNLISTED_RELATIVES else None


@cache
def _weights(script: str) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Map each function word of a script to its weight and its languages."""
    lists = _lists(script)
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for language, words in lists.items():
        for word in words:
            owners[word].append(language)
    return {
        word: (WORD_WEIGHT + RARITY_WEIGHT * log(len(lists) / len(found)), tuple(found))
        for word, found in owners.items()
    }


@cache
def _only_languages(script: str) -> dict[str, str]:
    """Map each function word that only one language of a script has to that language.

    Other frequent words are no proof: many English ones are in texts of other languages.
    """
    entries = _weights(script).items()
    only = {word: languages[0] for word, (_, languages) in entries if len(languages) == 1}
    return {word: tag for word, tag in only.items() if word not in _frequent(tag)}


@cache
def _own_words(language: str, script: str) -> frozenset[str]:
    """Return the function words that only `language` and languages hardly distinct from it have."""
    language = "nb" if language == "no" else language
    alike = next((group for group in HARDLY_DISTINCT if language in group), {language})
    entries = _weights(script).items()
    return frozenset(word for word, (_, languages) in entries if set(languages) <= alike)


@cache
def _frequent(language: str) -> frozenset[str]:
    """Return the frequent words of a language that are no function words."""
    listed = stop_words(language)
    return frozenset(FREQUENT.get(language, "").split()) - listed if listed else frozenset()


@cache
def _lists(script: str) -> dict[str, frozenset[str]]:
    lists = {
        language: stop_words(language)
        for language in LANGUAGES_BY_SCRIPT[script]
        if language in listed_languages()
    }
    if script == "Latin":
        lists["nb"] = lists["nn"] = lists.pop("no")
        for group in WITH_SHARED_LIST:
            shared = frozenset().union(*(lists[language] for language in group))
            for language in group:
                others = " ".join(DISTINCTIVE.get(other, "") for other in group - {language})
                own = frozenset(DISTINCTIVE.get(language, "").split())
                lists[language] = (shared - frozenset(others.split())) | own
        lists["da"] |= frozenset(SHARED_WITH_DANISH.split())
        for language, words in FREQUENT.items():
            lists[language] = lists.get(language, frozenset()) | frozenset(words.split())
    return lists
