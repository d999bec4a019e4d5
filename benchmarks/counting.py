"""Count pages our way and "the usual way" in one run, and print how long each takes.

    pip install -r benchmarks/requirements.txt
    python -m benchmarks.counting FOLDER...

A folder is searched for pages. Without one, pages of the benchmark's own making are counted.
"""

import argparse
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from bs4 import BeautifulSoup
from nltk.tokenize import NLTKWordTokenizer, PunktSentenceTokenizer

from benchmarks.pages import pages_of
from wordcount import count_page
from wordcount.language.detection import UNDETERMINED, detect_language, normalize_tag
from wordcount.language.stopwords import FOLDER
from wordcount.page import guard
from wordcount.page.page import parse_page
from wordcount.page.parsing import parse_html
from wordcount.page.visible import visible_text
from wordcount.words.counting import count_words

# The pages of a folder, in the order of their names: every n-th, so that there are as many.
PAGES = 120
# The best of these many runs of each, by turns, so that a busy machine disturbs both alike.
ROUNDS = 5

# Order and stop words, and what a whole call waits for: a part that is timed alone, again and
# again, finds all its memory in the processor's cache, a call after the usual way's does not.
REST = "rest, cold memory"

LETTER = re.compile(r".*[A-Za-z].*")
SENTENCES = PunktSentenceTokenizer()
TOKENS = NLTKWordTokenizer()
# As many as the tutorial has, the most frequent first as there.
STOPS = [
    word
    for line in (FOLDER / "en.txt").read_text(encoding="utf-8").splitlines()
    for word in line.split()
    if not line.startswith("#")
][:146]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--pages", type=int, default=PAGES, help="how many pages of each folder")
    options = parser.parse_args()
    if not options.folders:
        report("pages of our own making", list(made_pages()))
    for folder in options.folders:
        report(str(folder), list(pages_of(folder, options.pages)))


def the_usual_way(body: bytes) -> Counter[str]:
    """What tutorials do: BeautifulSoup, NLTK's `word_tokenize`, a regular expression, Counter.

    The steps are those of `count_and_save_words` in realpython/flask-by-example, down to the list
    in which stop words are looked up. `word_tokenize` is a Punkt tokenizer for sentences and a
    Treebank one for words. Punkt is used without its trained model, which would have to be
    downloaded: the work is the same.
    """
    text = BeautifulSoup(body, "html.parser").get_text()
    tokens = [token for sentence in SENTENCES.tokenize(text) for token in TOKENS.tokenize(sentence)]
    words = [token for token in tokens if LETTER.match(token)]
    counts = Counter(words)
    Counter([word for word in words if word.lower() not in STOPS])
    return counts


def our_way(body: bytes) -> dict[str, int]:
    return count_page(body, "text/html", find_main=False).result_all


def stages(body: bytes) -> Iterator[tuple[str, Callable[[], object]]]:
    """The parts of counting a page, one after the other."""
    page = parse_page(body, "text/html")
    claim = normalize_tag(page.declared_language)
    documents = [parse_html(body) for _ in range(ROUNDS)]
    yield "guard", lambda: guard.check_tags(body)
    yield "parse", lambda: parse_html(body)
    yield "visible text", lambda: visible_text(documents.pop())
    yield "words", lambda: count_words(page.text, claim or UNDETERMINED)
    yield "language", lambda: detect_language(page.text, claim)


def report(name: str, pages: list[bytes]) -> None:
    usual, ours = [], []
    parts: dict[str, list[float]] = {}
    for body in pages:
        our_way(body)
        times = [(timed(the_usual_way, body), timed(our_way, body)) for _ in range(ROUNDS)]
        usual.append(min(first for first, _ in times))
        ours.append(min(second for _, second in times))
        for part, work in stages(body):
            parts.setdefault(part, []).append(min(timed(work) for _ in range(ROUNDS)))
        known = sum(seconds[-1] for part, seconds in parts.items() if part != REST)
        parts.setdefault(REST, []).append(max(0.0, ours[-1] - known))

    ratios = sorted(theirs / own for theirs, own in zip(usual, ours, strict=True))
    sizes = [len(body) for body in pages]
    print(f"\n{name}: {len(pages)} pages, median {statistics.median(sizes) / 1000:.0f} KB")
    print(f"  the usual way   {milliseconds(usual)}\n  ours            {milliseconds(ours)}")
    print(f"  times faster    {statistics.median(ratios):8.1f} median")
    tenths = [ratios[round((len(ratios) - 1) * part / 10)] for part in (0, 1, 5, 9, 10)]
    print("                  " + "  ".join(f"{ratio:.1f}" for ratio in tenths), end="")
    print("  (least, a tenth, half, nine tenths, most)")
    print(f"  one way at a time {one_way_at_a_time(pages):6.1f} median")
    print(f"  all pages       {sum(usual) / sum(ours):8.1f} times")
    print("  of which")
    for part, seconds in sorted(parts.items(), key=lambda entry: entry[0] == REST):
        print(f"    {part:18}{milliseconds(seconds)}{sum(seconds) / sum(ours):7.0%}")


def one_way_at_a_time(pages: list[bytes]) -> float:
    """How many times faster we are where all pages are counted one way, then all the other.

    So each way finds its own code in the processor's cache, as it does in a program that counts
    pages; by turns, each finds what the other has left there.
    """
    best = [[float("inf"), float("inf")] for _ in pages]
    for _ in range(ROUNDS):
        for way, work in enumerate((the_usual_way, our_way)):
            for times, body in zip(best, pages, strict=True):
                times[way] = min(times[way], timed(work, body))
    return statistics.median(usual / own for usual, own in best)


def timed(work: Callable[..., object], *given: bytes) -> float:
    start = time.perf_counter()
    work(*given)
    return time.perf_counter() - start


def milliseconds(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:8.2f} ms median"


def made_pages() -> Iterator[bytes]:
    """Pages with the text of our license, in the tags that pages have."""
    words = (Path(__file__).parent.parent / "LICENSE").read_text(encoding="utf-8").split()
    for number in range(20):
        items = [
            f'<li class="entry"><a href="/word/{place}" title="{word}">{word}</a> <b>{place}</b>'
            f'<p style="margin: 0">{" ".join(words[place % 100 :][:40])}</p></li>'
            for place, word in enumerate(words * (1 + number % 5))
        ]
        script = "<script>var page = {};</script>" * (number + 1)
        yield f"<!doctype html><html lang=en><title>x</title>{script}<ul>{''.join(items)}".encode()


if __name__ == "__main__":
    main()
