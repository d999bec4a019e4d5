"""Count phrases: sequences of consecutive words (n-grams) that occur more than once."""

import re
from collections import Counter
from collections.abc import Collection

from wordcount.language.abbreviations import Abbreviations, abbreviations
from wordcount.words.tokens import TokenizedText

from .sentences import continues_after_stop

LENGTHS = range(2, 6)  # words in a phrase
MIN_OCCURRENCES = 2

# A line break, or punctuation that ends a sentence or clause, in any script.
SENTENCE_END = re.compile("[\n.!?…;:。！？；：।۔؟։።။၊។།｡．‼⁇⁈⁉]")


def phrases(tokenized: TokenizedText, length: int, edges: Collection[str] = ()) -> dict[str, int]:
    """Return phrases of `length` words with the number of their occurrences, at least two.

    They are sorted by frequency, highest first, then by phrase. A phrase never spans two lines or
    sentences; the full stop of an abbreviation does not end a sentence. Phrases that begin or end
    with a word in `edges` (for example, a stop word) are excluded.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    for sentence in _split_sentences(tokenized):
        counts.update(zip(*(sentence[first:] for first in range(length)), strict=False))
    kept = {
        " ".join(words): count
        for words, count in counts.items()
        if count >= MIN_OCCURRENCES and words[0] not in edges and words[-1] not in edges
    }
    return dict(sorted(kept.items(), key=lambda entry: (-entry[1], entry[0])))


def _split_sentences(tokenized: TokenizedText) -> list[list[str]]:
    """Return the keys of each sentence. The first may have none."""
    sentences: list[list[str]] = [[]]
    text, before = tokenized.text, 0
    known = abbreviations(tokenized.language)
    for key, start, end in zip(tokenized.keys, tokenized.starts, tokenized.ends, strict=True):
        if start > before and _ends_between(text, before, start, known):
            sentences.append([])
        sentences[-1].append(key)
        before = end
    return sentences


def _ends_between(text: str, before: int, start: int, known: Abbreviations) -> bool:
    """Return whether a sentence ends after the word before `before`, before that at `start`."""
    mark = SENTENCE_END.search(text, before, start)
    if mark is None or text[before] != "." or SENTENCE_END.search(text, before + 1, start):
        return mark is not None
    return not continues_after_stop(text, before, start, known)
