"""The language of a text: what its page declares, unless the text says otherwise.

A script tells many languages by itself; among those that share one, the function words do.
"""

import re
from collections import Counter

from .stopwords import languages, stop_words
from .words import key

UNDETERMINED = "und"

# Characters from the middle of a text that are looked at: enough for a few hundred words.
SAMPLE = 4_000

# Of a sample's letters, the part that settles its script.
MAJORITY = 0.5
# Of a sample's words, the part that has to be function words before a language is named, and
# how many of them there have to be.
ENOUGH_SHARE = 0.15
ENOUGH_WORDS = 2
# How much clearer another language has to be before the page's own declaration is doubted.
CONTRADICTION = 2.5
MANY_WORDS = 20
# No language has more than two thirds function words, so this share cannot be contradicted.
UNDOUBTED_SHARE = 0.27

# BCP 47, section 2.1, as far as pages use it; the longest real tags have 35 characters.
TAG = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{1,8})*")
LONGEST_TAG = 35

SCRIPTS = {
    "Latin": "A-Za-zÀ-ɏḀ-ỿ",
    "Cyrillic": "Ѐ-ԯ",
    "Arabic": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Hebrew": "\u0590-\u05ff",
    "Armenian": "\u0530-\u058f",
    "Georgian": "\u10a0-\u10ff\u1c90-\u1cbf",
    "Devanagari": "\u0900-\u097f",
    "Bengali": "\u0980-\u09ff",
    "Gurmukhi": "\u0a00-\u0a7f",
    "Gujarati": "\u0a80-\u0aff",
    "Oriya": "\u0b00-\u0b7f",
    "Tamil": "\u0b80-\u0bff",
    "Telugu": "\u0c00-\u0c7f",
    "Kannada": "\u0c80-\u0cff",
    "Malayalam": "\u0d00-\u0d7f",
    "Sinhala": "\u0d80-\u0dff",
    "Thai": "\u0e00-\u0e7f",
    "Lao": "\u0e80-\u0eff",
    "Tibetan": "\u0f00-\u0fff",
    "Burmese": "\u1000-\u109f",
    "Ethiopic": "\u1200-\u137f",
    "Khmer": "\u1780-\u17ff",
    "Hangul": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3",
    "Kana": "\u3041-\u30ff\uff66-\uff9f",
    "Han": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
}
LETTERS = {script: re.compile(f"[{letters}]") for script, letters in SCRIPTS.items()}

# The languages that are written in a script, the one that it stands for alone first.
WRITTEN_IN = {
    "Arabic": ("ar", "fa", "ur", "ps", "ug", "sd", "ckb", "ku"),
    "Greek": ("el",),
    "Hebrew": ("he", "yi"),
    "Armenian": ("hy",),
    "Georgian": ("ka",),
    "Devanagari": ("hi", "mr", "ne", "sa"),
    "Bengali": ("bn", "as"),
    "Gurmukhi": ("pa",),
    "Gujarati": ("gu",),
    "Oriya": ("or",),
    "Tamil": ("ta",),
    "Telugu": ("te",),
    "Kannada": ("kn",),
    "Malayalam": ("ml",),
    "Sinhala": ("si",),
    "Thai": ("th",),
    "Lao": ("lo",),
    "Tibetan": ("bo", "dz"),
    "Burmese": ("my",),
    "Ethiopic": ("am", "ti"),
    "Khmer": ("km",),
    "Hangul": ("ko",),
    "Kana": ("ja",),
    "Han": ("zh", "ja", "yue", "wuu", "lzh"),
}
# Of the languages that have lists; both scripts are shared by too many to name one alone.
CYRILLIC = frozenset("be bg kk mk mn ru sr tg uk".split())
NOT_LATIN = CYRILLIC | {code for codes in WRITTEN_IN.values() for code in codes}
WORD = re.compile(r"\b[^\W\d_]+(?:['’ʼ][^\W\d_]+)*\b")


