"""Generate hostile inputs for a regular expression, and find one that takes superlinear time.

As a program, it reads a pattern and a method from standard input, and prints each input it tries.
"""

import json
import math
import re
import resource
import sys
import time
from itertools import pairwise

# Private, as Python has no public parser of patterns.
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

LENGTHS = 40_000, 80_000  # characters
# Shorter times are noise, whatever their ratio. At the second length, linear code takes less than
# this, and quadratic code more.
NOISE_FLOOR = 0.05  # seconds of CPU time
MAX_GROWTH = 3  # when the length doubles; linear code takes 2 times as long, quadratic code 4 times
SECONDS = 5  # of CPU time for each input; linear code takes less than a tenth of a second
# Noise only ever adds time, so each length counts by its best round. Linear code needs one or two.
ROUNDS = 10

# One of each kind of character.
KINDS = [*"aA5 \t\n\r\"'<>=/\\:;-_.,&|*#@%+!?()[]{}\0\x7f", *"é\u0301ก日각א😀"]
# Ends after a run: the end of the text, and characters that few patterns match.
ENDS = ["", "\0", "~"]

MEMBERS = {
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_DIGIT: "5",
    sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_SPACE: "a",
    sre.CATEGORY_NOT_DIGIT: "a",
    sre.CATEGORY_NOT_WORD: "-",
}


def find_prefixes(pattern: re.Pattern) -> list[str]:
    """Return prefixes of a match for each alternative of `pattern`."""
    found = {""}
    for fragments in _samples(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)):
        text = ""
        for fragment, following in pairwise([*fragments, ""]):
            text += fragment
            # Prefixes that end within a name such as "charset" are of no interest.
            if not (fragment.isalnum() and following.isalnum()):
                found.add(text)
    return sorted(found)


def _samples(items) -> list[list[str]]:
    samples: list[list[str]] = [[]]
    for kind, argument in items:
        first, *others = _choices(kind, argument)
        samples = [sample + first for sample in samples] + [samples[0] + other for other in others]
    return samples


def _choices(kind, argument) -> list[list[str]]:
    """Return texts that one item of a parsed pattern matches, as lists of fragments."""
    if kind is sre.LITERAL:
        return [[chr(argument)]]
    if kind is sre.NOT_LITERAL:
        return [["a" if argument != ord("a") else "b"]]
    if kind is sre.ANY:
        return [["a"]]
    if kind is sre.IN:
        return [[_member(argument)]]
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        least, _, repeated = argument
        once = [sample * max(least, 1) for sample in _samples(repeated)]
        return once if least else [*once, []]
    if kind is sre.SUBPATTERN:
        return _samples(argument[-1])
    if kind is sre.ATOMIC_GROUP:
        return _samples(argument)
    if kind is sre.BRANCH:
        return [sample for branch in argument[1] for sample in _samples(branch)]
    assert kind in (sre.AT, sre.ASSERT, sre.ASSERT_NOT, sre.GROUPREF), f"{kind} is not supported"
    return [[]]


def _member(items) -> str:
    """Return a character of a set such as [a-z] or [^<>]."""
    if items[0][0] is sre.NEGATE:
        excluded = "".join(_member([item]) for item in items[1:] if item[0] is not sre.RANGE)
        if {sre.CATEGORY_WORD, sre.CATEGORY_NOT_SPACE} & {argument for _, argument in items[1:]}:
            excluded += "a5_"
        return next(c for c in 'a -5"\0é' if c not in excluded)
    kind, argument = items[0]
    if kind is sre.CATEGORY:
        return MEMBERS[argument]
    return chr(argument[0] if kind is sre.RANGE else argument)


def inputs(pattern: re.Pattern):
    """Yield pairs of a description and a function that returns an input of a given length."""
    starts: list = find_prefixes(pattern)
    kinds: list = KINDS
    ends: list = ENDS
    if isinstance(pattern.pattern, bytes):
        # The pattern consists of bytes, and is applied to text in UTF-8.
        starts = [start.encode("latin-1") for start in starts]
        kinds, ends = ([text.encode() for text in texts] for texts in (KINDS, ENDS))
    runs = [(start, kind) for start in starts for kind in kinds]
    runs += [(start[:0], start) for start in starts if start]
    for start, unit in runs:
        for end in ends:

            def text(length: int, start=start, unit=unit, end=end):
                return start + unit * (length // len(unit)) + end

            yield f"{start!r} + {unit!r} * n + {end!r}", text


def call(pattern: re.Pattern, method: str, text: str | bytes) -> None:
    if method in ("sub", "subn"):
        getattr(pattern, method)(text[:0], text)
    elif method == "finditer":
        for _ in pattern.finditer(text):
            pass
    else:
        getattr(pattern, method)(text)


def seconds(pattern: re.Pattern, method: str, text: str | bytes) -> float:
    """Return the CPU time of a call in seconds."""
    start = time.process_time()
    call(pattern, method, text)
    return time.process_time() - start


def limit_time(seconds: int) -> None:
    """End this process if it takes more than `seconds` of CPU time from now on."""
    end = math.ceil(time.process_time()) + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (end, hard))


def check(pattern: re.Pattern, method: str, longest: int | None, limit: int) -> None:
    """Print each input, and exit at the first that takes superlinear time."""
    short, long = LENGTHS if longest is None else (longest // 2, longest)
    for name, text in inputs(pattern):
        print(name, flush=True)
        limit_time(limit)
        one = seconds(pattern, method, text(short))
        # Quadratic code would already take a quarter of its time for the second length.
        if one < NOISE_FLOOR / 5:
            continue
        two = float("inf")
        for _ in range(ROUNDS):
            # By turns, so that a busy moment of the machine slows both.
            two = min(two, seconds(pattern, method, text(long)))
            if two < max(NOISE_FLOOR, MAX_GROWTH * one):
                break
            one = min(one, seconds(pattern, method, text(short)))
        else:
            sys.exit(f"takes {one:.3f} s for {short:,} characters and {two:.3f} s for {long:,}")


if __name__ == "__main__":
    task = json.load(sys.stdin)
    source = task["pattern"].encode("latin-1") if task["is_bytes"] else task["pattern"]
    check(re.compile(source, task["flags"]), task["method"], task["longest"], task["seconds"])
