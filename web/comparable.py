"""Results to compare with one: those that fit what is typed, or the pages counted last."""

from collections.abc import Sequence

from db import read
from models import Result
from results.listing import EXAMINED, latest_pages
from results.search import Criteria, search
from web.spellings import spellings

OFFERED = 20


def offered(text: str, without: int) -> Sequence[Result]:
    """At most OFFERED results but the one with the id `without`.

    With a text, their address or title has it, or they are the counts of that address.
    """
    pages = latest_pages(EXAMINED)
    if text:
        part = text.casefold()
        pages = [page for page in pages if part in f"{page.url} {page.title}".casefold()]
        pages = [*read(Result.of_page(spellings(text))), *pages]
        pages += search(Criteria(title=text), limit=OFFERED).results
    found = {page.id: page for page in pages if page.id != without}
    return list(found.values())[:OFFERED]
