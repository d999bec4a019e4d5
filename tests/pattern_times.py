"""Hostile inputs for a regular expression, and a search for one whose time outgrows its length.

Run as a program it reads a pattern and a method from standard input, and prints what it finds.
"""

import json
import re
import resource
import sys
import time
from itertools import pairwise
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

LENGTHS = 20_000, 40_000  # characters
# A time below this is noise, whatever its ratio to another. At these lengths linear code takes
# less, and quadratic code more.
FLOOR = 0.02  # seconds of CPU time at the second length
GROWTH = 3  # times the time for twice the length; linear code needs 2, quadratic code 4
SECONDS = 20  # of CPU time for all inputs of a pattern; linear code needs four at most
ROUNDS = 3

# One of each kind of character.
KINDS = [*"aA5 \t\n\r\"'<>=/\\:;-_.,&|*#@%+!?()[]{}\0\x7f", *"é\u0301ก日각א😀"]
# What follows a run: the end of the text, and characters that few patterns match.
ENDS = ["", "\0", "~"]

MEMBERS = {
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_DIGIT: "5",
    sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_SPACE: "a",
    sre.CATEGORY_NOT_DIGIT: "a",
    sre.CATEGORY_NOT_WORD: "-",
}


def beginnings(pattern: re.Pattern) -> list[str]:
    """All beginnings of a text for each alternative of `pattern`; most of them match, or nearly."""
    found = {""}
    for pieces in _samples(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)):
        text = ""
        for piece, following in pairwise([*pieces, ""]):
            text += piece
            # Within a name such as "charset" no beginning is of interest.
            if not (piece.isalnum() and following.isalnum()):
                found.add(text)
    return sorted(found)


def _samples(items) -> list[list[str]]:
    samples: list[list[str]] = [[]]
    for kind, argument in items:
        first, *others = _choices(kind, argument)
        samples = [sample + first for sample in samples] + [samples[0] + piece for piece in others]
    return samples


def _choices(kind, argument) -> list[list[str]]:
    """The pieces that one item of a parsed pattern may match, those of its first choice first."""
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
    assert kind in (sre.AT, sre.ASSERT, sre.ASSERT_NOT, sre.GROUPREF), f"{kind} is not known here"
    return [[]]


def _member(items) -> str:
    """A character of a set such as [a-z] or [^<>]."""
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
    """Pairs of a description and a function from a length to an input."""
    starts: list = beginnings(pattern)
    kinds: list = KINDS
    ends: list = ENDS
    if isinstance(pattern.pattern, bytes):
        # A pattern of bytes names bytes, and the texts that it is used on are in UTF-8.
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


def seconds(pattern: re.Pattern, method: str, text: str | bytes, rounds: int = ROUNDS) -> float:
    """The CPU time of a call, the best of several."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        call(pattern, method, text)
        best = min(best, time.process_time() - start)
    return best


def check(pattern: re.Pattern, method: str, longest: int | None = None) -> None:
    """Print each input that is tried, and stop at the first that is a fault."""
    short, long = LENGTHS if longest is None else (longest // 2, longest)
    for name, text in inputs(pattern):
        print(name, flush=True)
        # Quadratic code already takes a good part of the time for the second length.
        if seconds(pattern, method, text(short), rounds=1) < FLOOR / 5:
            continue
        one, two = (seconds(pattern, method, text(length)) for length in (short, long))
        if two > FLOOR and two > GROWTH * one:
            sys.exit(f"takes {one:.3f} s for {short:,} characters and {two:.3f} s for {long:,}")


if __name__ == "__main__":
    task = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CPU, (task["seconds"], task["seconds"] + 1))
    source = task["pattern"].encode("latin-1") if task["is_bytes"] else task["pattern"]
    check(re.compile(source, task["flags"]), task["method"], task["longest"])
