"""Reference words: how frequent words are in a language in general, imported or rebuilt."""

from reference.models import MAX_WORD, WORDS_PER_LANGUAGE, ReferenceLanguage, ReferenceWord

__all__ = ["MAX_WORD", "WORDS_PER_LANGUAGE", "ReferenceLanguage", "ReferenceWord"]
