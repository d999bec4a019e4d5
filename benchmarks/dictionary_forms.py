"""How well and how fast words are grouped by dictionary form, and the memory that web needs.

    python -m benchmarks.dictionary_forms FOLDER
    python -m benchmarks.dictionary_forms FOLDER --memory

FOLDER has test sets of Universal Dependencies (`en_ewt-ud-test.conllu`). Measured are the different
words of letters only, as they are counted, with the lemma they have most often. Pair F1 is that of
the pairs of words which share a lemma, beside plain simplemma. Of Korean words, the share with the
right form is measured: nouns without particles and plural, verbs with 다.

`--memory` counts each test set as a text in an application of its own, and reads its dictionary
forms: the figure is the peak of both web processes.
"""

import argparse
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path

import simplemma

from benchmarks.stage import Stage, memory, verdict
from wordcount.forms import dictionary
from wordcount.forms.dictionary import CODES, LANGUAGES, dictionary_forms, has_dictionary
from wordcount.forms.korean import Mecab, Rules
from wordcount.forms.lemmatizer import Lemmatizer
from wordcount.packs import has_pack, japanese_segmenter, with_segmenter
from wordcount.words.counting import key
from wordcount.words.segments import segmenter_of

MICROSECONDS = 25  # a different word takes at most
LIMIT = 512_000_000
READS = 8  # of each text: both web processes answer some of them
TEXT = 300_000  # characters of each text of `--memory`
NOT_WORDS = ("PUNCT", "SYM")
TREEBANK_CODES = {"no_nynorsk": "nn", "no_bokmaal": "nb"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, usage="%(prog)s FOLDER [--memory]")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--memory", action="store_true")
    options = parser.parse_args()
    files = [path for path in sorted(options.folder.glob("*-test.conllu")) if path.stat().st_size]
    if options.memory:
        measure_memory(files)
        return
    print(f"{'test set':28} {'words':>6} {'plain':>6} {'ours':>6} {'us/word':>8} {'load s':>7}")
    costs = [measure(path) for path in files if language_of(path) in LANGUAGES - {"ko"}]
    for path in files:
        if language_of(path) == "ko":
            measure_korean(path)
    for path in files:
        if language_of(path) == "ja":
            measure_japanese(path)
    verdict(
        f"a different word takes at most {MICROSECONDS} us", max(costs, default=0) <= MICROSECONDS
    )
    measure_twice(files)


def language_of(path: Path) -> str:
    treebank = path.name.partition("-")[0]
    code = treebank.partition("_")[0]
    return TREEBANK_CODES.get(treebank) or CODES.get(code, code)


def rows_of(path: Path) -> Iterator[list[str]]:
    return (columns for columns in all_rows(path) if columns[3] not in NOT_WORDS)


def all_rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if columns[0].isdigit():
            yield columns


def gold(path: Path, code: str) -> dict[str, str]:
    """Each word of letters as a key, with the lemma that it has most often."""
    lemmas: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for columns in rows_of(path):
        if columns[1].isalpha() and columns[2] != "_":
            lemmas[key(columns[1], code)][columns[2].lower()] += 1
    return {word: max(found, key=lambda lemma: found[lemma]) for word, found in lemmas.items()}


def measure(path: Path) -> float:
    """Print a line, and return the microseconds of CPU time for a word."""
    code = language_of(path)
    right = gold(path, code)
    if not right:
        return 0.0
    plain = {word: simplemma.lemmatize(word, code, low_memory=True).lower() for word in right}
    began = time.process_time()
    lemmatizer = Lemmatizer(code)
    loaded = time.process_time()
    ours = {word: lemmatizer.lemma(word) for word in right}
    cost = (time.process_time() - loaded) * 1e6 / len(right)
    scores = f"{pair_f1(right, plain):6.3f} {pair_f1(right, ours):6.3f}"
    name = path.name.removesuffix("-ud-test.conllu")
    print(f"{name:28} {len(right):6} {scores} {cost:8.1f} {loaded - began:7.2f}", flush=True)
    return cost


