"""Results to compare another one with: those that match a text, or the latest pages."""

from collections.abc import Sequence

from db import read
from models import Result
from results.listing import EXAMINED, latest_pages
from results.search import Criteria, search
from web.spellings import spellings

OFFERED = 20


def offered(text: str, without: int) -> Sequence[Result]:
    """Return at most OFFERED results, but not the one with the id `without`.

    If there is a text, their address or title contains it, or they are the counts of that address.
    """
    pages = latest_pages(EXAMINED)
    if text:
        part = text.casefold()
        pages = [page for page in pages if part in f"{page.url} {page.title}".casefold()]
        pages = [*read(Result.of_page(spellings(text))), *pages]
        pages += search(Criteria(title=text), limit=OFFERED).results
    found = {page.id: page for page in pages if page.id != without}
    return list(found.values())[:OFFERED]
