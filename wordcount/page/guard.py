"""Refuse markup of too many tags before it is parsed.

Nothing here predicts what a parser does with a page: `wordcount.contained` limits that.
"""

from wordcount.errors import TooLarge

# A tag and its text take about 200 bytes when parsed. End tags count as well.
MAX_TAGS = 700_000


def check_tags(markup: bytes) -> None:
    """Raise `TooLarge` if markup in UTF-8 has more than `MAX_TAGS` tags."""
    # A tag has at least three characters, so most pages need not be searched.
    if len(markup) > 3 * MAX_TAGS and markup.count(b"<") > MAX_TAGS:
        raise TooLarge(f"That page has more than {MAX_TAGS:,} tags.")
