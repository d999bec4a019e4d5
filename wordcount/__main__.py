"""`python -m wordcount ADDRESS|FILE|- …`: count the words of pages and files in the terminal.

A source that begins with a scheme, such as https://, is an address. Otherwise, an existing file
is a file, and anything that looks like a host name, such as example.com/page, is an address. Every
failure prints one line to standard error.
"""

import argparse
import sys
from gettext import gettext as _
from typing import NoReturn

from wordcount import __version__
from wordcount.errors import PageError, RefusedAddress
from wordcount.language.detection import normalize_tag
from wordcount.messages import translated, use_environment
from wordcount.overview import Overview
from wordcount.printing import print_count, replace_unsafe
from wordcount.sources import find_sources
from wordcount.terminal import OneLineParser, abandon_output, parse_positive, run_in_utf8


def run() -> NoReturn:
    """Run the command `wordcount`."""
    run_in_utf8(main)


def main() -> int:
    """Print the counts for the source on the command line, and return the exit status."""
    use_environment()
    parser = _build_parser()
    options = parser.parse_args()
    if not (options.sources or options.sitemap):
        parser.error(_("the following arguments are required: %s") % "ADDRESS|FILE|-")
    if sys.stdout is None:
        return _fail(_("There is no standard output to print to."))
    try:
        return _count(options)
    except BrokenPipeError:
        return abandon_output()
    except KeyboardInterrupt:
        return _fail(_("Stopped."), 130)
    except (PageError, ValueError, OSError) as error:
        return _fail(_explain(error))


def _count(options: argparse.Namespace) -> int:
    """Count and print all sources. Those that fail are named, and make the exit status 1."""
    sources = list(find_sources(options))
    if len(sources) == 1 and not options.sum:
        [(name, count_source)] = sources
        try:
            url, count = count_source()
        except OSError as error:
            return _fail(f"{name}: {_explain(error)}")
        print_count(options, url, count)
        sys.stdout.flush()
        return 0
    if not options.sum and (option := _option_about_words(options)):
        return _fail(_("To use %s with several sources, add --sum.") % option, 2)
    overview, status = Overview(options), 0
    for name, count_source in sources:
        try:
            overview.add(name, *count_source())
        except (PageError, OSError) as error:
            status = _fail(f"{name}: {_explain(error)}")
    overview.print()
    sys.stdout.flush()
    return status


def _option_about_words(options: argparse.Namespace) -> str | None:
    """Return an option that would have no effect on what is printed of several sources."""
    if options.dictionary_forms:
        return "--dictionary-forms"
    if options.json:
        return None
    if options.top:
        return "--top"
    return "--keep-stop-words" if options.keep_stop_words else None


def _explain(error: Exception) -> str:
    if isinstance(error, RefusedAddress):
        advice = _("If you trust it, add --allow HOST:PORT.")
        return f"{translated(str(error))} {advice}"
    if isinstance(error, OSError):
        return _(error.strerror or str(error))
    return translated(str(error))


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
        "sources",
        metavar="ADDRESS|FILE|-",
        nargs="*",
        help=_("a web page, a file, a zip of files, or - for standard input"),
    )
    parser.add_argument(
        "--sitemap", metavar="ADDRESS", help=_("count the pages of a sitemap, a feed or a site")
    )
    parser.add_argument(
        "--sum", action="store_true", help=_("print the words of all sources together")
    )
    parser.add_argument(
        "--length", action="store_true", help=_("print the length of the text instead of its words")
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


def _fail(message: str, status: int = 1) -> int:
    print(f"wordcount: {replace_unsafe(' '.join(message.split()))}", file=sys.stderr)
    return status


if __name__ == "__main__":
    run()
