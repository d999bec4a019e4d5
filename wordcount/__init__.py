"""Counts the words of any web page: `count_page` for bytes, `count_text` for text.

Each name is loaded when it is first asked for, so that `import wordcount` costs next to nothing.
"""

from importlib import import_module

# What type checkers take for true; `typing` has it too, but is slow to load.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from wordcount.words.counting import clean_text

    from .count import Count, count_page, count_text

__all__ = ["Count", "__version__", "clean_text", "count_page", "count_text"]

__version__ = "0.9.0"  # the only place that has it: pyproject.toml reads it here

HOMES = {
    "Count": "count",
    "clean_text": "words.counting",
    "count_page": "count",
    "count_text": "count",
}


def __getattr__(name: str) -> object:
    """Load a public name (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{HOMES[name]}", __name__), name)
    globals()[name] = value
    return value
