"""The files in a zip that people have made of them."""

from collections.abc import Iterator

from wordcount.errors import PageError, TooLarge
from wordcount.messages import N_

from .archive import SIGNATURES, Archive, Budget
from .names import clean_name
from .packages import is_package

MAX_FILE = 10 * 1024 * 1024  # bytes of one file; an upload and a fetched page have the same limit
MAX_FILES = 1_000

MANY_FILES = N_("That zip has more than %(most)s files. Split it.")


def documents_in(
    body: bytes, name: str, most: int = MAX_FILES, budget: Budget | None = None
) -> Iterator[tuple[str, bytes | PageError]]:
    """Yield the names and bytes of the files in a zip; of any other file, its own.

    A file in it that cannot be unpacked is yielded as an error. Names may have folders, but never
    lead out of them. What archivers add unseen is left out. Nothing is parsed. Several zips may
    have one `budget`. Raises BrokenFile, and TooLarge for more than `most` files.
    """
    archive = Archive(body, budget) if body.startswith(SIGNATURES) else None
    if archive is None or is_package(archive):
        yield clean_name(name), body
        return
    shown = {each: clean_name(each) for each in archive.names}
    files = [each for each, name in shown.items() if name and not _is_unseen(name)]
    if len(files) > most:
        raise TooLarge(MANY_FILES, most=f"{most:,}")
    for each in files:
        try:
            yield shown[each], archive.read(each, MAX_FILE)
        except PageError as error:
            yield shown[each], error


def _is_unseen(name: str) -> bool:
    """Return whether a program has added a file beside those that people see."""
    *folders, last = name.split("/")
    return "__MACOSX" in folders or last.startswith(".") or last in ("Thumbs.db", "desktop.ini")
