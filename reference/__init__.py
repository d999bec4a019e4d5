"""Reference words: how frequent words are in a language in general, imported or rebuilt."""

from reference.models import MAX_WORD, WORDS_PER_LANGUAGE, ReferenceLanguage, ReferenceWord
from reference.rebuilding import MIN_RESULTS, PER_SITE

__all__ = [
    "MAX_WORD",
    "MIN_RESULTS",
    "PER_SITE",
    "WORDS_PER_LANGUAGE",
    "ReferenceLanguage",
    "ReferenceWord",
]
