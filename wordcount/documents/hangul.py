"""Words in Hangul that end at the end of a line, or go on in the next one: nothing shows which.

Some programs break lines between words only, as in English, and others between any two syllables.
"""

import re
from collections import Counter
from itertools import pairwise

BREAK = "\ufdd0"  # a line break between two syllables; not a character (Unicode, section 23.7)

WORD = re.compile("[\uac00-\ud7a3]++")
LONGEST_PART = 20  # syllables of a word on one line
BROKEN_SHARE = 0.1  # of the line breaks are known to be inside a word, where lines break anywhere
# Particles and endings after which a word mostly ends; without one, it mostly goes on.
PARTICLES = frozenset("은 는 가 을 를 의 에 로 와 과".split())  # none of them is a word by itself
ENDINGS = (
    *PARTICLES,
    *"이 도 만 고 며 면 서 나 게 지 다 한 할 된 될 인 일 던 등 및 수 것 적".split(),
)


def join_hangul(text: str) -> str:
    """Replace each BREAK by a space, or by nothing where a word goes on.

    A word goes on before a mere particle, and where the text has the two parts as one word
    elsewhere. If that is so at some of the breaks, lines are broken anywhere: then words also go on
    after what has no particle, and is no word elsewhere.
    """
    pieces = text.split(BREAK)
    if len(pieces) == 1:
        return text
    words = Counter(WORD.findall(text))
    parts = [(_last_part(before), _first_part(after)) for before, after in pairwise(pieces)]
    known = [words[first + second] > 0 or second in PARTICLES for first, second in parts]
    anywhere = sum(known) > BROKEN_SHARE * len(known)
    joined = pieces[:1]
    for part, is_known, after in zip(parts, known, pieces[1:], strict=True):
        goes_on = is_known or (anywhere and _may_go_on(*part, words))
        joined += ["" if goes_on else " ", after]
    return "".join(joined)


def _may_go_on(first: str, second: str, words: Counter[str]) -> bool:
    # Both are counted here as well.
    are_words = words[first] > 1 and words[second] > 1
    return not are_words and not first.endswith(ENDINGS)


def _last_part(text: str) -> str:
    found: list[str] = WORD.findall(text[-LONGEST_PART:])
    return found[-1] if found else ""


def _first_part(text: str) -> str:
    found = WORD.match(text[:LONGEST_PART])
    return found[0] if found else ""
