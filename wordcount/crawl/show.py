"""Print the words of a merged crawl."""

import csv
from gettext import gettext as _
from typing import TextIO

import duckdb

from wordcount.messages import N_
from wordcount.terminal import columns

from .folder import Folder, FolderError
from .merge import files_of

COLUMNS = ("language", "word", "occurrences", "pages", "sites")
ROWS_AT_ONCE = 10_000


def show_words(
    folder: Folder, out: TextIO, top: int | None, language: str | None, as_csv: bool
) -> None:
    """Print the `top` most frequent words, or all of them, of all languages or of one.

    Raises FolderError if the folder has not been merged.
    """
    if not folder.words.exists():
        message = N_("%(folder)s has no words.parquet. Add --merge to make it.")
        raise FolderError(message % {"folder": folder.path})
    with duckdb.connect() as database:
        found = database.execute(
            f"SELECT {', '.join(COLUMNS)} FROM read_parquet($files)"
            " WHERE $language IS NULL OR lower(language) = lower($language)"
            " ORDER BY occurrences DESC, word, language LIMIT $top",
            {"files": files_of(folder.words), "language": language, "top": top},
        )
        if as_csv:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(COLUMNS)
            while rows := found.fetchmany(ROWS_AT_ONCE):
                writer.writerows(rows)
        else:
            heads = _("occurrences"), _("pages"), _("sites"), _("language"), _("word")
            print(_line(*heads), file=out)
            while rows := found.fetchmany(ROWS_AT_ONCE):
                for tag, word, *numbers in rows:
                    occurrences, pages, sites = (f"{number:,}" for number in numbers)
                    print(_line(occurrences, pages, sites, tag, word), file=out)


def _line(occurrences: str, pages: str, sites: str, language: str, word: str) -> str:
    cells = ((occurrences, 14), (pages, 12), (sites, 12))
    numbers = (" " * (width - columns(text)) + text for text, width in cells)
    return f"{' '.join(numbers)}  {language}{' ' * (8 - columns(language))}  {word}"
