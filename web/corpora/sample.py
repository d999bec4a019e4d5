"""A sample of the documents of a corpus, small enough to be read for one answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpora.texts import join, read_texts, sample
from corpora.words import Sums
from web.limits import wait_for_turn
from wordcount.language.stopwords import stop_words
from wordcount.words.tokens import TokenizedText


@dataclass(frozen=True)
class Sample:
    """The texts of `read` of `documents` documents, joined. Some of them may be cut.

    `stop_words` are stop words in every document that has them, as in the totals of a corpus.
    """

    tokenized: TokenizedText
    read: int
    documents: int
    has_cut: bool = False
    stop_words: frozenset[str] = frozenset()

    @property
    def is_part(self) -> bool:
        return self.read < self.documents or self.has_cut


def read_sample(sums: Sums, positions: Sequence[int]) -> Sample:
    """Read as many of the documents at these positions as one answer can, evenly spaced."""
    if not positions:
        return Sample(TokenizedText(""), 0, 0)
    wait_for_turn()
    chosen = sample(positions, sums.figures.total / (sums.figures.documents or 1))
    found = [*read_texts(sums.corpus_id, chosen, sums.part)]
    has_cut = any(each.is_cut for each in found)
    texts = [each.tokenize() for each in found]
    stops = stop_words_of((each.language, text) for each, text in zip(found, texts, strict=True))
    return Sample(join(texts), len(found), len(positions), has_cut, stops)


def stop_words_of(texts: Iterable[tuple[str, TokenizedText]]) -> frozenset[str]:
    """Return the words that are stop words in the language of every text that has them."""
    words: dict[str, set[str]] = {}
    for language, text in texts:
        words.setdefault(language, set()).update(text.keys)
    stops, others = set[str](), set[str]()
    for language, found in words.items():
        stops |= found & stop_words(language)
        others |= found - stop_words(language)
    return frozenset(stops - others)
