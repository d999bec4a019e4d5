"""The contexts that a request asks for, of a result or of the documents of a corpus."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from web.query import range_arg, text_arg
from wordcount.analysis.collocates import WINDOW, WINDOWS, hits_near
from wordcount.analysis.contexts import CONTEXT_WORDS, WIDTHS
from wordcount.analysis.queries import Hit
from wordcount.words.tokens import TokenizedText

USUAL_WIDTHS = (4, CONTEXT_WORDS, 12, 20)


@dataclass(frozen=True)
class ContextChoice:
    """Contexts with `width` words on either side; with `near`, only those near that word.

    Near is within `window` words.
    """

    width: int = CONTEXT_WORDS
    near: str = ""
    window: int = WINDOW

    @classmethod
    def of_request(cls) -> "ContextChoice":
        """Return the choice in the query. Aborts with 400."""
        width, window = (
            range_arg("width", WIDTHS, CONTEXT_WORDS),
            range_arg("window", WINDOWS, WINDOW),
        )
        return cls(width, text_arg("near"), window)

    @property
    def widths(self) -> Sequence[tuple[int, int]]:
        return [(width, width) for width in sorted({*USUAL_WIDTHS, self.width})]

    @property
    def query(self) -> dict[str, Any]:
        """The arguments of the choice in an address, without defaults."""
        width = {} if self.width == CONTEXT_WORDS else {"width": self.width}
        window = {} if self.window == WINDOW or not self.near else {"window": self.window}
        return {**width, **({"near": self.near} if self.near else {}), **window}

    def find(self, tokenized: TokenizedText, hits: Sequence[Hit], near_key: str) -> Sequence[Hit]:
        """Return the chosen `hits`. `near_key` is the key of `near` in the language of the text."""
        return hits_near(tokenized, hits, near_key, self.window) if near_key else hits


USUAL = ContextChoice()
