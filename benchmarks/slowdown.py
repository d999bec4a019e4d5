"""Time how much slower or faster an older commit counts the same pages.

    python -m benchmarks.slowdown --old REVISION FOLDER...

Two processes, one with each version of `wordcount`, count each page by turns. Times are CPU times,
the best of several rounds. "Parse and count" is `parse_page` and `count_words` without language
detection; "all" is `count_page` without the main text, which older commits do not look for. The
Python that runs this runs both: it has the packages of both.
"""

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = 500  # of all folders
ROUNDS = 7
SIZES = range(10_000, 500_000)  # bytes

# Reads paths of pages. For each, writes the seconds of "parse and count" and of "all", and a digest
# of what was counted.
CHILD = """
import inspect
import sys
from hashlib import sha256
from pathlib import Path
from time import process_time
from wordcount import count_page
from wordcount.page.page import parse_page
from wordcount.words.counting import count_words

def count_without_language(body):
    page = parse_page(body, "text/html")
    count_words(page.text, page.declared_language or "und")

def seconds(work, body):
    start = process_time()
    work(body)
    return process_time() - start

OPTIONS = {"find_main": False} if "find_main" in inspect.signature(count_page).parameters else {}

def count(body):
    return count_page(body, "text/html", **OPTIONS)

for line in sys.stdin:
    body = Path(line.rstrip("\\n")).read_bytes()
    counted = count(body)
    digest = sha256(repr((counted.text, sorted(counted.result_all.items()))).encode()).hexdigest()
    print(seconds(count_without_language, body), seconds(count, body), digest, flush=True)
"""


class Version:
    """A process that counts pages with the `wordcount` of a folder."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CHILD],
            cwd=root,
            env=os.environ | {"PYTHONPATH": str(root), "PYTHONHASHSEED": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def count(self, page: Path) -> tuple[list[float], str]:
        """Return the CPU seconds that `page` takes, and a digest of its text and words."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(page, file=self.process.stdin, flush=True)
        *times, digest = self.process.stdout.readline().split()
        return list(map(float, times)), digest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--old", required=True, metavar="REVISION")
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--slowest", type=int, default=0, help="how many pages to name")
    options = parser.parse_args()
    pages = choose_pages(options.folders, options.pages)
    with checkout(options.old) as old_root:
        compare(pages, Version(old_root), Version(ROOT), options.rounds, options.slowest)


@contextmanager
def checkout(revision: str) -> Iterator[Path]:
    """Check out `revision` into a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="wordcount-") as folder:
        root = Path(folder) / "old"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(root), revision], check=True)
        try:
            yield root
        finally:
            subprocess.run([*git, "remove", "--force", str(root)], check=True)


def choose_pages(folders: list[Path], number: int) -> list[Path]:
    """Return every n-th different page of `folders`."""
    pages = {
        hashlib.sha256(path.read_bytes()).digest(): path.resolve()
        for folder in folders
        for path in sorted(folder.rglob("*.htm*"))
        if path.is_file() and path.stat().st_size in SIZES
    }
    if not pages:
        raise SystemExit(f"No pages of {SIZES.start:,} to {SIZES.stop:,} bytes were found.")
    paths = list(pages.values())
    return paths[:: max(1, len(paths) // number)][:number]


def compare(pages: list[Path], old: Version, new: Version, rounds: int, slowest: int) -> None:
    best = {page: [[float("inf")] * 2, [float("inf")] * 2] for page in pages}
    differing = set()
    for number in range(rounds):
        for place, page in enumerate(pages):
            digests = set()
            # Each goes first as often as the other.
            versions = [(0, old), (1, new)]
            for which, version in versions if (number + place) % 2 else reversed(versions):
                times, digest = version.count(page)
                best[page][which] = list(map(min, best[page][which], times))
                digests.add(digest)
            if len(digests) > 1:
                differing.add(page)
    print(f"{len(pages)} pages, {len(differing)} of them counted differently; best of {rounds}")
    for place, part in enumerate(("parse and count", "all")):
        pairs = [(olds[place], news[place]) for olds, news in best.values()]
        ratios = sorted(new_time / old_time for old_time, new_time in pairs)
        total = sum(new_time for _, new_time in pairs) / sum(old_time for old_time, _ in pairs)
        print(
            f"  {part:16} median {statistics.median(ratios) - 1:+6.1%}, "
            f"nine tenths up to {ratios[len(ratios) * 9 // 10] - 1:+.1%}, in sum {total - 1:+.1%}"
        )
    ordered = sorted(pages, key=lambda page: best[page][1][0] / best[page][0][0], reverse=True)
    for page in ordered[:slowest]:
        (old_time, _), (new_time, _) = best[page]
        print(f"  {new_time / old_time - 1:+7.1%} of {old_time * 1000:6.2f} ms  {page.name}")


if __name__ == "__main__":
    main()
