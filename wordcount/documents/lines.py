"""Collect the paragraphs of a document as lines of a text, within a limit."""

from wordcount.errors import TooLarge
from wordcount.messages import N_
from wordcount.words.counting import clean_text

MAX_TEXT = 10_000_000  # characters; about what the largest page has
TOO_LONG = N_("That file has more than %(most)s characters of text, too many to be counted.")


class LineCollector:
    """Collects text in paragraphs, which may be inside of others; each becomes a line.

    Raises TooLarge for more than `most` characters.
    """

    def __init__(self, most: int = MAX_TEXT) -> None:
        self._lines: list[str] = []
        self._open: list[list[str]] = [[]]  # the outermost has text outside of paragraphs
        self._left = most

    def begin(self) -> None:
        """Begin a paragraph."""
        self._open.append([])

    def add(self, text: str) -> None:
        """Add text to the innermost paragraph."""
        self._left -= len(text)
        if self._left < 0:
            raise TooLarge(TOO_LONG, most=f"{MAX_TEXT:,}")
        self._open[-1].append(text)

    def end(self) -> None:
        """End the innermost paragraph, if one is open."""
        if len(self._open) > 1:
            self._lines += split_lines("".join(self._open.pop()))

    def text(self) -> str:
        """Return the lines, without blank ones."""
        while len(self._open) > 1:
            self.end()
        self._lines += split_lines("".join(self._open.pop()))
        self._open = [[]]
        return clean_text("\n".join(self._lines))


def split_lines(text: str) -> list[str]:
    """Return the lines of `text` that are not blank, without white space around them."""
    return list(filter(None, map(str.strip, text.split("\n"))))
