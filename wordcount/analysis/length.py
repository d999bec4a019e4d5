"""Measure how long a text is: characters, bytes, sentences, paragraphs and lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wordcount.words.characters import LETTER_OR_DIGIT, to_python_nfc
from wordcount.words.counting import clean_text

from .paragraphs import unwrap
from .sentences import sentences

LINE_ENDS = ("\r\n", "\r", "\u2028", "\u2029")  # beside the line feed
BLOCK = 4_000  # characters that are examined at once, plus the rest of their last line

# Anything but the commonest characters that are one grapheme cluster each, whatever is beside them:
# Latin, Greek, Cyrillic, Hebrew and Arabic letters, punctuation, kana, Han and Hangul syllables.
MAY_JOIN = re.compile(
    "[^\0-\x0c\x0e-\u02ff\u0370-\u0482\u048a-\u0590\u05d0-\u05f4\u0620-\u064a\u0660-\u066f"
    "\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u2100-\u2bff\u3000-\u3029\u3041-\u3096"
    "\u309b-\ua48f\uac00-\ud7a3\uff01-\uff9d]"
)
# White space among those characters.
ASCII_SPACES = b"\t\n\v\f\x1c\x1d\x1e\x1f "
OTHER_SPACES = "\x85\xa0\u3000"


@dataclass(frozen=True)
class Length:
    """How long a text is. A line end is one character, and white space; a tab is too.

    - `characters`: grapheme clusters, what people see as one character (UAX #29, section 3);
      `characters_no_spaces`: those that are not white space; `bytes`: of UTF-8.
    - `sentences`: those of UAX #29, section 5, that have a letter or a digit. Abbreviations
      (*Dr. Watson*), initials and quotations (*"Hi!" he said*) do not end one: see sentences.py.
    - `paragraphs`: lines that are not empty. Lines that a program has wrapped at some width are one
      paragraph, and do not end a sentence.
    - `lines`: every line, whether or not a line end follows the last one.
    - `form_bytes`: only in Korean, the bytes that forms of schools and employers count: 3 for a
      syllable, 1 for an ASCII character, 2 for a line end.
    """

    characters: int
    characters_no_spaces: int
    bytes: int
    sentences: int
    paragraphs: int
    lines: int
    form_bytes: int | None = None

    def to_dict(self) -> dict[str, int]:
        return {name: value for name, value in vars(self).items() if value is not None}


def length(text: str, language: str | None = None) -> Length:
    """Return the length of `text`, in linear time.

    `language` (BCP 47) matters to sentences only: it selects the abbreviations, and in Greek, a
    semicolon is a question mark. U+0000 and lone surrogates are measured as U+FFFD. Raises no
    errors, whatever the text contains.
    """
    language = (language or "und").partition("-")[0].lower()
    text = clean_text(text)
    size = len(text.encode())
    for line_end in LINE_ENDS:
        text = text.replace(line_end, "\n")
    characters, visible = _count_characters(text)
    number, paragraphs = _count_sentences(unwrap(text), language)
    return Length(
        characters=characters,
        characters_no_spaces=visible,
        bytes=size,
        sentences=number,
        paragraphs=paragraphs,
        lines=text.count("\n") + (text[-1:] not in ("", "\n")),
        form_bytes=_count_form_bytes(text) if language == "ko" else None,
    )


def _count_characters(text: str) -> tuple[int, int]:
    """Return the number of grapheme clusters, and of those that are not white space."""
    # Imported here to keep `import wordcount` cheap.
    from icu4py.breakers import CharacterBreaker

    characters = spaces = 0
    for block in _blocks(text):
        if not block.isascii() and MAY_JOIN.search(block):
            for cluster in CharacterBreaker(block, "root"):
                characters += 1
                spaces += cluster.isspace()
        else:
            characters += len(block)
            encoded = block.encode()
            spaces += len(encoded) - len(encoded.translate(None, ASCII_SPACES))
            spaces += sum(map(block.count, OTHER_SPACES))
    return characters, characters - spaces


def _count_sentences(text: str, language: str) -> tuple[int, int]:
    """Return the number of sentences, and of lines that are not empty."""
    number = paragraphs = 0
    for block in _blocks(text):
        for sentence in sentences(block, language):
            number += sentence[0].isalpha() or LETTER_OR_DIGIT.search(sentence) is not None
        paragraphs += sum(map(bool, map(str.strip, block.split("\n"))))
    return number, paragraphs


def _count_form_bytes(text: str) -> int:
    return len(to_python_nfc(text).encode()) + text.count("\n")


def _blocks(text: str) -> Iterator[str]:
    """Return `text` in blocks of whole lines. A line end is a boundary of all that is counted."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + BLOCK) + 1 or len(text)
        yield text[start:end]
        start = end
