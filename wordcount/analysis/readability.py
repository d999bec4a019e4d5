"""What the length of a text means to its reader: how long it takes, how difficult it is."""

from collections.abc import Mapping

from .reading_time import minutes, speaking_minutes

LONG_WORD = 6  # letters; a word of more is long
FEWEST = 100  # words of a text that has LIX: one long word of a shorter one changes it too much
# Primary subtags of the languages whose texts are measured in characters.
CHARACTERS_FIRST = frozenset(["zh", "ja", "th", "km", "lo", "my", "ko"])


def figures(words: int, length: Mapping[str, int], language: str) -> dict[str, int | float | None]:
    """Return all that is known of the length of a text of `words` words, by name.

    `length` is that of `wordcount.length`, and may have the number of `long_words`. Minutes and
    ratios are rounded to two places, and None where they have no meaning, as LIX in the
    languages of CHARACTERS_FIRST and in texts of fewer than FEWEST words. In those languages,
    characters come first.
    """
    measured: dict[str, int | float | None] = {"words": words, **length}
    long_words = measured.pop("long_words", None)
    sentences = length.get("sentences", 0)
    base = language.partition("-")[0].lower()
    has_index = words >= FEWEST and base not in CHARACTERS_FIRST
    index = lix(words, sentences, length.get("long_words")) if has_index else None
    measured |= {
        "reading_minutes": round(minutes(words, language), 2),
        "speaking_minutes": round(speaking_minutes(words, language), 2),
        "words_per_sentence": round(words / sentences, 2) if sentences else None,
        "long_words": long_words,
        "lix": None if index is None else round(index, 2),
    }
    if base in CHARACTERS_FIRST and length:
        measured = {"characters": length["characters"], **measured}
    return measured


def count_long_words(counts: Mapping[str, int]) -> int:
    """Return how many of the counted words have more than six letters, as LIX needs it."""
    return sum(number for word, number in counts.items() if len(word) > LONG_WORD)


def lix(words: int, sentences: int, long_words: int | None) -> float | None:
    """Return the readability index LIX: 20 is a book for children, 60 a scientific text.

    It is the mean length of a sentence in words, plus the percentage of words of more than six
    letters: Björnsson (1968), "Läsbarhet". Returns None for a text without words or sentences.
    """
    if not (words and sentences) or long_words is None:
        return None
    return words / sentences + 100 * long_words / words
