"""A sample of the documents of a corpus, small enough to be read for one answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpora.texts import join, read_texts, sample
from corpora.words import Sums
from web.limits import wait_for_turn
from wordcount.words.tokens import TokenizedText


@dataclass(frozen=True)
class Sample:
    """The texts of `read` of `documents` documents, joined. Some of them may be cut."""

    tokenized: TokenizedText
    read: int
    documents: int
    has_cut: bool = False

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
    return Sample(join([each.tokenize() for each in found]), len(found), len(positions), has_cut)
