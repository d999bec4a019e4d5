"""Count the words of a page or a text: the one way in for whoever wants counts.

What comes out depends on what goes in alone: no network, no clock, no database.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from wordcount.language.detection import UNDETERMINED, Language, as_tag, language_of
from wordcount.language.stopwords import stop_words
from wordcount.page.page import read_page
from wordcount.words.counting import are_counted_alike, clean_text, count_words

# Unicode's category Cc: whoever reads a title as JSON or CSV may show it where they are obeyed.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Count:
    """The words of one page, by key, most frequent first and then in the order of the words.

    `language_source` says how the language is known: "declared" by the page, "given" by the
    caller, "detected" from the text, or "unknown".
    """

    title: str | None
    language: str
    text: str
    total: int
    distinct: int
    result_all: dict[str, int]
    result_no_stop_words: dict[str, int]
    language_source: str


def count_page(body: bytes, content_type: str | None = None) -> Count:
    """Count the visible words of a page from its bytes and its `Content-Type`, if it had one.

    - Bytes become characters by the WHATWG Encoding Standard and HTML, section 13.2.3: BOM,
      header, `<meta>`, then valid UTF-8, then detection.
    - Visible is what a browser with scripting shows before any stylesheet: HTML, sections 13.2
      ("Parsing") and 15.3 ("Non-replaced elements"), and the `style` attributes of the page.
    - Words and keys are those of `count_text`.

    `title` is one line, without control characters; `language` is a BCP 47 tag, "und" where
    nobody could tell; `text` is the visible text, a line for each block, and then for each reading
    of characters (`<rt>`). Raises `NotText` and `TooLarge`, and nothing else.

    `TooLarge` is raised for markup of more than 700,000 tags, or with more than 500 elements open
    at once. Beyond these two checks neither memory nor time is bounded: a page of 70 KB can
    make the HTML parser use a gigabyte. To count pages of strangers, use `wordcount.contained`,
    which counts in child processes with limits on memory and CPU time.
    """
    page = read_page(body, content_type)
    title = CONTROLS.sub("\ufffd", page.title) if page.title else None
    return _count(title, page.text, *_words_in_their_language(page.text, page.declared_language))


def count_text(text: str, language: str | None = None) -> Count:
    """Count the words of `text`, in `language` if one is given, else in the one it seems to be.

    - A word is what UAX #29, section 4, puts between two word boundaries, after white space has
      split the text, where it has a letter or a digit; Chinese, Japanese, Thai, Lao, Khmer and
      Burmese are cut with ICU's dictionaries.
    - It is counted by its key: NFC (UAX #15), lower case (The Unicode Standard, section 3.13,
      with SpecialCasing.txt for Turkish and Azeri), apostrophes made straight, soft hyphens and
      marks of direction dropped.
    - Stop words are the function words of the language, compared by key.

    Raises nothing, whatever the text holds.
    """
    text = clean_text(text)
    given = as_tag(language)
    if given:
        return _count(None, text, Language(given, "given"), _counted(text, given))
    return _count(None, text, *_words_in_their_language(text))


def _words_in_their_language(
    text: str, declared: str | None = None
) -> tuple[Language, dict[str, int]]:
    """The language of a text, and its words; those that it should have tell what it is."""
    claim = as_tag(declared)
    counts = _counted(text, claim or UNDETERMINED)
    known = language_of(text, counts, claim)
    if known.tag != claim and not are_counted_alike(known.tag, claim or UNDETERMINED):
        # Both at once would take too much memory.
        counts.clear()
        counts = _counted(text, known.tag)
    return known, counts


def _count(title: str | None, text: str, known: Language, counts: dict[str, int]) -> Count:
    without_stop_words = counts.copy()
    for word in stop_words(known.tag) & counts.keys():
        del without_stop_words[word]
    return Count(
        title=title,
        language=known.tag,
        text=text,
        total=sum(counts.values()),
        distinct=len(counts),
        result_all=counts,
        result_no_stop_words=without_stop_words,
        language_source=known.source,
    )


def _counted(text: str, language: str) -> dict[str, int]:
    """The words of a text, most frequent first and then in the order of the words."""
    counts = count_words(text, language)
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for word, occurrences in counts.items():
        groups[occurrences].append(word)
    # With millions of words, two such tables at once would be too much.
    counts.clear()
    ordered = {}
    for occurrences in sorted(groups, reverse=True):
        words = groups[occurrences]
        words.sort()
        for word in words:
            ordered[word] = occurrences
    return ordered
