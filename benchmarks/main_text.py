"""`python -m benchmarks.main_text FOLDER`: how well the main text of pages is found, and how fast.

FOLDER is a copy of https://github.com/scrapinghub/article-extraction-benchmark: `ground-truth.json`
has the articles of the pages in `html`. F1 is that of the bags of words, averaged over the pages,
of the main text (the whole page where there is none), of the parser's `main_content()`, and of the
whole page. Pages per second are those of one process, parsing included; the time of `count_page`
with and without the main text is taken in turns.
"""

import gzip
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from wordcount import count_page, count_text
from wordcount.page.page import parse_page
from wordcount.page.parsing import parse_html

TYPE = "text/html; charset=utf-8"
ROUNDS = 5


def words(text: str) -> Counter[str]:
    return Counter(count_text(text, "en").result_all)


def f1(found: Counter[str], wanted: Counter[str]) -> float:
    common = (found & wanted).total()
    return 2 * common / (found.total() + wanted.total()) if common else 0.0


def of_the_parser(body: bytes) -> str:
    element = parse_html(body, "UTF-8").main_content()
    return element.text if element is not None else ""


def best_seconds(actions: dict[str, Callable[[bytes], object]], bodies: list[bytes]) -> None:
    """Print the CPU time of each action for all pages, the best of rounds in turns."""
    best = dict.fromkeys(actions, float("inf"))
    for _ in range(ROUNDS):
        for name, action in actions.items():
            began = time.process_time()
            for body in bodies:
                action(body)
            best[name] = min(best[name], time.process_time() - began)
    for name, seconds in best.items():
        milliseconds = seconds / len(bodies) * 1000
        print(f"{name:32} {milliseconds:6.2f} ms  {len(bodies) / seconds:6.0f} pages/s")


def main() -> None:
    folder = Path(sys.argv[1])
    truth = json.loads((folder / "ground-truth.json").read_text())
    bodies = [gzip.decompress((folder / f"html/{key}.html.gz").read_bytes()) for key in truth]
    scores: dict[str, list[float]] = {"main text": [], "main_content()": [], "whole page": []}
    without = 0
    for body, page in zip(bodies, truth.values(), strict=True):
        count, wanted = count_page(body, TYPE), words(page["articleBody"])
        without += count.main is None
        scores["main text"].append(f1(words((count.main or count).text), wanted))
        scores["main_content()"].append(f1(words(of_the_parser(body)), wanted))
        scores["whole page"].append(f1(words(count.text), wanted))
    print(f"{len(bodies)} pages, {without} without a main text")
    for name, values in scores.items():
        median = statistics.median(values)
        print(f"{name:32} F1 {statistics.mean(values):.3f}  median {median:.3f}")
    actions = {
        "parse": partial(parse_page, content_type=TYPE),
        "parse and find the main text": partial(parse_page, content_type=TYPE, find_main=True),
        "count": partial(count_page, content_type=TYPE, find_main=False),
        "count, and count the main text": partial(count_page, content_type=TYPE),
    }
    best_seconds(actions, bodies)


if __name__ == "__main__":
    main()
