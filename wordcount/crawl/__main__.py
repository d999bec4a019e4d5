"""`python -m wordcount.crawl`: count the words of all pages in WARCs, and show the result."""

import argparse
import os
import sys
from gettext import gettext as _
from pathlib import Path
from typing import NoReturn

from wordcount import __version__
from wordcount.messages import N_, translated, use_environment
from wordcount.terminal import OneLineParser, abandon_output, parse_positive, run_in_utf8

MISSING = N_("%(package)s is missing. Install it: %(command)s")

try:
    from wordcount.crawl.folder import Folder, FolderError
    from wordcount.crawl.merge import DEFAULT_MEMORY, MIN_MEMORY, merge
    from wordcount.crawl.progress import clean, show_progress
    from wordcount.crawl.run import Run
    from wordcount.crawl.show import show_words
except ModuleNotFoundError as error:
    values = {"package": error.name, "command": "pip install wordcount[crawl]"}
    sys.exit(f"wordcount.crawl: {translated(MISSING % values)}")

STATUS_INTERVAL = 0.5  # seconds between two looks at a run
# Lines of at most 80 columns, in the translations too: a terminal would break words.
DESCRIPTION = N_(
    "Count the words of all HTML, XHTML and text pages in WARCs, by the same rules\n"
    "as everywhere else.\n"
    "\n"
    "A run that was stopped or killed continues when the same command is run again.\n"
    "Words and pages are Parquet files in FOLDER: words.parquet has language, word,\n"
    "occurrences, pages and sites; pages.parquet has url, date, title, language,\n"
    "total, distinct, error and digest."
)
EXAMPLES = """\
  python -m wordcount.crawl *.warc.gz --to result --merge
  python -m wordcount.crawl @warc.paths --to result --jobs 16
  python -m wordcount.crawl --to result --top 20 --language de
  python -m wordcount.crawl *.warc.gz --to result --spark local[*]"""


def run() -> NoReturn:
    """Run the command `python -m wordcount.crawl`."""
    run_in_utf8(main)


def main() -> int:
    """Do what the command line says, and return the exit status."""
    use_environment()
    parser = build_parser()
    options = parser.parse_args()
    shows = options.csv or options.top or options.language
    if options.spark and not options.archives:
        parser.error(_("--spark needs WARCs to count"))
    if not (options.archives or options.merge or shows):
        parser.error(_("name WARCs to count, or add --merge or --top"))
    if options.skip_duplicates and not (options.merge or options.spark):
        parser.error(_("--skip-duplicates needs --merge or --spark"))
    try:
        status = _count_and_merge(options)
        if shows:
            show_words(
                Folder(Path(options.to)), sys.stdout, options.top, options.language, options.csv
            )
        sys.stdout.flush()
    except BrokenPipeError:
        return abandon_output()
    except KeyboardInterrupt:
        return _fail(_("Stopped. Run the same command again to continue."), 130)
    except FolderError as error:
        return _fail(translated(str(error)))
    except OSError as error:
        return _fail(f"{error.filename or options.to}: {_(error.strerror or str(error))}")
    return status


def _count_and_merge(options: argparse.Namespace) -> int:
    if options.spark:
        return _run_on_spark(options)
    folder = Folder(Path(options.to))
    status = _count(options, folder) if options.archives else 0
    if options.merge:
        merge(folder, options.memory, options.skip_duplicates)
    return status


def _run_on_spark(options: argparse.Namespace) -> int:
    try:
        from wordcount.crawl.spark import run_on_spark
    except ModuleNotFoundError as error:
        values = {"package": error.name, "command": "pip install wordcount[spark]"}
        return _fail(_(MISSING) % values)
    archives = list(dict.fromkeys(options.archives))
    failed = run_on_spark(
        options.spark,
        archives,
        options.to,
        options.keep_stop_words,
        options.skip_duplicates,
        options.wheel,
    )
    message = _(
        "%(archive)s is malformed or cannot be read. The part that could be read is counted."
    )
    for archive in failed:
        _fail(message % {"archive": archive})
    return int(bool(failed))


def _count(options: argparse.Namespace, folder: Folder) -> int:
    """Count the WARCs that the folder does not have yet. Return 1 if one of them failed."""
    archives = list(dict.fromkeys(options.archives))
    with folder.open_for_counting(options.keep_stop_words):
        todo = [archive for archive in archives if not folder.has(archive)]
        if len(todo) < len(archives):
            values = {"done": f"{len(archives) - len(todo):,}", "archives": f"{len(archives):,}"}
            message = _("Already counted: %(done)s of %(archives)s WARCs.")
            print(message % values, file=sys.stderr)
        if not todo:
            return 0
        statuses = Run(todo, folder, options.jobs, options.keep_stop_words).watch(STATUS_INTERVAL)
        return int(show_progress(statuses, sys.stderr).has_failed)


def build_parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="python -m wordcount.crawl",
        description=_(DESCRIPTION),
        epilog=_("examples:") + "\n" + EXAMPLES,
        fromfile_prefix_chars="@",
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"wordcount {__version__}",
        help=_("show program's version number and exit"),
    )
    parser.add_argument(
        "archives",
        metavar="WARC",
        nargs="*",
        help=_(
            "a file or an address (https://, s3://, …); @FILE reads names from a file, one a line"
        ),
    )
    parser.add_argument("--to", metavar="FOLDER", required=True, help=_("the folder of the result"))
    count = parser.add_argument_group(_("count"))
    count.add_argument(
        "--jobs",
        type=parse_positive,
        metavar="N",
        default=os.cpu_count() or 1,
        help=_("WARCs to count at once (default: the number of processors)"),
    )
    count.add_argument(
        "--no-stop-words",
        dest="keep_stop_words",
        action="store_false",
        help=_("leave stop words out of words.parquet"),
    )
    count.add_argument(
        "--spark", metavar="MASTER", help=_("count and merge on Spark, such as local[*] or yarn")
    )
    count.add_argument(
        "--wheel", metavar="FILE", help=_("a wheel of wordcount, for Spark machines without it")
    )
    merging = parser.add_argument_group(_("merge"))
    merging.add_argument(
        "--merge", action="store_true", help=_("add up everything that was counted in FOLDER")
    )
    merging.add_argument(
        "--skip-duplicates", action="store_true", help=_("count pages with the same text once")
    )
    merging.add_argument(
        "--memory",
        type=_parse_memory,
        metavar="MB",
        default=DEFAULT_MEMORY,
        help=_("megabytes that merging may use (default: %(default)s)"),
    )
    show = parser.add_argument_group(_("show"))
    show.add_argument(
        "--top", type=parse_positive, metavar="N", help=_("the N most frequent words")
    )
    show.add_argument("--language", metavar="TAG", help=_("words of one language, such as en"))
    show.add_argument("--csv", action="store_true", help=_("print words as CSV"))
    return parser


def _parse_memory(text: str) -> int:
    if not text.isdecimal() or int(text) < MIN_MEMORY:
        message = _("%(text)r is not a whole number of at least %(least)s")
        raise argparse.ArgumentTypeError(message % {"text": text, "least": MIN_MEMORY})
    return int(text)


def _fail(message: str, status: int = 1) -> int:
    print(f"wordcount.crawl: {clean(' '.join(message.split()))}", file=sys.stderr)
    return status


if __name__ == "__main__":
    run()
