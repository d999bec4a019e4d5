"""`python -m wordcount ADDRESS|FILE|-`: count the words of a page in the terminal.

What begins with http:// or https:// is an address, what is a file is a file, and any other
name with a dot or a port in its first part is an address too. Failures are one line.
"""

import argparse
import csv
import dataclasses
import io
import json
import os
import re
import sys
from pathlib import Path
from typing import NoReturn

from wordcount import Count, __version__, count_page, count_text
from wordcount.errors import PageError, RefusedAddress
from wordcount.fetching.address import parse_allowed
from wordcount.fetching.fetch import fetch
from wordcount.language.detection import as_tag
from wordcount.page.encoding import decode

HOW_KNOWN = {
    "declared": "as the page says",
    "given": "as you said",
    "detected": "as the text shows",
    "unknown": "nobody could tell",
}
PAGE_TYPES = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml"}

HAS_SCHEME = re.compile(r"https?://", re.IGNORECASE)
# "example.com", "example.com/page", "localhost:8000", "[::1]:8000/page"
LOOKS_LIKE_ADDRESS = re.compile(
    r"(\[[0-9a-fA-F:.]+\]|[^\s/\\.]+(\.[^\s/\\.]+)+\.?|localhost)(:\d+)?(/.*)?"
)
# What a terminal obeys instead of showing it: control characters (lines end with one), and those
# that break lines or turn the direction of writing. A page is written by a stranger.
OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
# The end of an address and of a file name can look alike: "notes.txt" is a file not there.
FILE_NAME = re.compile(r"[^/]*\.(txt|text|md|html?|xhtml|csv|json|pdf|docx?|log)", re.IGNORECASE)


def run() -> NoReturn:
    """Run the command `wordcount`, and print every word in UTF-8 whatever the locale is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    raise SystemExit(main())


def main() -> int:
    """Print the counts of what the command line names; return the exit status."""
    options = _parser().parse_args()
    if sys.stdout is None:
        return _fail("There is no standard output to print to.")
    try:
        url, count = _count(options)
        _print(options, url, count)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has read enough. What Python flushes at its end must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return _fail("Stopped.", 130)
    except RefusedAddress as error:
        return _fail(f"{error} If you trust it, add --allow HOST:PORT.")
    except (PageError, ValueError) as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{options.source}: {error.strerror or error}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _OneLineParser(prog="wordcount", description="Count the words of a page.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("source", metavar="ADDRESS|FILE|-", help="- reads standard input")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print all that is known as JSON")
    form.add_argument("--csv", action="store_true", help="print the columns word and count")
    parser.add_argument("--top", type=_positive, metavar="N", help="only the N most frequent")
    parser.add_argument("--keep-stop-words", action="store_true", help="function words as well")
    parser.add_argument("--language", type=_language, metavar="TAG", help="as in en or pt-BR")
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="HOST:PORT",
        help="may be fetched although it is private; can be repeated",
    )
    return parser


class _OneLineParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"wordcount: {message}. --help explains the options.\n")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _language(text: str) -> str:
    tag = as_tag(text)
    if tag is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a language tag, such as en or pt-BR")
    return tag


def _count(options: argparse.Namespace) -> tuple[str | None, Count]:
    """Give the address, if it was one, and the counts."""
    source, language = options.source, options.language
    if source == "-":
        return None, _count_file(sys.stdin.buffer.read(), None, language)
    if not _is_address(source):
        path = Path(source)
        kind = PAGE_TYPES.get(path.suffix.lower(), "text/plain")
        return None, _count_file(path.read_bytes(), kind, language)
    page = fetch(source, parse_allowed(",".join(options.allow)))
    return page.url, _in_language(count_page(page.body, page.content_type), language)


def _count_file(body: bytes, kind: str | None, language: str | None) -> Count:
    # Standard input has no name to go by: what begins with a tag is a page.
    if kind is None:
        kind = "text/html" if decode(body[:1_000]).lstrip().startswith("<") else "text/plain"
    return _in_language(count_page(body, kind), language)


def _in_language(count: Count, language: str | None) -> Count:
    if language is None:
        return count
    return dataclasses.replace(count_text(count.text, language), title=count.title)


def _is_address(source: str) -> bool:
    if HAS_SCHEME.match(source):
        return True
    if Path(source).exists() or FILE_NAME.fullmatch(source):
        return False
    return bool(LOOKS_LIKE_ADDRESS.fullmatch(source))


def _print(options: argparse.Namespace, url: str | None, count: Count) -> None:
    words = count.result_all if options.keep_stop_words else count.result_no_stop_words
    rows = list(words.items())[: options.top]
    if options.json:
        text = json.dumps(_as_json(url, count, options.top), ensure_ascii=False, indent=2)
        print(OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text))  # JSON's own escape
    elif options.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(["word", "count"])
        writer.writerows((_harmless(word), number) for word, number in rows)
    else:
        _print_table(count, rows, len(words))


def _as_json(url: str | None, count: Count, top: int | None) -> dict[str, object]:
    return {
        "url": url,
        "title": count.title,
        "language": count.language,
        "language_source": count.language_source,
        "total": count.total,
        "distinct": count.distinct,
        "result_all": dict(list(count.result_all.items())[:top]),
        "result_no_stop_words": dict(list(count.result_no_stop_words.items())[:top]),
    }


def _print_table(count: Count, rows: list[tuple[str, int]], of: int) -> None:
    if count.title:
        print(_harmless(count.title))
    language = f"{count.language}, {HOW_KNOWN[count.language_source]}"
    print(f"{count.total:,} words, {count.distinct:,} of them different; language: {language}")
    if len(rows) < of:
        print(f"The {len(rows):,} most frequent of {of:,}:")
    width = max((len(f"{number:,}") for _, number in rows), default=0)
    for word, number in rows:
        print(f"{number:>{width},}  {_harmless(word)}")


def _harmless(text: str) -> str:
    """`text` with a mark in place of what a terminal would obey."""
    return OBEYED.sub("\N{REPLACEMENT CHARACTER}", text)


def _fail(message: str, status: int = 1) -> int:
    print(f"wordcount: {_harmless(' '.join(message.split()))}", file=sys.stderr)
    return status


if __name__ == "__main__":
    run()
