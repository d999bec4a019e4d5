"""Count a text as other programs do, and find the words that make the difference."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wordcount.words.tokens import CHUNK, Reading

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


def other_counts(reading: Reading) -> list[OtherCount]:
    """Return what each of RULES counts in the text of `reading`, in linear time."""
    chunks = Counter(_chunks(reading))
    return [_count(counter, rule, chunks) for counter, rule in RULES.items()]


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


# A chunk without white space, cut where our words begin and end, with whether each part is a word.
Chunk = tuple[tuple[str, bool], ...]


def _count(counter: str, rule: Rule, chunks: Counter[Chunk]) -> OtherCount:
    causes: Counter[tuple[str, int, int]] = Counter()
    words = total = 0
    for parts, count in chunks.items():
        whole = "".join(part for part, _ in parts)
        counted = [(part, int(is_word), rule(part)) for part, is_word in parts]
        here = sum(is_word for _, is_word, _ in counted)
        there = counted[0][2] if len(counted) == 1 else rule(whole)
        words += count * there
        total += count * here
        # Parts explain more than the whole chunk, where their counts add up to its count.
        is_sum = sum(number for _, _, number in counted) == there
        for part, ours, theirs in counted if is_sum else [(whole, here, there)]:
            if ours != theirs:
                causes[_shorten(part), ours, theirs] += count
    found = [Cause(word, count, ours, theirs) for (word, ours, theirs), count in causes.items()]
    found.sort(key=lambda cause: (-abs(cause.difference), cause.word))
    return OtherCount(counter, words, words - total, found[:MOST_CAUSES])


def _chunks(reading: Reading) -> Iterator[Chunk]:
    text, tokens = reading.text, iter(reading.tokens)
    token = next(tokens, None)
    for chunk in CHUNK.finditer(text):
        parts, place = [], chunk.start()
        while token and token.end <= chunk.end():
            if place < token.start:
                parts.append((text[place : token.start], False))
            parts.append((text[token.start : token.end], True))
            place = token.end
            token = next(tokens, None)
        if place < chunk.end():
            parts.append((text[place : chunk.end()], False))
        yield tuple(parts)


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_CAUSE else f"{text[: LONGEST_CAUSE - 1]}…"
