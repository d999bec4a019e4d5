"""`python -m wordcount ADDRESS|FILE|-`: count the words of a page in the terminal.

A source that begins with a scheme, such as https://, is an address. Otherwise, an existing file
is a file, and anything that looks like a host name, such as example.com/page, is an address. Every
failure prints one line to standard error.
"""

import argparse
import re
import sys
from gettext import gettext as _
from pathlib import Path
from typing import IO, NoReturn

from wordcount import Count, __version__, count_file, count_page
from wordcount.documents.names import ENDINGS
from wordcount.errors import PageError, RefusedAddress
from wordcount.fetching.address import parse_allowed
from wordcount.fetching.fetch import fetch
from wordcount.fetching.refresh import mentions_refresh
from wordcount.language.detection import normalize_tag
from wordcount.messages import translated, use_environment
from wordcount.page.refresh import find_refresh
from wordcount.printing import print_count, replace_unsafe
from wordcount.terminal import OneLineParser, abandon_output, parse_positive, run_in_utf8

HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
# "example.com", "example.com/page", "localhost:8000", "[::1]:8000/page"
LOOKS_LIKE_ADDRESS = re.compile(
    r"(\[[0-9a-fA-F:.]+\]|[^\s/\\.]+(\.[^\s/\\.]+)+\.?|localhost)(:\d+)?(/.*)?"
)
# File names that look like addresses: "notes.txt" is more likely a missing file than a host.
FILE_NAME = re.compile(rf"[^/]*\.(?:{'|'.join(ENDINGS)})", re.IGNORECASE)


def run() -> NoReturn:
    """Run the command `wordcount`."""
    run_in_utf8(main)


def main() -> int:
    """Print the counts for the source on the command line, and return the exit status."""
    use_environment()
    options = _build_parser().parse_args()
    if sys.stdout is None:
        return _fail(_("There is no standard output to print to."))
    try:
        url, count = _count_source(options)
        print_count(options, url, count)
        sys.stdout.flush()
    except BrokenPipeError:
        return abandon_output()
    except KeyboardInterrupt:
        return _fail(_("Stopped."), 130)
    except RefusedAddress as error:
        advice = _("If you trust it, add --allow HOST:PORT.")
        return _fail(f"{translated(str(error))} {advice}")
    except (PageError, ValueError) as error:
        return _fail(translated(str(error)))
    except OSError as error:
        return _fail(f"{options.source}: {_(error.strerror or str(error))}")
    return 0


def _build_parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="wordcount", description=_("Count the words of a web page, a document or a text.")
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"%(prog)s {__version__}",
        help=_("show program's version number and exit"),
    )
    parser.add_argument(
        "source", metavar="ADDRESS|FILE|-", help=_("a web page, a file, or - for standard input")
    )
    parser.add_argument(
        "--length", action="store_true", help=_("print how long the text is instead of its words")
    )
    formats = parser.add_mutually_exclusive_group()
    formats.add_argument("--json", action="store_true", help=_("print everything as JSON"))
    formats.add_argument("--csv", action="store_true", help=_("print words and counts as CSV"))
    parser.add_argument(
        "--top", type=parse_positive, metavar="N", help=_("print only the N most frequent words")
    )
    parser.add_argument("--keep-stop-words", action="store_true", help=_("include stop words"))
    parser.add_argument(
        "--dictionary-forms", action="store_true", help=_("group words by dictionary form")
    )
    parser.add_argument(
        "--language",
        type=_parse_language,
        metavar="TAG",
        help=_("count in this language, such as en or pt-BR"),
    )
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="HOST:PORT",
        help=_("allow this private address; can be repeated"),
    )
    return parser


def _parse_language(text: str) -> str:
    tag = normalize_tag(text)
    if tag is None:
        raise argparse.ArgumentTypeError(_("%r is not a language tag, such as en or pt-BR") % text)
    return tag


def _count_source(options: argparse.Namespace) -> tuple[str | None, Count]:
    """Return the final address, if the source is one, and the counts."""
    source, language = options.source, options.language
    if source == "-":
        return None, count_file(sys.stdin.buffer.read(), None, language, find_main=False)
    if not _is_address(source):
        path = Path(source)
        return None, count_file(path.read_bytes(), path.name, language, find_main=False)
    allow = parse_allowed(",".join(options.allow))
    page = fetch(source, allow, find_refresh=_find_refresh)
    return page.url, count_page(page.body, page.content_type, language, find_main=False)


def _find_refresh(page: IO[bytes], content_type: str | None, url: str) -> str | None:
    if not mentions_refresh(page):
        return None
    page.seek(0)
    return find_refresh(page.read(), content_type, url)


def _is_address(source: str) -> bool:
    if HAS_SCHEME.match(source):
        return True
    if Path(source).exists() or FILE_NAME.fullmatch(source):
        return False
    return bool(LOOKS_LIKE_ADDRESS.fullmatch(source))


def _fail(message: str, status: int = 1) -> int:
    print(f"wordcount: {replace_unsafe(' '.join(message.split()))}", file=sys.stderr)
    return status


if __name__ == "__main__":
    run()
