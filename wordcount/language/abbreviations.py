"""Read the abbreviations of a language, and other words before which a sentence continues."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .stopwords import SHARED_LISTS, stop_words

FOLDER = Path(__file__).parent / "abbreviations"
TITLES = ("Dr", "Prof")  # in languages that have no list


@dataclass(frozen=True)
class Abbreviations:
    """Abbreviations without their last full stop, as people write them, and words beside numbers.

    A word follows those in `always` (*Dr.*). Those in `usually` may end a sentence (*St.*), and
    those in `before_number` are abbreviations only there (*No. 5*). Words in `after_number` follow
    ordinal numbers (*3. Oktober*), and words with the beginnings in `after_quotation` follow
    quoted sentences (*と言った*). `endings` are the last three characters of all abbreviations.
    """

    always: frozenset[str] = frozenset()
    usually: frozenset[str] = frozenset()
    before_number: frozenset[str] = frozenset()
    after_number: frozenset[str] = frozenset()
    after_quotation: tuple[str, ...] = ()
    stop_words: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()


def abbreviations(language: str) -> Abbreviations:
    """Return the abbreviations of a BCP 47 `language`; only TITLES if it has no list."""
    base = language.partition("-")[0].lower()
    return _load(SHARED_LISTS.get(base, base))


@cache
def _listed_languages() -> frozenset[str]:
    return frozenset(path.stem for path in FOLDER.glob("*.txt"))


def _load(language: str) -> Abbreviations:
    # Check membership first: the code comes from a page and must not select any other file.
    return _read(language) if language in _listed_languages() else _unlisted(language)


@cache
def _read(language: str) -> Abbreviations:
    text = (FOLDER / f"{language}.txt").read_text(encoding="utf-8").replace("\n ", "")
    lines = [line.partition(":") for line in text.splitlines() if not line.startswith("#")]
    words = {kind: listed.split() for kind, _, listed in lines}
    always, usually, before_number, after_number = (
        _written(words.get(kind, []))
        for kind in ("always", "usually", "before a number", "after a number")
    )
    return Abbreviations(
        always,
        usually,
        before_number,
        after_number,
        tuple(words.get("after a quotation", [])),
        stop_words(language),
        frozenset(word[-3:] for word in always | usually | before_number),
    )


def _unlisted(language: str) -> Abbreviations:
    titles = _written(TITLES)
    endings = frozenset(title[-3:] for title in titles)
    return Abbreviations(titles, stop_words=stop_words(language), endings=endings)


def _written(words: Iterable[str]) -> frozenset[str]:
    """Return `words` as listed, with a capital, and in capitals: *vs*, *Vs* and *VS*."""
    return frozenset(
        form for word in words for form in (word, word[0].upper() + word[1:], word.upper())
    )
