"""Read a list of terms, such as `energy: solar, wind*, "heat pump"`, and count them in a text."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from wordcount.messages import N_
from wordcount.words.tokens import TokenizedText

from .queries import MAX_WILDCARDS, Query, TooManyTerms, find_ends, last_bits

MAX_TERMS = 50
MAX_WORDS = 200  # of all terms
MAX_NAME = 100  # characters
MAX_LIST = 5_000  # characters of a list


@dataclass(frozen=True)
class NamedTerm:
    """A name, and the words and phrases that are counted together under it."""

    name: str
    query: Query


def parse_term_list(text: str, parse: Callable[[str], Query]) -> list[NamedTerm]:
    """Return the terms of a list, one or several a line.

    In a line with a name, a colon and a space, what follows is one term; in one without, commas
    separate terms. Terms with the same name are one. `parse` reads words and phrases. Raises
    TooManyTerms.
    """
    terms: dict[str, NamedTerm] = {}
    lines = dict.fromkeys(filter(None, map(str.strip, text[:MAX_LIST].splitlines())))
    for number, line in enumerate(lines, start=1):
        for term in _parse_line(line, parse):
            known = terms.get(term.name)
            terms[term.name] = _merge(known, term, parse) if known else term
        if max(number, len(terms)) > MAX_TERMS:  # the same terms again take as long
            raise TooManyTerms(N_("A list can have at most %(most)s terms.") % {"most": MAX_TERMS})
    words = [word for term in terms.values() for words in term.query.terms for word in words]
    if len(words) > MAX_WORDS or sum("*" in word for word in words) > MAX_WILDCARDS:
        limits = {"most": MAX_WORDS, "patterns": MAX_WILDCARDS}
        raise TooManyTerms(
            N_("A list can have at most %(most)s words, and %(patterns)s words with *.") % limits
        )
    return list(terms.values())


def _parse_line(line: str, parse: Callable[[str], Query]) -> Iterator[NamedTerm]:
    name, colon, items = line.partition(": ")
    if colon and name.strip() and not name.startswith(("“", '"')):
        query = parse(items.strip())
        if query.terms:
            yield NamedTerm(name.strip()[:MAX_NAME], query)
        return
    for words in parse(line.removesuffix(":")).terms:
        yield NamedTerm(" ".join(words)[:MAX_NAME], Query(_write(words), [words]))


def _merge(one: NamedTerm, other: NamedTerm, parse: Callable[[str], Query]) -> NamedTerm:
    """Add the terms of another line with the same name. Raises TooManyTerms."""
    added = [words for words in other.query.terms if words not in one.query.terms]
    if not added:
        return one
    return NamedTerm(one.name, parse(", ".join(map(_write, [*one.query.terms, *added]))))


def _write(words: Sequence[str]) -> str:
    text = " ".join(words)
    return f'"{text}"' if len(words) > 1 else text


def count_in(tokenized: TokenizedText, terms: Sequence[NamedTerm]) -> list[int]:
    """Return how often each term occurs in a text. Each place of a term is counted once."""
    every = [words for term in terms for words in term.query.terms]
    bits = iter(last_bits(every))
    by_length = [_bits_by_length(term.query.terms, bits) for term in terms]
    counts = [0] * len(terms)
    for ended, number in Counter(ended for _, ended in find_ends(tokenized, every)).items():
        for place, lengths in enumerate(by_length):
            counts[place] += number * sum(1 for bits in lengths if ended & bits)
    return counts


def _bits_by_length(terms: Sequence[tuple[str, ...]], bits: Iterator[int]) -> Collection[int]:
    """Return the bits of the terms of each length, the next of `bits`, in one number."""
    lengths: defaultdict[int, int] = defaultdict(int)
    for term in terms:
        lengths[len(term)] |= next(bits)
    return lengths.values()
