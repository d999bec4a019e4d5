"""What the command prints: counts as a table, as CSV or as JSON, harmless to a terminal."""

import argparse
import csv
import json
import re
import sys
import unicodedata
from collections.abc import Mapping
from gettext import gettext as _
from gettext import ngettext
from typing import Any

import wordcount
from wordcount import Count, dictionary_forms
from wordcount.analysis.readability import count_long_words, figures
from wordcount.forms.rows import FormRow, csv_rows, form_rows
from wordcount.messages import N_

LANGUAGE_SOURCES = {
    "declared": N_("declared by the page"),
    "given": N_("set by --language"),
    "detected": N_("detected from the text"),
    "unknown": N_("could not be detected"),
    "sources": N_("common to all sources"),
    "several": N_("different in the sources"),
}
LENGTH_NAMES = {
    "words": N_("words"),
    "characters": N_("characters"),
    "characters_no_spaces": N_("without spaces"),
    "bytes": N_("bytes"),
    "form_bytes": N_("form bytes"),
    "sentences": N_("sentences"),
    "paragraphs": N_("paragraphs"),
    "lines": N_("lines"),
    "reading_minutes": N_("reading minutes"),
    "speaking_minutes": N_("speaking minutes"),
    "words_per_sentence": N_("words per sentence"),
    "long_words": N_("long words"),
    "lix": "lix",
}

# Characters that a terminal executes instead of printing them: control characters, except the line
# feed, and those that break lines or change the direction of writing. Pages are untrusted.
UNSAFE_CHARACTERS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def print_count(
    options: argparse.Namespace,
    url: str | None,
    count: Count,
    length: Mapping[str, int] | None = None,
) -> None:
    """Print the count as the options of the command want it. Raises NoDictionary.

    `length` is that of the text, unless it is to be measured.
    """
    rows = _rows(options, count)
    shown = rows[: options.top]
    if options.json:
        found = to_dict(url, count, options.top, length)
        if options.length:
            found["length"] = figures(count.total, found["length"], count.language)
        if options.dictionary_forms:
            found["dictionary_forms"] = [row.to_dict() for row in shown]
        print_json(found)
    elif options.length:
        lengths = figures(count.total, length or measure(count), count.language)
        _print_length(lengths, as_csv=options.csv)
    elif options.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        columns = ["word", "count", "forms"][: 3 if options.dictionary_forms else 2]
        writer.writerow(columns)
        for word, number, forms in csv_rows(shown):
            cells = replace_unsafe(word), number, replace_unsafe(forms)
            writer.writerow(cells[: len(columns)])
    else:
        _print_table(count, shown, len(rows), keeps_stop_words=options.keep_stop_words)


def print_json(found: Mapping[str, Any]) -> None:
    text = json.dumps(found, ensure_ascii=False, indent=2)
    # JSON can escape every control character.
    print(UNSAFE_CHARACTERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _rows(options: argparse.Namespace, count: Count) -> list[FormRow]:
    """The words to print, as counted or by dictionary form. Raises NoDictionary."""
    words = count.result_all if options.keep_stop_words else count.result_no_stop_words
    if options.dictionary_forms:
        return list(form_rows(dictionary_forms(words, count.language)))
    return [FormRow(word, {word: number}) for word, number in words.items()]


def measure(count: Count) -> dict[str, int]:
    """Return the length of the text, as `wordcount.length`, and its number of long words."""
    long_words = count_long_words(count.result_all)
    return wordcount.length(count.text, count.language).to_dict() | {"long_words": long_words}


def _print_length(rows: dict[str, int | float | None], *, as_csv: bool) -> None:
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([("name", "value"), *rows.items()])
        return
    for name, value in rows.items():
        if value is not None:
            print(f"{pad(_(LENGTH_NAMES[name]), 20)}  {value:>12,}")


def pad(text: str, columns: int) -> str:
    """Fill a text up with spaces to a width, where East Asian characters take two columns."""
    wide = sum(unicodedata.east_asian_width(character) in "FW" for character in text)
    return text.ljust(columns - wide)


def to_dict(
    url: str | None, count: Count, top: int | None, length: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Return a count as it is in JSON, with the `top` most frequent words of both kinds."""
    return {
        "url": url,
        "title": count.title,
        "language": count.language,
        "language_source": count.language_source,
        "total": count.total,
        "distinct": count.distinct,
        "length": length or measure(count),
        "result_all": dict(list(count.result_all.items())[:top]),
        "result_no_stop_words": dict(list(count.result_no_stop_words.items())[:top]),
    }


def _print_table(
    count: Count, rows: list[FormRow], available: int, *, keeps_stop_words: bool
) -> None:
    if count.title:
        print(replace_unsafe(count.title))
    values = {
        "total": f"{count.total:,}",
        "distinct": f"{count.distinct:,}",
        "language": f"{count.language}, {_(LANGUAGE_SOURCES[count.language_source])}",
    }
    summary = ngettext(
        "%(total)s word, %(distinct)s distinct; language: %(language)s",
        "%(total)s words, %(distinct)s of them distinct; language: %(language)s",
        count.total,
    )
    print(summary % values)
    if len(rows) < available:
        numbers = {"shown": f"{len(rows):,}", "available": f"{available:,}"}
        if keeps_stop_words:
            print(_("%(shown)s of %(available)s, most frequent first:") % numbers)
        else:
            print(
                _("%(shown)s of %(available)s without stop words, most frequent first:") % numbers
            )
    width = max((len(f"{row.count:,}") for row in rows), default=0)
    for row in rows:
        forms = f" ({row.details})" if row.details else ""
        print(f"{row.count:>{width},}  {replace_unsafe(row.word + forms)}")


def replace_unsafe(text: str) -> str:
    """Replace each character that a terminal would execute with U+FFFD."""
    return UNSAFE_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", text)
