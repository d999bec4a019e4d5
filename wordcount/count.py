"""Count the words of a page or a text.

The result depends only on the arguments: no network, no clock, no database.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from wordcount.documents.read import read_document, read_file
from wordcount.language.detection import Language, detect_language, normalize_tag
from wordcount.language.stopwords import stop_words
from wordcount.line_ranges import LineRanges, select_lines
from wordcount.packs import segmenter_for, with_segmenter
from wordcount.page.page import Page
from wordcount.words.counting import clean_text, count_words

# Unicode category Cc. A terminal that shows a title from JSON or CSV would execute them.
CONTROL_CHARACTERS = re.compile("[\x00-\x1f\x7f-\x9f]")
MAX_TITLE_LENGTH = 1_000  # characters; a list shows the titles of fifty pages


@dataclass(frozen=True)
class MainText:
    """The main text of a page and its words, as in `Count`. It consists of whole lines of the text.

    `lines` are the ranges of their numbers, from 0; each ends before its second number.
    """

    text: str
    lines: LineRanges
    total: int
    distinct: int
    result_all: dict[str, int]
    result_no_stop_words: dict[str, int]


@dataclass(frozen=True)
class Count:
    """The words of one page: `result_all` and `result_no_stop_words` map keys to occurrences.

    Both are sorted by frequency, highest first, then by word. `total` is the number of
    words (tokens), `distinct` the number of different words (types). `language_source` is how the
    language was determined: "declared" by the page, "given" by the caller, "detected" from the
    text, or "unknown". `main` is the main text of a page, or None if it has none.
    `segmenter` is the name of the pack's segmenter that cut the text into words; None is ICU.
    """

    title: str | None
    language: str
    text: str
    total: int
    distinct: int
    result_all: dict[str, int]
    result_no_stop_words: dict[str, int]
    language_source: str
    main: MainText | None = None
    segmenter: str | None = None


def count_page(
    body: bytes,
    content_type: str | None = None,
    language: str | None = None,
    *,
    find_main: bool = True,
    use_packs: bool = True,
    sort_words: bool = True,
) -> Count:
    """Count the visible words of a page, given its bytes and its `Content-Type` header, if any.

    A PDF, DOCX, EPUB or ODT is counted as by `count_file`.

    The language is `language` (BCP 47) if given, else the declared one, unless the text
    contradicts it.

    - Bytes are decoded by the WHATWG Encoding Standard and HTML, section 13.2.3: by BOM, header,
      `<meta>`, as UTF-8 if valid, else by detection.
    - Visible text is what a browser with scripting shows before it loads external stylesheets:
      HTML, sections 13.2 ("Parsing") and 15.3 ("Non-replaced elements"), and `style` attributes.
    - Words and keys are those of `count_text`.
    - The main text is an article without menus, comments and the like, found by the length of
      lines and their links (wordcount/page/main_text.py). With `find_main=False`, it is not
      searched for, which saves half of the time.
    - With `use_packs=False`, language packs are not used: ICU cuts all texts into words.
    - With `sort_words=False`, words are in no order, which saves a twentieth of the time.

    In the result, `title` is one line of at most 1,000 characters, without control characters;
    `language` is a BCP 47 tag, or "und" if unknown; `text` is the visible text with one line per
    block, followed by one line per ruby annotation (`<rt>`). Raises `NotText`, `TooLarge` or the
    errors of `count_file`, and nothing else.

    `TooLarge` is raised for markup with more than 700,000 tags, or with more than 500 elements
    open at once. Apart from these two checks, neither memory nor time is bounded: a page of 70 KB
    can make the HTML parser use a gigabyte. To count untrusted pages, use `wordcount.contained`,
    which counts in child processes with limits on memory and CPU time.
    """
    page = read_document(body, content_type, find_main=find_main)
    return _count_parsed(page, language, use_packs, sort_words)


def count_file(
    body: bytes, name: str | None = None, language: str | None = None, *, find_main: bool = True
) -> Count:
    """Count the words of a file, given its bytes and its name, if it has one.

    - The first bytes say whether it is a PDF, DOCX, EPUB or ODT (OpenDocument text); or a zip of
      one file. The ending of the name says whether anything else is a web page, XML or plain text;
      without a name, the beginning of the text does.
    - The text of a PDF is that of its pages, form fields and free text notes included. Lines that
      wrap are joined to paragraphs, and words that are broken at the end of a line are joined.
    - The text of a DOCX or ODT includes text boxes, footnotes and endnotes, but no headers, no
      comments, and nothing hidden or deleted. That of an EPUB is its pages in reading order, each
      counted like a web page.

    `language` and `find_main` are those of `count_page`; only a web page has a main text. Raises
    `UnsupportedFile`, `SeveralFiles`, `EncryptedFile`, `BrokenFile`, `NoText` or `TooLarge`. As
    with `count_page`, use `wordcount.contained` for the files of strangers.
    """
    return _count_parsed(read_file(body, name, find_main=find_main), language)


def _count_parsed(
    page: Page, language: str | None, use_packs: bool = True, sort_words: bool = True
) -> Count:
    title = (page.title or "")[:MAX_TITLE_LENGTH].rstrip()
    title = CONTROL_CHARACTERS.sub("\ufffd", title)
    found = _language_of(page.text, language, page.declared_language)
    main = page.main_lines and count_main(page.text, page.main_lines, found.tag, use_packs)
    return _make_count(title or None, page.text, found, main or None, use_packs, sort_words)


def count_text(text: str, language: str | None = None) -> Count:
    """Count the words of `text` in `language` (BCP 47). Without a valid tag, detect the language.

    - The text is split at white space, then at the word boundaries of UAX #29, section 4. A
      segment with a letter or a digit is a word. Chinese, Japanese, Thai, Lao, Khmer and Burmese
      are segmented with ICU's dictionaries.
    - Words are counted by key: NFC (UAX #15), lowercase (The Unicode Standard, section 3.13, with
      SpecialCasing.txt for Turkish and Azerbaijani), with straight apostrophes and without soft
      hyphens and direction marks.
    - Stop words are the function words of the language, compared by key.

    Raises no errors, whatever the text contains.
    """
    text = clean_text(text)
    return _make_count(None, text, _language_of(text, language))


def _language_of(text: str, given: str | None, declared: str | None = None) -> Language:
    if tag := normalize_tag(given):
        return Language(tag, "given")
    return detect_language(text, normalize_tag(declared))


def count_main(text: str, lines: LineRanges, language: str, use_packs: bool = True) -> MainText:
    """Count the words in `lines` of `text` in `language`, a BCP 47 tag."""
    main = select_lines(text, lines)
    segmenter = segmenter_for(language) if use_packs else None
    return MainText(main, lines, *_count(main, language, segmenter))


def _make_count(
    title: str | None,
    text: str,
    language: Language,
    main: MainText | None = None,
    use_packs: bool = True,
    sort_words: bool = True,
) -> Count:
    segmenter = segmenter_for(language.tag) if use_packs else None
    total, distinct, counts, without_stop_words = _count(text, language.tag, segmenter, sort_words)
    return Count(
        title=title,
        language=language.tag,
        text=text,
        total=total,
        distinct=distinct,
        result_all=counts,
        result_no_stop_words=without_stop_words,
        language_source=language.source,
        main=main,
        segmenter=segmenter,
    )


def _count(
    text: str, language: str, segmenter: str | None, sort_words: bool = True
) -> tuple[int, int, dict[str, int], dict[str, int]]:
    """Return the numbers of words and of different words, and both counts of `text`."""
    tag = with_segmenter(language, segmenter)
    counts = _count_sorted(text, tag) if sort_words else dict(count_words(text, tag))
    without_stop_words = counts.copy()
    for word in stop_words(language).intersection(counts):
        del without_stop_words[word]
    return sum(counts.values()), len(counts), counts, without_stop_words


def _count_sorted(text: str, language: str) -> dict[str, int]:
    """Count words, and sort them by frequency, highest first, then by word."""
    counts = count_words(text, language)
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for word, occurrences in counts.items():
        groups[occurrences].append(word)
    # With millions of words, two tables at once would use too much memory.
    counts.clear()
    ordered = {}
    for occurrences in sorted(groups, reverse=True):
        words = groups[occurrences]
        words.sort()
        for word in words:
            ordered[word] = occurrences
    return ordered
