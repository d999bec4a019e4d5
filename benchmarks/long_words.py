"""Count long words beside fifty odd characters, as texts and in a page, and print the times.

    python -m benchmarks.long_words

Each word is counted at three lengths. The growth is how many times as long the longest takes as one
of a tenth of its length, divided by 10: at most about 1 where time is proportional to length.
"""

import time
from collections.abc import Callable

from wordcount import count_page, count_text

LENGTHS = (1_000, 10_000, 100_000)
ROUNDS = 3
ODD = "ก³²¹½ªº€™©®°·’‘“”…–—′″¡¿×÷§¶†•ʼʻ״ـ\u0301\u200d\u200b\ufe0f日かカガ가É_.,:;'\"/&<>-1😀\uff9f@"


def main() -> None:
    print(f"{'character':12}" + "".join(f"{f'n = {length:,}':>24}" for length in LENGTHS))
    print(f"{'':12}" + f"{'text':>12}{'page':>12}" * len(LENGTHS) + "  milliseconds of CPU time")
    growths = {"text": 0.0, "page": 0.0}
    for character in ODD:
        times = {
            "text": [seconds(count_text, "a" * length + character) for length in LENGTHS],
            "page": [seconds(count_page, page(length, character)) for length in LENGTHS],
        }
        row = zip(times["text"], times["page"], strict=True)
        print(f"{character!a:12}" + "".join(f"{1000 * s:12.2f}" for pair in row for s in pair))
        for kind, (_, shorter, longer) in times.items():
            growths[kind] = max(growths[kind], longer / shorter / 10)
    for kind, growth in growths.items():
        print(f"largest growth of a {kind} from {LENGTHS[1]:,} to {LENGTHS[2]:,}: {growth:.2f}")


def page(length: int, character: str) -> bytes:
    return f"<title>x</title><p>{'a' * length}{character}</p>".encode()


def seconds(count: Callable[..., object], counted: str | bytes) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        count(counted)
        best = min(best, time.process_time() - start)
    return best


if __name__ == "__main__":
    main()
