"""The example on the front page: a paragraph with its most frequent words marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from wordcount import count_text
from wordcount.words.tokens import tokenize

MARKED = 4  # words: the most frequent ones that occur at least twice and are not stop words


@dataclass(frozen=True)
class Example:
    """A paragraph in `pieces`, each with the count of its word, or None if it is not marked.

    `words` are the marked words with their counts, most frequent first.
    """

    pieces: Sequence[tuple[str, int | None]]
    words: Sequence[tuple[str, int]]


@cache
def example(text: str, language: str) -> Example:
    count = count_text(text, language)
    repeated = {word: n for word, n in count.result_no_stop_words.items() if n > 1}
    words = dict(islice(repeated.items(), MARKED))
    return Example(tuple(mark(text, language, words)), tuple(words.items()))


def mark(text: str, language: str, words: dict[str, int]) -> Iterator[tuple[str, int | None]]:
    tokenized = tokenize(text, language)
    end = 0
    for token in tokenized.tokens:
        if token.key in words:
            yield tokenized.text[end : token.start], None
            yield tokenized.text[token.start : token.end], words[token.key]
            end = token.end
    yield tokenized.text[end:], None
