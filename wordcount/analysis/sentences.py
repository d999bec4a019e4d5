"""Find sentences: those of UAX #29, section 5, joined where an abbreviation or a quotation ends.

UAX #29 itself says in section 5 that abbreviations need a list.
"""

import re
from collections.abc import Iterator

from wordcount.language.abbreviations import Abbreviations, abbreviations

LONGEST = 24  # characters of an abbreviation, with white space in it
OPENING = "\"'“”„‚‘«»‹›([{「『"
CLOSING = "\"'“”’‘«»‹›)]}」』"
LONGEST_PART = 3  # letters of the last part of an abbreviation with white space in it
SENTENCE_MARKS = frozenset(".!?。！？｡")
PLAIN_ENDS = frozenset([". ", ".\n", "!\n", "?\n"])
LINE_ENDS = frozenset("\n\x85")

WORD = re.compile(r"[^\W\d_]+")
# A Roman number of two letters or more: "I" may be a word.
ROMAN_DIGITS = frozenset("IVXLC")
ROMAN_NUMBER = re.compile(r"[IVXLC]{2,12}\b")


def sentences(text: str, language: str) -> Iterator[str]:
    """Return the sentences of `text`, with the white space after them, in linear time.

    ICU finds them by UAX #29. A sentence continues, in the same line,

    - after an abbreviation of `language` (a BCP 47 tag) or an initial: see `continues_after_stop`;
    - after a quotation or a bracket that ends with `!` or `?`, if a lowercase letter follows
      (*"Hi!" he said*), or in Korean and Japanese a word such as 하고 or と言. No Korean
      sentence begins directly after a closing quotation mark.
    """
    # Imported here to keep `import wordcount` cheap.
    from icu4py.breakers import SentenceBreaker

    known = abbreviations(language)
    endings = known.endings
    begin = end = 0
    for piece in SentenceBreaker(text, language):
        start, end = end, end + len(piece)
        # Most sentences end with a long word that is no abbreviation: the rest takes longer.
        word = piece[-5:-2]
        is_plain = piece[-2:] in PLAIN_ENDS and len(word) == 3 and word not in endings
        if is_plain and word.isalpha():
            yield piece if begin == start else text[begin:end]
            begin = end
        elif end == len(text) or not _continues(text, start, piece, known):
            yield text[begin:end]
            begin = end


def continues_after_stop(text: str, stop: int, start: int, known: Abbreviations) -> bool:
    """Return whether a sentence continues after its full stop at `stop` with a word at `start`.

    It does after abbreviations that a word always follows, after others only before a number, and
    after an ordinal number before a month. After initials (*J. R. R.*, *U.S.*, *p.m.*) and
    abbreviations that may end a sentence, it continues unless the next word is a stop word with a
    capital: *the U.S. Government* and *Plan B. Holmes* continue, *in the U.S. He* and
    *Plan B. Then* do not.
    """
    window = text[max(0, stop - LONGEST) : stop]
    if not window or window[-1].isspace():
        return False
    word = window.rsplit(None, 1)[-1].lstrip(OPENING)
    if word in known.always:
        return True
    if word in known.usually or _is_initial(word):
        return not _begins_sentence(text, start, known) or _is_spaced(window, known)
    first = text[start]
    if first.isdecimal() or (first in ROMAN_DIGITS and ROMAN_NUMBER.match(text, start)):
        return word in known.before_number
    if len(word) == 1 and word.isalpha() and _is_one_letter(text, start):
        return True  # the "z." of "z. B."
    if known.after_number and _is_short_number(word):
        following = WORD.match(text, start, start + LONGEST)
        return following is not None and following[0] in known.after_number
    return len(word) <= LONGEST_PART and _is_spaced(window, known)


def _continues(text: str, start: int, piece: str, known: Abbreviations) -> bool:
    """Return whether the sentence of `piece`, which begins at `start`, continues after it."""
    if piece[-1] in LINE_ENDS:
        return False
    end, ended = start + len(piece), piece.rstrip()
    first = text[end]
    if first.isupper() and ended[-1:] in "!?":
        return False
    if ended.endswith("."):
        if ended[ended.rfind(" ") + 1 : -1] in known.always and first.isalnum():
            return True
        if text[end + 1 : end + 2] == "." and first.isalpha() and _is_initial(ended[-5:-1]):
            return True  # "R. R."
        stop = start + len(ended) - 1
        if first in OPENING:
            skipped = text[end : end + LONGEST]
            end += len(skipped) - len(skipped.lstrip(OPENING))
        return text[end : end + 1].isalnum() and continues_after_stop(text, stop, end, known)
    following = text[end : end + LONGEST]
    if first in CLOSING and following[1:2].isspace():  # « Oui ! » dit-elle.
        following = following[1:].lstrip()
    elif ended[-1:] not in CLOSING:
        return False
    elif ended == piece and "가" <= first <= "힣":
        return True
    return ended.rstrip(CLOSING)[-1:] in SENTENCE_MARKS and (
        following[:1].islower() or following.startswith(known.after_quotation)
    )


def _is_initial(word: str) -> bool:
    """Return whether `word` is a capital, or ends with letters with full stops between them."""
    if not word[-1:].isalpha() or word[-2:-1].isalnum():
        return False
    is_part = word[-2:-1] == "." and word[-3:-2].isalpha() and not word[-4:-3].isalnum()
    return is_part or word[-1].isupper()


def _is_spaced(window: str, known: Abbreviations) -> bool:
    """Return whether `window` ends with an abbreviation that has spaces in it, such as *z. B.*"""
    *_, a, b, c = ["", "", *window.split()]
    parts = [part.lstrip(OPENING) for part in (a, b, c)]
    if b.endswith(".") and "".join(parts[1:]) in known.always:
        return True
    return a.endswith(".") and b.endswith(".") and "".join(parts) in known.always


def _is_one_letter(text: str, start: int) -> bool:
    return text[start].isalpha() and text[start + 1 : start + 2] == "."


def _begins_sentence(text: str, start: int, known: Abbreviations) -> bool:
    """Return whether the word at `start`, after an initial, rather begins a sentence."""
    if text[start].islower() or _is_one_letter(text, start):
        return False
    following = WORD.match(text, start, start + LONGEST)
    if following is None or not text[start].isupper():
        return True
    return following[0].lower() in known.stop_words


def _is_short_number(word: str) -> bool:
    """Return whether `word` ends with a number of one or two digits."""
    before = word.rstrip("0123456789")
    return len(word) - len(before) in (1, 2) and not before[-1:].isalnum()
