"""The dictionary form of a word of one language: simplemma's, corrected where it errs often."""

from functools import cache
from pathlib import Path

from simplemma.strategies import DefaultStrategy

from wordcount.language.stopwords import stop_words
from wordcount.words.keys import key

from .tables import Table

FOLDER = Path(__file__).parent / "exceptions"

# A longer word is its own dictionary form. Looking for its parts would take quadratic time.
MAX_LENGTH = 50  # characters


class Lemmatizer:
    """The words of one language, `code`, by simplemma's table and our list of exceptions."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.table = Table(code)
        self.exceptions = load_exceptions(code)
        self.strategy = DefaultStrategy(dictionary_factory=self)

    @property
    def cost(self) -> int:
        """The total cost of all look-ups that this thread has made; see `Table.cost`."""
        return self.table.cost

    def get_dictionary(self, lang: str) -> Table:
        return self.table

    def lemma(self, word: str) -> str:
        """The dictionary form of a key, as a key."""
        if word in self.exceptions:
            return self.exceptions[word]
        if len(word) > MAX_LENGTH or self._is_kept(word):
            return word
        lemma = self.strategy.get_lemma(word, self.code) or word
        if self.code == "de" and self._is_noun(word, lemma):
            return word
        # Some forms have a full stop at their end ("ne.").
        return key(lemma.rstrip("."), self.code) or word

    def _is_kept(self, word: str) -> bool:
        """Whether a word is its own form: *b2b*, *covid19*; *it's* and *won't* are two words."""
        if "'" in word:
            return self.code == "en" and word in stop_words("en")
        return not word.isalpha() and any(character.isdigit() for character in word)

    def _is_noun(self, word: str, lemma: str) -> bool:
        """Whether a German word is a noun that simplemma takes for an imperative.

        It looks up *tag* before *Tag*, and so puts it under *tagen*.
        """
        is_imperative = lemma in (f"{word}en", f"{word}n") and not word.endswith("e")
        return is_imperative and (self.table.get(word.capitalize()) or "").lower() == word


@cache
def load_exceptions(code: str) -> dict[str, str]:
    """Return the dictionary form of each exception: a file has a form and its words in each line.

    `code` is one of simplemma's languages.
    """
    path = FOLDER / f"{code}.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [line.split() for line in lines if not line.startswith("#")]
    return {word: lemma for lemma, *words in rows for word in words}
