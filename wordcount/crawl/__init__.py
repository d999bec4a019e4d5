"""Count the pages of WARCs: on one machine with `python -m wordcount.crawl`, or on Spark.

Public names are loaded on first access: a process that only counts needs no database.
"""

from importlib import import_module

# Type checkers treat this as true. Importing it from `typing` would be slow.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from .archive import ArchivedPage, pages_of
    from .merge import count_file
    from .source import ArchiveUnreadable

__all__ = ["ArchiveUnreadable", "ArchivedPage", "count_file", "pages_of"]

MODULES = {
    "ArchiveUnreadable": "source",
    "ArchivedPage": "archive",
    "count_file": "merge",
    "pages_of": "archive",
}


def __getattr__(name: str) -> object:
    """Load a public name (PEP 562)."""
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{MODULES[name]}", __name__), name)