def pair_f1(right: Mapping[str, str], found: Mapping[str, str]) -> float:
    """The F1 of the pairs of words that share a lemma."""
    sizes = [Counter(found.values()), Counter(right.values())]
    both = Counter((right[word], found[word]) for word in right)
    of_found, of_right, of_both = (
        sum(size * (size - 1) // 2 for size in counter.values()) for counter in (*sizes, both)
    )
    return 2 * of_both / max(1, of_found + of_right)


def measure_korean(path: Path) -> None:
    right: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for columns in rows_of(path):
        form = korean_form(columns[2].split("+"), columns[4].split("+"))
        if form and any(map(str.isalnum, columns[1])):
            right[key(columns[1], "ko")][form.lower()] += 1
    total = sum(found.total() for found in right.values())
    for analyser in [Rules(), *([Mecab()] if has_pack("ko") else [])]:
        began = time.process_time()
        found = {word: analyser.lemma(word) for word in right}
        cost = (time.process_time() - began) * 1e6 / len(right)
        share = sum(forms[found[word]] for word, forms in right.items()) / total
        name = f"{path.name.removesuffix('-ud-test.conllu')}, {type(analyser).__name__}"
        print(f"{name:28} {len(right):6} {'':6} {share:6.3f} {cost:8.1f}")


def korean_form(morphemes: list[str], tags: list[str]) -> str | None:
    """The dictionary form of a word by its morphemes in a treebank of Korean."""
    kept = ""
    for morpheme, tag in zip(morphemes, (tag.upper() for tag in tags), strict=False):
        if tag.startswith(("VV", "VA", "VX", "VCN", "XSV", "XSA", "XSM", "P")):
            return f"{kept}{morpheme}다"
        is_plural = kept and morpheme == "들" and tag.startswith("XSN")
        if tag.startswith(("J", "E", "VCP")) or is_plural:
            break
        kept += morpheme
    # Kaist does not split plurals off.
    return (kept.removesuffix("들") if len(kept) > 2 else kept) if len(tags) > 0 else None


def measure_japanese(path: Path) -> None:
    """Print the F1 of words by their places in the sentences, by ICU and by the pack."""
    sentences: list[list[str]] = []
    for columns in all_rows(path):
        if columns[0] == "1":
            sentences.append([])
        sentences[-1].append(columns[1])
    for segmenter in (None, japanese_segmenter()):
        segment = segmenter_of(with_segmenter("ja", segmenter))
        began = time.process_time()
        found = [list(segments) for segments in segment(["".join(words) for words in sentences])]
        cost = (time.process_time() - began) * 1e6 / sum(map(len, sentences))
        pairs = [(spans(a), spans(b)) for a, b in zip(found, sentences, strict=True)]
        both = sum(len(a & b) for a, b in pairs)
        f1 = 2 * both / sum(len(a) + len(b) for a, b in pairs)
        name = f"{path.name.removesuffix('-ud-test.conllu')}, {segmenter or 'ICU'}"
        print(f"{name:28} {'':6} {'':6} {f1:6.3f} {cost:8.1f}")


def spans(segments: list[str]) -> set[tuple[int, int]]:
    """The places of the words among the segments of a sentence."""
    ends = list(accumulate(map(len, segments)))
    places = zip([0, *ends], ends, segments, strict=False)
    return {(start, end) for start, end, word in places if any(map(str.isalnum, word))}


def measure_twice(files: list[Path]) -> None:
    """Print how long all words of the English test sets take at first, and again."""
    words = [word for path in files if language_of(path) == "en" for word in gold(path, "en")]
    counts = dict.fromkeys(words, 1)
    dictionary_forms({"the": 1}, "en")
    dictionary._kept.clear()
    for when in ("first", "second"):
        began = time.process_time()
        dictionary_forms(counts, "en")
        cost = (time.process_time() - began) * 1e6 / max(1, len(counts))
        print(f"{len(counts)} words of English, the {when} time: {cost:.1f} us/word")


def measure_memory(files: list[Path]) -> None:
    chosen = {language_of(path): path for path in files if has_dictionary(language_of(path))}
    with Stage() as stage:
        web = stage.web()
        stage.worker()
        ended = threading.Event()
        samples = [memory(web)]

        def watch() -> None:
            while not ended.wait(0.1):
                samples.append(memory(web))

        watcher = threading.Thread(target=watch)
        watcher.start()
        for language, path in chosen.items():
            text = " ".join(columns[1] for columns in rows_of(path))[:TEXT]
            _, result = stage.submit(60, "wait=20", text=text)
            stage.database.rows(
                f"UPDATE results SET language = '{language}' WHERE id = {result['id']}"
            )
            status = read_forms(stage, result["address"])
            print(f"{language:4} {status} {samples[-1] / 1e6:6.0f} MB", flush=True)
        ended.set()
        watcher.join()
    at_rest, peak = samples[0] / 1e6, max(samples) / 1e6
    print(f"{len(chosen)} languages: {at_rest:.0f} MB at rest, {peak:.0f} MB at most")
    verdict("web stays below 512 MB", max(samples) < LIMIT)


def read_forms(stage: Stage, address: str) -> int:
    """Read the dictionary forms from both web processes, and return the last status."""
    status = 0
    for _ in range(READS):
        status, _ = stage.get(f"{address}/words.json?forms=dictionary", 60)
        if status != 200:
            time.sleep(1)
    return status


if __name__ == "__main__":
    main()
