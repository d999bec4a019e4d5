"""Look up the text of the result that an address names, or abort with 404.

At most READ_AT_MOST bytes are loaded, and long texts are loaded one at a time.
"""

from collections import Counter
from collections.abc import Mapping

from models import Result
from web.addresses import readable_id
from web.limits import wait_for_turn
from web.lookup import first_done_or_404
from web.parts import choose_part, show_part
from wordcount import length
from wordcount.analysis.paragraphs import join_wrapped_lines, may_be_plain
from wordcount.analysis.readability import count_long_words
from wordcount.analysis.variety import mattr_of_sample
from wordcount.line_ranges import select_lines
from wordcount.packs import with_segmenter
from wordcount.words.tokens import Chunks, TokenizedText, keys_of, read_chunks, tokenize

# Bytes of UTF-8 for phrases and contexts: 170 pages of a book, tokenized in at most 0.15 seconds.
# Bytes, because a word of a script without spaces has a third as many characters.
READ_AT_MOST = 240_000
CUT_CHARACTER = 3  # bytes at most of a character that was cut in two
# Between white space; each different one counts three times. Prose of READ_AT_MOST bytes has fewer.
# The same limit applies to lines: hundreds of thousands of empty ones would take seconds.
CHUNKS_AT_MOST = 60_000
# Words, or what different chunks cost (see tokens.py): prose of READ_AT_MOST bytes costs less.
TOKENIZED_AT_MOST = 50_000
SERIALIZE_TEXTS_FROM = 45_000  # bytes: 30 pages of a book; longer ones are loaded one at a time


def tokenized_or_404(id: int) -> tuple[Result, TokenizedText]:
    """Return the done result with that id, and the beginning of its text, tokenized."""
    result = load_text(id)
    tokenized = tokenize(unwrapped(result), text_tag(result), TOKENIZED_AT_MOST)
    result.has_more_text = result.has_more_text or tokenized.is_cut
    return result, tokenized


def chunks_or_404(id: int) -> tuple[Result, Chunks]:
    """Return the done result with that id, and the words of the chunks of its text."""
    result = load_text(id)
    chunks = read_chunks(unwrapped(result), text_tag(result), TOKENIZED_AT_MOST)
    result.has_more_text = result.has_more_text or chunks.end is not None
    return result, chunks


def load_text(id: int) -> Result:
    """Return the done result with that id, and the beginning of the text that it shows."""
    result = text_or_404(id, min(READ_AT_MOST, SERIALIZE_TEXTS_FROM + 1))
    if len((result.text or "").encode()) > SERIALIZE_TEXTS_FROM < READ_AT_MOST:
        wait_for_turn()
        result = text_or_404(id, READ_AT_MOST)
    encoded = (result.text or "").encode()
    result.has_more_text = len(encoded) >= READ_AT_MOST - CUT_CHARACTER
    result.text, is_cut = cut_chunks(encoded[:READ_AT_MOST].decode(errors="ignore"), CHUNKS_AT_MOST)
    result.has_more_text = result.has_more_text or is_cut
    show_part(result, choose_part(result))
    if result.part == "main":
        result.page_text = result.text
        result.text = select_lines(result.text, result.main_lines)
    return result


def unwrapped(result: Result) -> str:
    """Return the loaded text of a result without line breaks inside its paragraphs."""
    text = result.text or ""
    return join_wrapped_lines(text) if is_plain(result) else text


def cut_chunks(text: str, most: int) -> tuple[str, bool]:
    """Return `text` up to `most` lines and chunks between white space, and whether it was cut.

    Chunks that are different count three times, because they take longer.
    """
    lines = text.split("\n", most)
    has_more_lines = len(lines) > most and lines[most] != ""
    if has_more_lines:
        text = text[: len(text) - len(lines[most])]
    chunks = text.split(None, most)
    known: set[str] = set()
    for number, chunk in enumerate(chunks if 3 * len(chunks) > most else ()):
        known.add(chunk)
        if number + 1 + 2 * len(known) > most:
            rest = text.split(None, number)[number]
            return text[: len(text) - len(rest)], True
    return text, has_more_lines


def text_tag(result: Result) -> str:
    """Return the tag for tokenizing the text of a result: its language and its segmenter."""
    return with_segmenter(result.language or "und", result.segmenter)


def is_plain(result: Result) -> bool:
    """Whether the lines of the loaded text may be wrapped: it was pasted, or is plain text."""
    return result.url is None or may_be_plain(result.text or "")


def mattr_of(result: Result) -> float | None:
    """Return the lexical diversity of a sample of a done result, or None if it is too short."""
    if result.part == "page" and (result.status != "done" or result.rule is not None):
        return result.mattr
    # The main text, or a result of a release that did not store it.
    text = text_of_part(result) or ""
    return mattr_of_sample(text, result.language or "und")


def length_of(result: Result) -> Mapping[str, int] | None:
    """Return the length of a done result's text, or None if it is long and was not stored."""
    if result.part == "page" and (result.status != "done" or result.length is not None):
        stored: Mapping[str, int] | None = result.length
        return stored
    # The main text, or a result of a release that did not store it.
    text = text_of_part(result)
    if text is None:
        return None
    language = result.language or "und"
    long_words = count_long_words(Counter(keys_of(text, text_tag(result))))
    return length(text, language).to_dict() | {"long_words": long_words}


def text_of_part(result: Result) -> str | None:
    """Return the text of the part that `result` shows, or None if the page's text is long."""
    found = text_or_404(result.id, SERIALIZE_TEXTS_FROM + 1)
    if found.text is None or len(found.text.encode()) > SERIALIZE_TEXTS_FROM:
        return None
    return select_lines(found.text, found.main_lines) if result.part == "main" else found.text


def text_or_404(id: int, characters: int) -> Result:
    """Return the done result with that id, and the beginning of its text."""
    return first_done_or_404(Result.with_text(readable_id(id), characters))
