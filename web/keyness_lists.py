"""The three lists of a comparison, as they appear in JSON and CSV."""

from collections.abc import Mapping, Sequence
from typing import Any

from wordcount.analysis.keyness import Comparison, Keyness

SHOWN = 50  # words in each table of a page; JSON and CSV have all


def lists_of(compared: Comparison) -> Mapping[str, Sequence[Keyness]]:
    return {
        "more_in_a": compared.more_in_a,
        "more_in_b": compared.more_in_b,
        "shared": compared.shared,
    }


def to_dict(word: Keyness) -> dict[str, Any]:
    return {
        "word": word.word,
        "a": word.a,
        "b": word.b,
        "log_likelihood": round(word.g2, 2),
        "log_ratio": round(word.log_ratio, 2),
    }
