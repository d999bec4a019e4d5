"""How often the language of a text is detected rightly, beside py3langid and the bare model.

    pip install -r benchmarks/requirements-language.txt     # only for the comparison
    python -m benchmarks.language FOLDER
    python -m benchmarks.language FOLDER --pages PAGES --half 0

FOLDER has test sets of Universal Dependencies (`no_bokmaal-ud-test.conllu`), and others as text, a
sentence per line (`hr_copa.txt`); each name begins with the code of the language. Sentences from
Wikipedia and SETimes are left out, because the model was trained on these. Leads and the weights of
both models were chosen by the *development* sets, of which no sentence is here, but the figures of
the test sets were read meanwhile, and two thresholds were chosen by titles of pages. Function words
and profiles were chosen by every other sentence (`--half 0`). The others are measured (`--half 1`,
the default).

Measured are all languages with 300 sentences and more, and apart from these those of one rule:
a test set of Universal Dependencies with 100 sentences of 4 to 8 words and 100 of 9 and more, and a
label of the model. Close relatives are included; *Norwegian* is right for Bokmål and Nynorsk.

`--pages` has folders of HTML or text files, each named after its language.
"""

import argparse
import importlib.util
import random
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

from wordcount.errors import PageError
from wordcount.language.detection import UNDETERMINED, detect_language, normalize_tag
from wordcount.language.model import TAGS, _load, predict_languages
from wordcount.language.profiles import profiled_languages
from wordcount.page.page import parse_page
from wordcount.words.counting import clean_text, count_words

Texts = dict[str, list[str]]
Method = Callable[[str], str]

LENGTHS = {"4 to 8 words": (4, 8), "9 to 15 words": (9, 15), "16 words and more": (16, 10**9)}
# Sentences of each language and length at most, and at least; pages of each language at most.
MOST, LEAST, MOST_PAGES = 300, 10, 40
# Languages with fewer sentences, of all lengths, are not measured.
ENOUGH = 300
# Documents from Wikipedia or SETimes, by the ids of their sentences, and whole treebanks of these.
EXCLUDED_IDS = re.compile(r"wiki|^w\d|^set[.-]", re.IGNORECASE)
EXCLUDED = {"de_gsd", "es_gsd", "fr_gsd", "hr_set", "sr_set"}
LANGUAGES = {"no_bokmaal": "nb", "no_nynorsk": "nn", "kmr_mg": "ku"}
# Sentences of a language by the rule: of 4 to 8 words, and of 9 and more.
RULED = 100
# Written almost identically, and the same for all methods, none of which has all of the codes.
SAME = {"fil": "tl"}
MACROLANGUAGES = {"nb": "no", "nn": "no"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1), default=1)
    options = parser.parse_args()

    methods = load_methods()
    found = read_sentences(options.sentences)
    enough = {language: texts for language, texts in found.items() if len(set(texts)) >= ENOUGH}
    print(f"{len(enough)} languages with {ENOUGH} sentences and more:", *sorted(enough))
    by_rule = choose_by_rule(options.sentences, found)
    print(f"{len(by_rule)} languages by the rule:", *sorted(by_rule))
    for length, texts in by_length(enough, options.half).items():
        known = {language: found for language, found in texts.items() if is_in_model(language)}
        ruled = {language: found for language, found in known.items() if language in by_rule}
        for name, method in methods.items():
            measure(f"{length}, {name}", known, method, details=name == "wordcount")
            measure(f"{length}, {name}, by the rule", ruled, method, details=False)
        others = {language: found for language, found in texts.items() if language not in known}
        measure(f"{length}, languages without a label", others, methods["wordcount"], details=True)
    if options.pages:
        pages = read_pages(options.pages)
        for name, method in methods.items():
            measure(f"pages, {name}", pages, method, details=True)


def load_methods() -> dict[str, Method]:
    methods: dict[str, Method] = {
        "wordcount": lambda text: detect_language(text).tag,
        "model": bare,
    }
    if importlib.util.find_spec("py3langid"):
        import py3langid

        methods["py3langid"] = lambda text: py3langid.classify(text)[0]
    return methods


def bare(text: str) -> str:
    """The model's best language, if it gives it at least half."""
    found = predict_languages(text)
    best = max(found, key=found.__getitem__)
    return best if found[best] >= 0.5 else UNDETERMINED


def is_in_model(language: str) -> bool:
    """Whether the model has a label for a language, and is used for it: not one with a profile."""
    labels = _load().predict("a", -1, -1.0)[0]
    codes = {label.removeprefix("__label__") for label in labels} | {*TAGS.values(), "nb"}
    base = language.partition("-")[0]
    return base in codes and base not in profiled_languages("Latin")


