"""The files of a corpus: the uploaded ones, and those inside uploaded zips."""

from collections.abc import Sequence

from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from corpora.making import LeftOut
from jobs.uploads import File
from wordcount.documents.archive import Budget
from wordcount.documents.zips import documents_in
from wordcount.errors import PageError, TooLarge, TooLongList

MAX_UNPACKED = 30_000_000  # bytes of all zips together: unpacking them takes 0.1 seconds


def unpack(uploads: Sequence[FileStorage], limit: int) -> tuple[list[File], list[LeftOut]]:
    """Return at most `limit` files, and those that cannot be unpacked, each with a reason.

    Raises TooLongList and TooLarge.
    """
    files: list[File] = []
    problems: list[LeftOut] = []
    budget = Budget(MAX_UNPACKED)
    for upload in uploads:
        with upload.stream:
            packed = upload.stream.read()
        try:
            for name, body in documents_in(packed, upload.filename or "", limit, budget):
                check(budget)
                if isinstance(body, PageError):
                    problems.append(LeftOut(len(files) + len(problems) + 1, name, str(body)))
                    continue
                if len(files) == limit:
                    raise TooLongList.beyond(limit)
                if body:
                    files.append(File(name or "file", body))
        except PageError as error:
            check(budget)
            if isinstance(error, TooLarge | TooLongList):
                raise
            line = len(files) + len(problems) + 1
            problems.append(LeftOut(line, upload.filename or "", str(error)))
    return files, problems


def check(budget: Budget) -> None:
    """Raise TooLarge if the budget is exceeded, also by files that were unpacked only in part."""
    if budget.left < 0:
        raise TooLarge(gettext("These files are too large for one corpus."))
