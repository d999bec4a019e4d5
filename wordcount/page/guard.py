"""Reject markup with too many tags before it is parsed.

This does not bound the memory or time that parsing takes: `wordcount.contained` does.
"""

from wordcount.errors import TooLarge
from wordcount.messages import N_

# A parsed tag and its text take about 200 bytes. End tags count too.
MAX_TAGS = 700_000


def check_tags(markup: bytes) -> None:
    """Raise `TooLarge` if `markup`, in UTF-8, has more than `MAX_TAGS` tags."""
    # A tag has at least three characters, so shorter pages cannot have too many.
    if len(markup) > 3 * MAX_TAGS and markup.count(b"<") > MAX_TAGS:
        raise TooLarge(N_("That page has more than %(most)s tags."), most=f"{MAX_TAGS:,}")
