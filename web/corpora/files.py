"""The files of a corpus: the uploaded ones, and those inside uploaded zips."""

from collections.abc import Sequence

from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from corpora.making import LeftOut
from jobs.uploads import File
from web.limits import TOO_MUCH_SENT, wait_for_turn
from wordcount.documents.archive import Budget
from wordcount.documents.zips import documents_in
from wordcount.errors import PageError, TooLarge, TooLongList

MAX_UNPACKED = 30_000_000  # bytes of all zips together: unpacking them takes 0.1 seconds
UNPACKED_BY_ALL = 1_000_000  # bytes of them that are unpacked without a turn


def unpack(uploads: Sequence[FileStorage], limit: int) -> tuple[list[File], list[LeftOut]]:
    """Return at most `limit` files, and those that cannot be unpacked, each with a reason.

    More than UNPACKED_BY_ALL is unpacked by one request at a time. Raises TooLongList, TooLarge and
    ServiceUnavailable.
    """
    bodies = []
    for upload in uploads:
        with upload.stream:
            bodies.append((upload.filename or "", upload.stream.read()))
    budget = Budget(UNPACKED_BY_ALL)
    try:
        return unpack_within(budget, bodies, limit)
    except TooLarge:
        if budget.left >= 0:
            raise
    wait_for_turn(TOO_MUCH_SENT)
    return unpack_within(Budget(MAX_UNPACKED), bodies, limit)


def unpack_within(
    budget: Budget, bodies: Sequence[tuple[str, bytes]], limit: int
) -> tuple[list[File], list[LeftOut]]:
    files: list[File] = []
    problems: list[LeftOut] = []
    for upload, packed in bodies:
        try:
            for name, body in documents_in(packed, upload, limit, budget):
                check(budget)
                if isinstance(body, PageError):
                    problems.append(LeftOut(len(files) + len(problems) + 1, name, str(body)))
                    continue
                if len(files) == limit:
                    raise TooLongList.beyond(limit)
                if body:
                    files.append(File(name or "file", body))
                elif name:  # a form without a file sends one without a name
                    empty = gettext("That file is empty.")
                    problems.append(LeftOut(len(files) + len(problems) + 1, name, empty))
        except PageError as error:
            check(budget)
            if isinstance(error, TooLarge | TooLongList):
                raise
            line = len(files) + len(problems) + 1
            problems.append(LeftOut(line, upload, str(error)))
    return files, problems


def check(budget: Budget) -> None:
    """Raise TooLarge if the budget is exceeded, also by files that were unpacked only in part."""
    if budget.left < 0:
        raise TooLarge(gettext("These files are too large for one corpus."))
