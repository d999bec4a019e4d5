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
# Ends that are checked in a block of text, or one for EACH characters, which no prose has. To check
# all of 10 MB of "A. " would take too long.
MOST_CHECKED = 250
EACH = 16
SENTENCE_MARKS = frozenset(".!?。！？｡")
LINE_ENDS = frozenset("\n\x85")
LIST_NUMBER = re.compile(r"\s*(?:[0-9]{1,3}|[A-Za-z])\.\s+")
DATE = re.compile(r"\b[0-9]{4}\. ?[0-9]{1,2}\. ?[0-9]{1,2}\Z")
PART_OF_DATE = re.compile(r"[0-9]{1,2}\.(?![0-9])")

WORD = re.compile(r"[^\W\d_]+")
# A Roman number of two letters or more: "I" may be a word.
ROMAN_DIGITS = frozenset("IVXLC")
ROMAN_NUMBER = re.compile(r"[IVXLC]{2,12}\b")


def sentences(text: str, language: str) -> Iterator[str]:
    """Return the sentences of `text`, with the white space after them, in linear time.

    ICU finds them by UAX #29. A sentence continues, in the same line,

    - after an abbreviation of `language` (a BCP 47 tag) or an initial: see `continues_after_stop`;
    - after the number of a list item, at the beginning of a line;
    - within an address (*https://example.com/?q=a*);
    - after a quotation or a bracket that ends with `!` or `?`, if a lowercase letter follows
      (*"Hi!" he said*), or in Korean, Japanese and Chinese a word such as 하고 or と言. No Korean
      sentence begins directly after a closing quotation mark.
    """
    # Imported here to keep `import wordcount` cheap.
    from icu4py.breakers import SentenceBreaker

    known = abbreviations(language)
    endings = known.endings
    begin = end = 0
    unchecked = max(MOST_CHECKED, len(text) // EACH)
    for piece in SentenceBreaker(text, language):
        start, end = end, end + len(piece)
        if piece[-1] not in LINE_ENDS and end < len(text) and unchecked:
            # Most sentences end with a long word that is no abbreviation: the rest takes longer.
            word = piece[-5:-2]
            if piece[-2:] != ". " or len(word) < 3 or word in endings or not word.isalpha():
                unchecked -= 1
                if _continues(text, start, piece, known):
                    continue
        yield piece if begin == start else text[begin:end]
        begin = end


def continues_after_stop(text: str, stop: int, start: int, known: Abbreviations) -> bool:
    """Return whether a sentence continues after its full stop at `stop` with a word at `start`.

    It does after abbreviations that a word always follows, after others only before a number, in
    numeric dates, and after an ordinal number before a month. After initials (*J. R. R.*, *U.S.*,
    *p.m.*) and abbreviations that may end a sentence, it continues unless the next word is a stop
    word with a capital: *the U.S. Government* and *Plan B. Holmes* continue, *in the U.S. He* and
    *Plan B. Then* do not.
    """
    window = text[max(0, stop - LONGEST) : stop]
    if not window or window[-1].isspace():
        return False
    word = window.rsplit(None, 1)[-1].lstrip(OPENING)
    listed = word.replace("’", "'").rpartition("'")[2]  # "avv" of "l'avv"
    if word in known.always or listed in known.always:
        return True
    if word in known.usually or listed in known.usually or _is_initial(word):
        return not _begins_sentence(text, start, known) or _is_spaced(window, known)
    first = text[start]
    if first.isdecimal() or (first in ROMAN_DIGITS and ROMAN_NUMBER.match(text, start)):
        return listed in known.before_number or _is_in_date(text, word, start)
    if len(word) == 1 and word != word.swapcase() and _is_one_letter(text, start):
        return True  # the "z." of "z. B."
    if word.isdecimal() and DATE.search(window):
        return True  # "2026. 5. 3. 오전"
    if known.after_number and _is_short_number(word):
        following = WORD.match(text, start, start + LONGEST)
        return following is not None and following[0] in known.after_number
    return len(word) <= LONGEST_PART and _is_spaced(window, known)


def _continues(text: str, start: int, piece: str, known: Abbreviations) -> bool:
    """Return whether the sentence of `piece`, which begins at `start`, continues after it."""
    end, ended = start + len(piece), piece.rstrip()
    first = text[end]
    if ended[-1:] in "!?":
        if ended == piece and first.isascii() and _ends_with_address(piece):
            return True
        if first.isupper():
            return False
    if ended.endswith("."):
        if ended[ended.rfind(" ") + 1 : -1] in known.always and first.isalnum():
            return True
        if (not start or text[start - 1] in LINE_ENDS) and LIST_NUMBER.fullmatch(piece):
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


def _ends_with_address(piece: str) -> bool:
    _, mark, rest = piece.rsplit(None, 1)[-1].rpartition("://")
    return bool(mark) and rest.isascii()


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


def _is_in_date(text: str, word: str, start: int) -> bool:
    """Return whether a date such as *3. 5. 2026* or *2026. 5. 3.* goes on with the next number."""
    return (
        word.isdecimal()
        and len(word) in (1, 2, 4)
        and PART_OF_DATE.match(text, start, start + 4) is not None
    )


def _is_short_number(word: str) -> bool:
    """Return whether `word` ends with a number of one or two digits."""
    before = word.rstrip("0123456789")
    return len(word) - len(before) in (1, 2) and not before[-1:].isalnum()
