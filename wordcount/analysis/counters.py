"""Count a text as other programs do, and find the words that make the difference."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest

from wordcount.words.tokens import CHUNK, Token, TokenizedText

MOST_CAUSES = 10
LONGEST_CAUSE = 60  # characters that are shown of a cause

# \w of JavaScript, which knows no letters beyond ASCII (ECMA-262, section 22.2.2.9.3)
JAVASCRIPT_WORD = re.compile("[A-Za-z0-9_]+")

# Characters that Word counts one by one: Han, kana, bopomofo and the punctuation between them, but
# not Hangul, which it counts by spaces.
EAST_ASIAN = re.compile(
    "[\u2e80-\u2fff\u3001-\u312f\u3190-\u31ff\u3220-\u325f\u3280-\u4dbf\u4e00-\ua4cf\uf900-\ufaff"
    "\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff9f\U00020000-\U0003ffff]"
)


def count_by_spaces(chunk: str) -> int:
    """Return the words of `chunk` as `wc -w` counts them (POSIX): what white space separates."""
    return len(chunk.split())


def count_by_javascript(chunk: str) -> int:
    """Return the matches of `/\\w+/g`, a common way to count words in a browser."""
    return len(JAVASCRIPT_WORD.findall(chunk))


def count_like_word(chunk: str) -> int:
    """Return about what Microsoft Word counts: by spaces, and each East Asian character."""
    others, characters = EAST_ASIAN.subn(" ", chunk)
    return characters + len(others.split())


Rule = Callable[[str], int]
RULES: dict[str, Rule] = {
    "wc": count_by_spaces,
    "javascript": count_by_javascript,
    "word": count_like_word,
}


@dataclass(frozen=True)
class Cause:
    """A part of the text that occurs `count` times and is `here` words to us, `there` to them."""

    word: str
    count: int
    here: int
    there: int

    @property
    def difference(self) -> int:
        return self.count * (self.there - self.here)


@dataclass(frozen=True)
class OtherCount:
    """What another counter counts by a rule of RULES, and the causes of most of the difference."""

    counter: str
    words: int
    difference: int
    causes: Sequence[Cause]


def other_counts(tokenized: TokenizedText) -> list[OtherCount]:
    """Return what each of RULES counts in a text, in linear time."""
    chunks, same = _chunks(tokenized)
    return [_count(counter, rule, chunks, same) for counter, rule in RULES.items()]


def count_of_page(main: Sequence[str], page: Sequence[str]) -> OtherCount:
    """Return the words of a whole `page`, and those that its main text has not, or less often.

    Both are the keys of the words in order.
    """
    here, there = Counter(main), Counter(page)
    causes = [
        Cause(word, 1, here[word], count) for word, count in there.items() if count != here[word]
    ]
    causes.sort(key=lambda cause: (-abs(cause.difference), cause.word))
    return OtherCount("page", len(page), len(page) - len(main), causes[:MOST_CAUSES])


# Parts of a chunk, which has no white space: it is cut where our words begin and end, and each
# part has whether it is a word.
Parts = list[tuple[str, bool]]


def _count(
    counter: str, rule: Rule, chunks: Sequence[tuple[str, int, Parts]], same: int
) -> OtherCount:
    """Count by a rule. `chunks` have their text, how often it occurs, and its parts."""
    causes: dict[tuple[str, int, int], int] = {}
    words = total = same
    rule_of_part = cache(rule)
    for whole, count, parts in chunks:
        there = rule(whole)
        if len(parts) == 1:
            counted = [(whole, int(parts[0][1]), there)]
        else:
            counted = [(part, int(is_word), rule_of_part(part)) for part, is_word in parts]
        here = sum([is_word for _, is_word, _ in counted])
        words += count * there
        total += count * here
        # Parts explain more than the whole chunk, where their counts add up to its count.
        is_sum = sum([number for _, _, number in counted]) == there
        for part, ours, theirs in counted if is_sum else [(whole, here, there)]:
            if ours != theirs:
                cause = _shorten(part), ours, theirs
                causes[cause] = causes.get(cause, 0) + count

    def rank(cause: tuple[str, int, int]) -> tuple[int, str]:
        part, ours, theirs = cause
        return -abs(causes[cause] * (theirs - ours)), part

    largest = nsmallest(MOST_CAUSES, causes, key=rank)
    found = [
        Cause(part, causes[part, ours, theirs], ours, theirs) for part, ours, theirs in largest
    ]
    return OtherCount(counter, words, words - total, found)


def _chunks(tokenized: TokenizedText) -> tuple[list[tuple[str, int, Parts]], int]:
    """Return the chunks, each with how often it occurs, and its parts, which are always the same.

    One word of ASCII letters and digits is one to all of RULES: return only their number.
    """
    text, tokens = tokenized.text, tokenized.tokens
    occurrences = [(found[0], found.start()) for found in CHUNK.finditer(text)]
    counts = Counter([chunk for chunk, _ in occurrences])
    chunks: list[tuple[str, int, Parts]] = []
    sizes: dict[str, int] = {}  # in words
    first = same = 0
    for chunk, start in occurrences:
        if chunk not in sizes:
            end = start + len(chunk)
            token = tokens[first] if first < len(tokens) else None
            is_one = token is not None and token.start == start and token.end == end
            if is_one and chunk.isascii() and chunk.isalnum():
                same += counts[chunk]
                sizes[chunk] = 1
            else:
                parts = [(chunk, True)] if is_one else _parts(text, start, end, tokens, first)
                chunks.append((chunk, counts[chunk], parts))
                sizes[chunk] = sum([is_word for _, is_word in parts])
        first += sizes[chunk]
    return chunks, same


def _parts(text: str, place: int, end: int, tokens: Sequence[Token], first: int) -> Parts:
    """Return the parts of the text from `place` to `end`, whose words are those from `first` on."""
    parts = []
    for index in range(first, len(tokens)):
        token = tokens[index]
        if token.end > end:
            break
        if place < token.start:
            parts.append((text[place : token.start], False))
        parts.append((text[token.start : token.end], True))
        place = token.end
    if place < end:
        parts.append((text[place:end], False))
    return parts


def _shorten(text: str) -> str:
    text = text.replace("\u202f", " ")  # the only white space in a chunk
    return text if len(text) <= LONGEST_CAUSE else f"{text[: LONGEST_CAUSE - 1]}…"
