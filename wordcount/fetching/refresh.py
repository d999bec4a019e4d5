"""Tell quickly whether a page may refresh to another address, without parsing it."""

from typing import IO

from .response import is_document

BLOCK_BYTES = 64 * 1024
WORDS = [b"refresh", *("refresh".encode(codec) for codec in ("utf-16-le", "utf-16-be"))]
LONGEST = max(map(len, WORDS))


def mentions_refresh(page: IO[bytes]) -> bool:
    """Return whether a page contains the word "refresh", in any case. Few pages do."""
    if is_document(page):
        return False
    page.seek(0)
    before = b""
    while block := page.read(BLOCK_BYTES):
        text = before + block.lower()
        if any(word in text for word in WORDS):
            return True
        before = text[-LONGEST:]
    return False