def read_sentences(folder: Path) -> Texts:
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.iterdir()):
        name = "_".join(path.stem.partition("-ud-")[0].split("_")[:2])
        if name not in EXCLUDED:
            language = LANGUAGES.get(name, name.partition("_")[0])
            reader = read_conllu if path.suffix == ".conllu" else read_lines
            texts[language] += reader(path)
    return texts


def choose_by_rule(folder: Path, texts: Texts) -> set[str]:
    """The languages with a test set of Universal Dependencies that has `RULED` of each length."""
    names = [path.stem.partition("-ud-")[0] for path in folder.glob("*.conllu")]
    languages = {LANGUAGES.get(n, n.partition("_")[0]) for n in names if n not in EXCLUDED}
    chosen = set()
    for language in languages:
        lengths = [words_with_letters(sentence) for sentence in set(texts[language])]
        short, long = sum(4 <= n <= 8 for n in lengths), sum(n >= 9 for n in lengths)
        if min(short, long) >= RULED:
            chosen.add(language)
    return chosen


def words_with_letters(sentence: str) -> int:
    """The number of words that have letters."""
    counts = count_words(sentence, UNDETERMINED)
    return sum(times for word, times in counts.items() if any(map(str.isalpha, word)))


def read_conllu(path: Path) -> list[str]:
    found, is_excluded = [], False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# sent_id ="):
            is_excluded = bool(EXCLUDED_IDS.search(line.partition("=")[2].strip()))
        elif line.startswith("# text =") and not is_excluded:
            found.append(line.partition("=")[2].strip())
    return found


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def by_length(texts: Texts, half: int) -> dict[str, Texts]:
    """Half of at most `MOST` random sentences of each language and length."""
    found: dict[str, Texts] = {length: {} for length in LENGTHS}
    for language, sentences in texts.items():
        shuffled = sorted(set(sentences))
        random.Random(7).shuffle(shuffled)
        for sentence in shuffled:
            words = words_with_letters(sentence)
            for length, (least, most) in LENGTHS.items():
                chosen = found[length].setdefault(language, [])
                if least <= words <= most and len(chosen) < MOST:
                    chosen.append(sentence)
    halves = {
        length: {language: chosen[half::2] for language, chosen in texts.items()}
        for length, texts in found.items()
    }
    _, *longer = halves.values()
    pooled = {
        language: [text for part in longer for text in part.get(language, [])] for language in texts
    }
    return halves | {"9 words and more": pooled}


def read_pages(folder: Path) -> Texts:
    """The visible text of pages, by the folder that is named after their language."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("*.html")):
        tags = [normalize_tag(part) for part in path.relative_to(folder).parts[:-1]]
        language = next((tag.partition("-")[0] for tag in tags if tag), None)
        if language and len(texts[language]) < MOST_PAGES:
            try:
                text = clean_text(parse_page(path.read_bytes(), "text/html").text)
            except PageError:
                continue
            if len(text.split()) >= 100 or max(text, default="") > "\u2e80":
                texts[language].append(text)
    return texts


def measure(what: str, texts: Texts, method: Method, *, details: bool) -> None:
    """Print the means over languages, the median time, and each language that is not all right."""
    texts = {language: found for language, found in texts.items() if len(found) >= LEAST}
    if not texts:
        return
    rates, durations, lines = [], [], []
    for language, found in sorted(texts.items()):
        outcomes: Counter[str] = Counter()
        wrong: Counter[str] = Counter()
        for text in found:
            start = time.perf_counter()
            answer = method(text).partition("-")[0]
            durations.append(time.perf_counter() - start)
            outcome = judge(language, answer)
            outcomes[outcome] += 1
            wrong[answer] += outcome == "wrong"
        rates.append([outcomes[o] / len(found) for o in ("right", "undetermined", "wrong")])
        if outcomes["right"] < len(found):
            taken = ", ".join(f"{code} {times}" for code, times in wrong.most_common(4) if times)
            lines.append(
                f"    {language:8}" + "".join(f"{rate:8.1%}" for rate in rates[-1]) + f"  {taken}"
            )
    means = [statistics.mean(column) for column in zip(*rates, strict=True)]
    print(
        f"{what}: {len(texts)} languages, {len(durations):,} texts; right {means[0]:.1%}, "
        f"undetermined {means[1]:.1%}, wrong {means[2]:.2%}; "
        f"{statistics.median(durations) * 1e6:.0f} µs"
    )
    if details:
        print("\n".join(lines))


def judge(language: str, answer: str) -> str:
    if answer == UNDETERMINED:
        return "undetermined"
    language = language.partition("-")[0]
    if answer == MACROLANGUAGES.get(language):
        return "right"
    return "right" if SAME.get(answer, answer) == SAME.get(language, language) else "wrong"


if __name__ == "__main__":
    main()
