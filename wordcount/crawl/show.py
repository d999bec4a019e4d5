"""Print the words of a merged crawl."""

import csv
from typing import TextIO

import duckdb

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
        raise FolderError(f"{folder.path} has no words.parquet. Add --merge to make it.")
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
            print(f"{'occurrences':>14} {'pages':>12} {'sites':>12}  language  word", file=out)
            while rows := found.fetchmany(ROWS_AT_ONCE):
                for tag, word, *numbers in rows:
                    occurrences, pages, sites = (f"{number:,}" for number in numbers)
                    print(f"{occurrences:>14} {pages:>12} {sites:>12}  {tag:<8}  {word}", file=out)
