"""Count the words of any web page: `count_page` accepts bytes, `count_text` accepts text.

Public names are loaded on first access, so `import wordcount` is cheap.
"""

from importlib import import_module

# Type checkers treat this as true. Importing it from `typing` would be slow.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from wordcount.forms.dictionary import dictionary_forms
    from wordcount.words.counting import clean_text

    from .analysis.length import Length, length
    from .count import Count, count_file, count_page, count_text

__all__ = [
    "Count",
    "Length",
    "__version__",
    "clean_text",
    "count_file",
    "count_page",
    "count_text",
    "dictionary_forms",
    "length",
]

__version__ = "0.9.0"  # the only place that has it: pyproject.toml reads it here

MODULES = {
    "Count": "count",
    "Length": "analysis.length",
    "clean_text": "words.counting",
    "count_file": "count",
    "count_page": "count",
    "count_text": "count",
    "dictionary_forms": "forms.dictionary",
    "length": "analysis.length",
}


def __getattr__(name: str) -> object:
    """Load a public name (PEP 562)."""
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{MODULES[name]}", __name__), name)
    globals()[name] = value
    return value