def language_of(text: str, declared: str | None = None) -> str:
    """Give the BCP 47 tag of the language that `text` is in; "und" if nobody could tell.

    `declared` is what the page says: it stands unless the script, or far more function words
    of another language, speak against it.
    """
    claim = as_tag(declared)
    sample = _middle(text)
    script = _script(sample)
    if script is None:
        return claim or UNDETERMINED
    base = claim.partition("-")[0] if claim else ""
    if script in WRITTEN_IN:
        codes = WRITTEN_IN[script]
        # Romanised pages aside, a tag outside these codes cannot be right for this script;
        # codes unknown here may be.
        if claim and (base in codes or not _is_known(base)):
            return claim
        # Half in kanji is still Japanese; nobody else writes kana.
        candidates = [code for code in codes if code in languages()]
        return (_by_function_words(sample, candidates)[0] if len(candidates) > 1 else "") or codes[
            0
        ]

    words = _words(sample, base)
    own = _share(words, base)
    if claim and own >= UNDOUBTED_SHARE:
        return claim
    found, share = _by_function_words(sample, _sharing(script))
    if not claim:
        return found or UNDETERMINED
    if _is_known(base) and base not in _sharing(script) and not _shares_list(base):
        return found or claim
    doubtful = words.total() >= MANY_WORDS and share > CONTRADICTION * max(own, 0.1)
    return found if found and doubtful else claim


def as_tag(language: str | None) -> str | None:
    """`language` in the usual letters ("pt-BR"), or None where it is no BCP 47 tag."""
    tag = (language or "").strip().replace("_", "-")
    if not TAG.fullmatch(tag) or len(tag) > LONGEST_TAG:
        return None
    first, *rest = tag.lower().split("-")
    parts = [first]
    for part in rest:
        is_script = len(part) == 4 and part.isalpha()
        parts.append(part.title() if is_script else part.upper() if len(part) == 2 else part)
    return None if first == UNDETERMINED else "-".join(parts)


def _middle(text: str) -> str:
    start = max(0, (len(text) - SAMPLE) // 2)
    return text[start : start + SAMPLE]


def _script(sample: str) -> str | None:
    counts = Counter({script: len(found.findall(sample)) for script, found in LETTERS.items()})
    total = counts.total()
    if not total:
        return None
    # A word of Chinese, Japanese or Korean takes about a third of the letters of a Latin one.
    for script in ("Han", "Kana", "Hangul"):
        counts[script] *= 3
    if counts["Kana"] * 10 > counts["Han"] and counts["Kana"] > counts["Hangul"]:
        counts["Kana"] += counts.pop("Han")
    elif counts["Hangul"] * 3 > counts["Han"]:
        counts["Hangul"] += counts.pop("Han")
    script, most = counts.most_common(1)[0]
    return script if most >= MAJORITY * counts.total() else None


def _sharing(script: str) -> list[str]:
    if script == "Cyrillic":
        return [code for code in languages() if code in CYRILLIC]
    return [code for code in languages() if code not in NOT_LATIN]


def _is_known(base: str) -> bool:
    return base in languages() or base in NOT_LATIN


def _shares_list(base: str) -> bool:
    return base not in languages() and bool(stop_words(base))


def _words(sample: str, language: str) -> Counter[str]:
    return Counter(key(word, language) for word in WORD.findall(sample))


def _share(words: Counter[str], language: str) -> float:
    found = words.keys() & stop_words(language)
    return sum(words[word] for word in found) / words.total() if found else 0.0


def _by_function_words(sample: str, candidates: list[str]) -> tuple[str, float]:
    """The candidate that most of the words are function words of, and their share."""
    words = _words(sample, UNDETERMINED)
    best, best_score, best_share = "", 0.0, 0.0
    for language in candidates:
        share = _share(words, language)
        # Long lists are hit more often by chance.
        score = share / (1 + len(stop_words(language)) / 2_000)
        if score > best_score:
            best, best_score, best_share = language, score, share
    if best_share < ENOUGH_SHARE or best_share * words.total() < ENOUGH_WORDS:
        return "", 0.0
    return best, best_share
