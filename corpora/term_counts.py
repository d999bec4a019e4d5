"""Count the terms of a list in the documents of a corpus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpora.added import MAX_WORD
from corpora.finding import Places, find_terms, merge_places
from corpora.texts import READ, read_texts, sample
from corpora.words import Sums, rows_of
from wordcount.analysis.queries import Query, find, parse_query
from wordcount.analysis.term_list import NamedTerm
from wordcount.words.keys import key
from wordcount.words.tokens import TokenizedText

NOTHING = TokenizedText("")


@dataclass(frozen=True)
class TermCount:
    """How often a term occurs in each document, by position.

    A phrase is counted in the texts of documents that contain all of its words: in `read` of
    `documents`, if there are many. For other terms, the two are equal.
    """

    term: NamedTerm
    places: Places
    documents: int
    read: int

    @property
    def counts(self) -> Mapping[int, int]:
        return self.places.counts


def count_terms(
    sums: Sums, terms: Sequence[NamedTerm], phrases: int | None = None
) -> list[TermCount]:
    """Count each term.

    Its phrases share READ bytes of texts with `phrases` phrases in all; None means those among the
    terms.
    """
    places = find_terms(sums, {each for term in terms for each in term.query.terms})
    phrases = phrases or sum(not is_word(term) for term in terms)
    counted = []
    for term in terms:
        found = merge_places([places[each] for each in term.query.terms])
        number = len(found.counts)
        if is_word(term):
            counted.append(TermCount(term, found, number, number))
        else:
            counted.append(count_phrase(sums, term, [*found.counts], READ // phrases))
    return counted


def parse(sums: Sums, text: str) -> Query:
    """What `text` looks for. A word of the corpus is found as it is. Raises TooManyTerms.

    A word that is too long for the sums is looked for by its beginning, under which it is counted.
    """
    language = sums.language or "und"
    word = key(text, language.partition("-")[0].lower())
    if word and rows_of(sums, [word]):
        return Query(text, [(word if len(word) < MAX_WORD else f"{word[:MAX_WORD]}*",)])
    return parse_query(text, language, NOTHING)


def is_word(term: NamedTerm) -> bool:
    """Whether a term has no phrase, so that postings contain its counts."""
    return all(len(words) == 1 for words in term.query.terms)


def count_phrase(sums: Sums, term: NamedTerm, positions: Sequence[int], most: int) -> TermCount:
    chosen = sample(positions, sums.figures.total / (sums.figures.documents or 1), most)
    counts, read = {}, 0
    for document in read_texts(sums.corpus_id, chosen, sums.part, most):
        read += 1
        if hits := len(find(document.tokenize(), term.query)):
            counts[document.position] = hits
    return TermCount(term, Places(counts), len(positions), read)
