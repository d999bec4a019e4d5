"""`python -m wordcount.crawl`: count the words of all pages in WARCs, and show the result."""

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from wordcount import __version__
from wordcount.terminal import OneLineParser, abandon_output, parse_positive, run_in_utf8

try:
    from wordcount.crawl.folder import Folder, FolderError
    from wordcount.crawl.merge import DEFAULT_MEMORY, MIN_MEMORY, merge
    from wordcount.crawl.progress import clean, show_progress
    from wordcount.crawl.run import Run
    from wordcount.crawl.show import show_words
except ModuleNotFoundError as error:
    sys.exit(f"wordcount.crawl: {error.name} is missing. Install it: pip install wordcount[crawl]")

STATUS_INTERVAL = 0.5  # seconds between two looks at a run
DESCRIPTION = """\
Count the words of all HTML, XHTML and text pages in WARCs, by the same rules as everywhere else.

A run that was stopped or killed continues when the same command is run again. Words and pages are
Parquet files in FOLDER: words.parquet has language, word, occurrences, pages and sites;
pages.parquet has url, date, title, language, total, distinct, error and digest."""
EXAMPLES = """\
examples:
  python -m wordcount.crawl *.warc.gz --to result --merge
  python -m wordcount.crawl @warc.paths --to result --jobs 16
  python -m wordcount.crawl --to result --top 20 --language de
  python -m wordcount.crawl *.warc.gz --to result --spark local[*]"""


def run() -> NoReturn:
    """Run the command `python -m wordcount.crawl`."""
    run_in_utf8(main)


def main() -> int:
    """Do what the command line says, and return the exit status."""
    parser = build_parser()
    options = parser.parse_args()
    shows = options.csv or options.top or options.language
    if options.spark and not options.archives:
        parser.error("--spark needs WARCs to count")
    if not (options.archives or options.merge or shows):
        parser.error("name WARCs to count, or add --merge or --top")
    if options.skip_duplicates and not (options.merge or options.spark):
        parser.error("--skip-duplicates needs --merge or --spark")
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
        return _fail("Stopped. Run the same command again to continue.", 130)
    except FolderError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{error.filename or options.to}: {error.strerror or error}")
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
        return _fail(f"{error.name} is missing. Install it: pip install wordcount[spark]")
    archives = list(dict.fromkeys(options.archives))
    failed = run_on_spark(
        options.spark,
        archives,
        options.to,
        options.keep_stop_words,
        options.skip_duplicates,
        options.wheel,
    )
    for archive in failed:
        _fail(f"{archive} is malformed or cannot be read. What could be read of it is counted.")
    return int(bool(failed))


def _count(options: argparse.Namespace, folder: Folder) -> int:
    """Count the WARCs that the folder does not have yet. Return 1 if one of them failed."""
    archives = list(dict.fromkeys(options.archives))
    with folder.open_for_counting(options.keep_stop_words):
        todo = [archive for archive in archives if not folder.has(archive)]
        if len(todo) < len(archives):
            done = len(archives) - len(todo)
            print(f"Already counted: {done:,} of {len(archives):,} WARCs.", file=sys.stderr)
        if not todo:
            return 0
        statuses = Run(todo, folder, options.jobs, options.keep_stop_words).watch(STATUS_INTERVAL)
        return int(show_progress(statuses, sys.stderr).has_failed)


def build_parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="python -m wordcount.crawl",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        fromfile_prefix_chars="@",
    )
    parser.add_argument("--version", action="version", version=f"wordcount {__version__}")
    parser.add_argument(
        "archives",
        metavar="WARC",
        nargs="*",
        help="a file or an address (https://, s3://, …); @FILE reads names from a file, one a line",
    )
    parser.add_argument("--to", metavar="FOLDER", required=True, help="where the result is")
    count = parser.add_argument_group("count")
    count.add_argument(
        "--jobs",
        type=parse_positive,
        metavar="N",
        default=os.cpu_count() or 1,
        help="WARCs to count at once (default: the number of processors)",
    )
    count.add_argument(
        "--no-stop-words",
        dest="keep_stop_words",
        action="store_false",
        help="leave stop words out of words.parquet",
    )
    count.add_argument(
        "--spark", metavar="MASTER", help="count and merge on Spark, such as local[*] or yarn"
    )
    count.add_argument(
        "--wheel", metavar="FILE", help="a wheel of wordcount, for Spark machines without it"
    )
    merging = parser.add_argument_group("merge")
    merging.add_argument("--merge", action="store_true", help="sum all that was counted in FOLDER")
    merging.add_argument(
        "--skip-duplicates", action="store_true", help="count pages with the same text once"
    )
    merging.add_argument(
        "--memory",
        type=_parse_memory,
        metavar="MB",
        default=DEFAULT_MEMORY,
        help=f"megabytes that merging may use (default: {DEFAULT_MEMORY})",
    )
    show = parser.add_argument_group("show")
    show.add_argument("--top", type=parse_positive, metavar="N", help="the N most frequent words")
    show.add_argument("--language", metavar="TAG", help="words of one language, such as en")
    show.add_argument("--csv", action="store_true", help="print words as CSV")
    return parser


def _parse_memory(text: str) -> int:
    if not text.isdecimal() or int(text) < MIN_MEMORY:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of {MIN_MEMORY} or more")
    return int(text)


def _fail(message: str, status: int = 1) -> int:
    print(f"wordcount.crawl: {clean(message)}", file=sys.stderr)
    return status


if __name__ == "__main__":
    run()
