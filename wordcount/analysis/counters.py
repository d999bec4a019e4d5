"""Count a text as other programs do, and find the words that make the difference."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain
from operator import mul
from typing import NamedTuple

from wordcount.words.tokens import Chunks, WordSpan

MOST_CAUSES = 10
LONGEST_CAUSE = 60  # characters that are shown of a cause
NARROW = "\u202f"  # the only white space in a chunk

# All but \w of JavaScript, which knows no letters beyond ASCII (ECMA-262, section 22.2.2.9.3)
NOT_JAVASCRIPT_WORD = re.compile("[^A-Za-z0-9_\n]+")

# Characters that Word counts one by one: Han, kana, bopomofo and the punctuation between them, but
# not Hangul, which it counts by spaces.
EAST_ASIAN = re.compile(
    "[\u2e80-\u2fff\u3001-\u312f\u3190-\u31ff\u3220-\u325f\u3280-\u4dbf\u4e00-\ua4cf\uf900-\ufaff"
    "\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff9f\U00020000-\U0003ffff]"
)


def count_by_spaces(lines: str) -> list[int]:
    """Return the words of each line as `wc -w` counts them (POSIX): what white space separates."""
    return [len(line.split()) for line in lines.split("\n")]


def count_by_javascript(lines: str) -> list[int]:
    """Return the matches of `/\\w+/g` in each line, a common way to count words in a browser."""
    return count_by_spaces(NOT_JAVASCRIPT_WORD.sub(" ", lines))


def count_like_word(lines: str) -> list[int]:
    """Return about what Microsoft Word counts: by spaces, and each East Asian character."""
    return count_by_spaces(EAST_ASIAN.sub(" x ", lines))


# Counts each line: a regular expression takes much less time for one long text than for many.
Rule = Callable[[str], list[int]]
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


def other_counts(read: Chunks) -> list[OtherCount]:
    """Return what each of RULES counts in the chunks that were read, in linear time."""
    words, others = _split(read)
    return [_count(counter, rule, words, others) for counter, rule in RULES.items()]


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


class SplitChunk(NamedTuple):
    """A chunk, how often it occurs, and its parts: it is split where our words begin and end.

    `ours` has 1 for each part that is a word, and 0 for each other one.
    """

    text: str
    number: int
    parts: Sequence[str]
    ours: Sequence[int]


Causes = defaultdict[tuple[str, int, int], int]  # how often a part is so many words here and there


def _count(
    counter: str, rule: Rule, words: Counter[str], others: Sequence[SplitChunk]
) -> OtherCount:
    """Count by a rule. `words` are the chunks that are one word each, with their numbers."""
    causes: Causes = defaultdict(int)
    counted = _apply(rule, words)
    here, there = words.total(), sum(map(mul, words.values(), counted))
    for (word, count), number in zip(words.items(), counted, strict=True):
        if number != 1:
            causes[word, 1, number] = count
    parts = dict.fromkeys(chain.from_iterable([chunk.parts for chunk in others]))
    number_of = dict(zip(parts, _apply(rule, parts), strict=True)).__getitem__
    counted = _apply(rule, [chunk.text for chunk in others])
    for (text, count, cut, ours), number in zip(others, counted, strict=True):
        words_here, theirs = sum(ours), [*map(number_of, cut)]
        here += count * words_here
        there += count * number
        # Parts explain more than the whole chunk, where their counts add up to its count.
        if sum(theirs) != number:
            if words_here != number:
                causes[text, words_here, number] += count
        elif theirs != ours:
            for cause in zip(cut, ours, theirs, strict=True):
                if cause[1] != cause[2]:
                    causes[cause] += count
    return OtherCount(counter, there, there - here, _largest(causes))


def _apply(rule: Rule, chunks: Collection[str]) -> list[int]:
    """The words of each chunk. They have no line breaks."""
    return rule("\n".join(chunks)) if chunks else []


def _largest(causes: Causes) -> list[Cause]:
    for cause in [each for each in causes if len(each[0]) > LONGEST_CAUSE or NARROW in each[0]]:
        causes[_shorten(cause[0]), *cause[1:]] += causes.pop(cause)
    ranked = ((-count * abs(cause[2] - cause[1]), cause) for cause, count in causes.items())
    largest = [cause for _, cause in nsmallest(MOST_CAUSES, ranked)]
    return [Cause(part, causes[part, here, there], here, there) for part, here, there in largest]


def _split(read: Chunks) -> tuple[Counter[str], list[SplitChunk]]:
    """Return the chunks that are one word each, and the others, each once."""
    counts = Counter(read.chunks)
    words, others = Counter[str](), []
    if read.end is not None:  # of the last, only the beginning was read
        last = read.chunks[-1]
        counts[last] -= 1
        beginning = last[: read.end]
        others.append(SplitChunk(beginning, 1, *_parts(beginning, read.words[last])))
    for chunk, count in counts.items():
        found = read.words[chunk]
        if len(found) == 1 and found[0][2] - found[0][1] == len(chunk):
            words[chunk] = count
        elif count:
            others.append(SplitChunk(chunk, count, *_parts(chunk, found)))
    return words, others


def _parts(chunk: str, words: Sequence[WordSpan]) -> tuple[list[str], list[int]]:
    """Return the parts of a chunk with these words, and for each whether it is one."""
    parts, ours = [], []
    place = 0
    for _, start, end in words:
        if place < start:
            parts.append(chunk[place:start])
            ours.append(0)
        parts.append(chunk[start:end])
        ours.append(1)
        place = end
    if place < len(chunk):
        parts.append(chunk[place:])
        ours.append(0)
    return parts, ours


def _shorten(text: str) -> str:
    text = text.replace(NARROW, " ")
    return text if len(text) <= LONGEST_CAUSE else f"{text[: LONGEST_CAUSE - 1]}…"
