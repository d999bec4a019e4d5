"""Find what a person looks for in a text: words, phrases and words with a *, several at once."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, groupby, islice
from typing import NamedTuple

from wordcount.messages import N_
from wordcount.words.keys import key
from wordcount.words.tokens import TokenizedText, query_keys

MAX_TERMS = 20
AT_ONCE = 1_000  # words, which stay in the cache while they are compared with each pattern
MAX_WILDCARDS = 10  # words with a *, each compared with every different word of the text
MORE_HITS = 10_000  # beyond the number of words; only terms of several lengths have as many

QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "『": "』"}
COMMAS = ",，、،"

TOO_MANY = N_(
    "Look for at most %(terms)s words or phrases at once, and at most %(wildcards)s words with *."
)


class TooManyTerms(ValueError):
    """A query has more terms, or more words with a *, than are looked for at once."""


@dataclass(frozen=True)
class Query:
    """`text` is as it was typed. Each term is a sequence of keys; * is any number of characters.

    `forms` are the terms where they are all words with one dictionary form. There may be more of
    them if `has_more_forms`, because only the most frequent words were looked up.
    """

    text: str
    terms: Sequence[tuple[str, ...]]
    forms: Sequence[str] = ()
    has_more_forms: bool = False


class Hit(NamedTuple):
    """A place where a term occurs: the index of its first token, from 0, and its tokens."""

    start: int
    length: int

    @property
    def position(self) -> int:
        """The 1-based index of its first word."""
        return self.start + 1

    @property
    def end(self) -> int:
        return self.start + self.length


def parse_query(text: str, language: str, tokenized: TokenizedText) -> Query:
    """Return what `text` looks for in `tokenized`.

    Commas and quotation marks separate terms; words that follow one another are a phrase. A *
    matches any characters of a word. Raises TooManyTerms.
    """
    base = language.partition("-")[0].lower()
    word = key(text.strip(), base)
    if word in tokenized.types:
        return Query(text, [(word,)])
    parts = [" ".join(part.split()) for part in _split_terms(text)]
    terms = [tuple(_parse_term(part, language, tokenized)) for part in dict.fromkeys(parts) if part]
    terms = [term for term in terms if any(element.strip("*") for element in term)]
    wildcards = sum("*" in element for term in terms for element in term)
    if len(terms) > MAX_TERMS or wildcards > MAX_WILDCARDS:
        raise TooManyTerms(TOO_MANY % {"terms": MAX_TERMS, "wildcards": MAX_WILDCARDS})
    return Query(text, terms)


def find(tokenized: TokenizedText, query: Query) -> list[Hit]:
    """Return every place of each term, in order. They may overlap; none spans two lines.

    Visitors choose both the text and the terms, so this is linear in the text for any of them, and
    there are at most `most_hits`.
    """
    terms = [term for term in query.terms if term]
    by_length: defaultdict[int, int] = defaultdict(int)
    for term, bit in zip(terms, last_bits(terms), strict=True):
        by_length[len(term)] |= bit
    ends = find_ends(tokenized, terms)
    if len(by_length) == 1:
        [length] = by_length
        return [Hit(index - length + 1, length) for index, _ in ends]

    @cache  # in a repetitive text, the same terms end at most words
    def lengths_of(ended: int) -> list[int]:
        return [length for length, bits in by_length.items() if ended & bits]

    hits = (
        Hit(index - length + 1, length) for index, ended in ends for length in lengths_of(ended)
    )
    return sorted(islice(hits, most_hits(tokenized)))


def most_hits(tokenized: TokenizedText) -> int:
    """Return the maximum number of hits that `find` returns."""
    return len(tokenized.keys) + MORE_HITS


def are_cut(hits: Sequence[Hit], tokenized: TokenizedText) -> bool:
    """Whether `find` stopped, so that the hits are those in the beginning of the text."""
    return len(hits) >= most_hits(tokenized)


def last_bits(terms: Sequence[tuple[str, ...]]) -> list[int]:
    """Return the bit of the last word of each term; each word of all terms has one."""
    return [1 << place - 1 for place in accumulate(map(len, terms))]


def find_ends(
    tokenized: TokenizedText, terms: Sequence[tuple[str, ...]]
) -> Iterator[tuple[int, int]]:
    """Yield the index of each token that ends a term, and the `last_bits` of the terms it ends.

    The bits of a number are the terms' words that match up to here (Baeza-Yates and Gonnet 1992,
    "A new approach to text searching", Communications of the ACM 35(10)).
    """
    masks = _masks(tokenized.types, [word for term in terms for word in term])
    if all(len(term) == 1 for term in terms):
        found = ((index, masks.get(word)) for index, word in enumerate(tokenized.keys))
        yield from ((index, ended) for index, ended in found if ended)
        return
    lasts = last_bits(terms)
    last = sum(lasts)
    first = sum(bit >> len(term) - 1 for bit, term in zip(lasts, terms, strict=True))
    matched, line = 0, -1
    words = zip(tokenized.keys, tokenized.find_lines(), strict=True)
    for index, (word, its_line) in enumerate(words):
        if its_line != line:
            matched, line = 0, its_line
        matched = (matched << 1 | first) & masks.get(word, 0)
        if ended := matched & last:
            yield index, ended


def _masks(words: Collection[str], elements: Sequence[str]) -> Mapping[str, int]:
    """Return, for each of `words` that matches any element, a bit for each that it matches."""
    bits: defaultdict[str, int] = defaultdict(int)
    for place, element in enumerate(elements):
        bits[element] |= 1 << place
    masks: defaultdict[str, int] = defaultdict(int)
    patterns = {element: bit for element, bit in bits.items() if "*" in element}
    for element in bits.keys() - patterns.keys():
        masks[element] |= bits[element]
    listed = [*words] if patterns else []
    for start in range(0, len(listed), AT_ONCE):
        for element, bit in patterns.items():
            for word in _matching(listed[start : start + AT_ONCE], element):
                masks[word] |= bit
    return masks


def _matching(words: Collection[str], element: str) -> list[str]:
    """Return those of `words` that match an element with a *."""
    start, *between, end = element.split("*")
    middle = [part for part in between if part]
    found = [word for word in words if word.startswith(start)] if start else [*words]
    if end:
        found = [word for word in found if word.endswith(end)]
    for part in dict.fromkeys(middle):
        found = [word for word in found if part in word]
    if not middle:
        least = len(start) + len(end)
        return [word for word in found if len(word) >= least]
    first, last = len(start), len(end)
    return [word for word in found if _has_in_order(word, middle, first, len(word) - last)]


def _has_in_order(word: str, parts: Sequence[str], place: int, stop: int) -> bool:
    for part in parts:
        place = word.find(part, place, stop)
        if place < 0:
            return False
        place += len(part)
    return place <= stop


def _split_terms(text: str) -> Iterator[str]:
    """Split at commas, but not inside numbers, and around what is in quotation marks.

    A quotation mark inside a word belongs to it, as in Hebrew abbreviations.
    """
    term, closing = "", ""
    for place, character in enumerate(text):
        before, after = text[:place][-1:], text[place + 1 :][:1]
        begins = not before or before.isspace() or before in COMMAS
        ends = not after or after.isspace() or after in COMMAS
        is_comma = character in COMMAS and not (before.isdigit() and after.isdigit())
        if closing and character == closing and ends:
            closing = ""
        elif not closing and character in QUOTES and begins:
            closing = QUOTES[character]
        elif closing or not is_comma:
            term += character
            continue
        yield term
        term = ""
    yield term


def _parse_term(text: str, language: str, tokenized: TokenizedText) -> Iterator[str]:
    """Yield the keys of a word or phrase. A word with a * is not split."""
    base = language.partition("-")[0].lower()
    for is_pattern, words in groupby(text.split(), lambda word: "*" in word):
        if is_pattern:
            yield from ("*".join(key(part, base) for part in word.split("*")) for word in words)
        else:
            yield from query_keys(" ".join(words), language, tokenized)
