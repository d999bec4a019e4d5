"""Count random texts with `count_words` and with its plain version, and print where they differ.

    python -m benchmarks.fuzz_words --texts 2000000

Each difference is printed with the shortest text that still shows it. The exit status is 1 if
there is any.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from definition import count_words_by_definition
from text_pieces import LANGUAGES, PIECES

from wordcount.words.counting import count_words

BATCH = 10_000  # texts
SHOWN = 20  # differences
LONGEST = 25  # pieces of most texts; one of twenty has ten times as many
# Where most letters, marks and signs of the first plane are.
COMMON = [range(0x20, 0x250), range(0x2B0, 0x1200), range(0x2000, 0x2070), range(0x3000, 0x3200)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--texts", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()

    found: dict[tuple[str, str], None] = {}
    began = time.monotonic()
    seeds = range(options.seed, options.seed + -(-options.texts // BATCH))
    with ProcessPoolExecutor(options.processes) as pool:
        for done, differences in enumerate(pool.map(differences_of, seeds), start=1):
            for text, language in differences:
                if (text, language) not in found and len(found) < SHOWN:
                    show(text, language)
                found[text, language] = None
            if done % 10 == 0 or done == len(seeds):
                seconds = time.monotonic() - began
                print(
                    f"{done * BATCH:,} texts, {len(found)} differences, {seconds:.0f} s", flush=True
                )
    raise SystemExit(1 if found else 0)


def differences_of(seed: int) -> list[tuple[str, str]]:
    """Texts and languages of one batch that are counted differently, as short as possible."""
    chance = random.Random(seed)
    differences = (
        (shortest(text, language), language)
        for text, language in (random_text(chance) for _ in range(BATCH))
        if differs(text, language)
    )
    return list(islice(differences, SHOWN))


def random_text(chance: random.Random) -> tuple[str, str]:
    number = chance.randrange(1, LONGEST + 1) * (10 if chance.random() < 0.05 else 1)
    return "".join(random_piece(chance) for _ in range(number)), chance.choice(LANGUAGES)


def random_piece(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.8:
        return chance.choice(PIECES)
    if kind < 0.95:
        return chr(chance.choice(chance.choice(COMMON)))
    return chr(chance.randrange(sys.maxunicode + 1))


def differs(text: str, language: str) -> bool:
    return count_words(text, language) != count_words_by_definition(text, language)


def shortest(text: str, language: str) -> str:
    """Leave out characters while the text is still counted differently."""
    size = len(text) // 2
    while size:
        start = 0
        while start < len(text):
            shorter = text[:start] + text[start + size :]
            if differs(shorter, language):
                text = shorter
            else:
                start += size
        size //= 2
    return text


def show(text: str, language: str) -> None:
    fast, plain = count_words(text, language), count_words_by_definition(text, language)
    print(f"{text!a} in {language}: only fast {words(fast - plain)}", end="")
    print(f", only plain {words(plain - fast)}", flush=True)


def words(counts: Counter[str]) -> str:
    return ascii(dict(counts))


if __name__ == "__main__":
    main()
