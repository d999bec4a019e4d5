"""`python -m benchmarks.crawl COMMAND`: measure the figures of docs/CRAWL.md.

make PAGES TO            WARCs of the pages below the folder PAGES
agree WARCS              a plain loop, one machine and, with --spark, Spark: the same tables?
kill WARCS               ten runs killed with SIGKILL at random moments: the same tables?
memory PAGES             a run over many pages and bombs: the largest memory of each process
merge                    the merge of many synthetic rows: memory and time
speed WARCS              by turns: a plain loop on all processors, one machine, Spark, and with
                         --cc-pyspark the word count of github.com/commoncrawl/cc-pyspark, which
                         reads texts: these are made before, and their making is not timed
"""

import argparse
import contextlib
import hashlib
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import psutil
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from benchmarks.crawl_merge import write_synthetic
from benchmarks.crawl_pages import GREEDY_HOSTS, conversion, make_warcs, read_pages, write_warc
from settings import ROOT
from wordcount import count_page
from wordcount.crawl.archive import pages_of
from wordcount.crawl.folder import Folder
from wordcount.crawl.tables import WORDS, find_site
from wordcount.errors import PageError

SORT = {
    "words": [("language", "ascending"), ("word", "ascending")],
    "pages": [("url", "ascending"), ("error", "ascending"), ("digest", "ascending")],
}
KILLS = 10
SMALL_PAGE = 30_000  # bytes: memory depends on hostile pages, not on the size of others
INTERVAL = 0.1  # seconds between two looks at the memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["make", "agree", "kill", "memory", "merge", "speed"])
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--warcs", type=int, default=16)
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--clean", action="store_true", help="no hostile pages")
    parser.add_argument("--spark", metavar="MASTER")
    parser.add_argument("--cc-pyspark", metavar="FOLDER", type=Path)
    parser.add_argument("--memory", type=int, default=1000)
    options = parser.parse_args()
    globals()[options.command](options)


def make(options: argparse.Namespace) -> None:
    source, to = options.paths
    pages = read_pages(source)
    make_warcs(pages, options.pages, options.warcs, to, hostile=not options.clean)
    print(f"{options.pages:,} pages of {len(pages):,} different ones in {options.warcs} WARCs")


def agree(options: argparse.Namespace) -> None:
    warcs = find_warcs(options.paths)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected = {"words": count_in_a_loop(warcs, folder)}
        crawl(*warcs, "--to", folder / "here", "--merge")
        found = digests(folder / "here")
        verdict("one machine has the words of the loop", found["words"] == expected["words"])
        errors = pq.read_table(folder / "here" / "pages.parquet").column("error").value_counts()
        print({row["values"]: row["counts"] for row in errors.to_pylist()})
        print(f"words {found['words']}, pages {found['pages']}")
        if options.spark:
            crawl(*warcs, "--to", folder / "spark", "--spark", options.spark)
            verdict("Spark has the tables of one machine", digests(folder / "spark") == found)


def count_in_a_loop(warcs: Sequence[str], folder: Path) -> str:
    """Return the digest of the table of words by the plain definition."""
    sums: defaultdict[tuple[str, str], list] = defaultdict(lambda: [0, 0, set()])
    languages = set()
    for warc in warcs:
        for page in pages_of(warc):
            if page.error or find_site(page.url) in GREEDY_HOSTS:
                continue
            with contextlib.suppress(PageError):
                count = count_page(page.body, page.content_type, find_main=False, use_packs=False)
                languages.add(count.language)
                for word, occurrences in count.result_all.items():
                    row = sums[count.language, word]
                    row[0] += occurrences
                    row[1] += 1
                    row[2].add(find_site(page.url))
    print(f"{len(languages)} languages")
    rows = [(*key, row[0], row[1], len(row[2])) for key, row in sums.items()]
    table = pa.Table.from_arrays(
        [pa.array(column) for column in zip(*rows, strict=True)], schema=WORDS
    )
    return digest(table, "words")


def kill(options: argparse.Namespace) -> None:
    warcs = find_warcs(options.paths)
    chance = random.Random()
    with tempfile.TemporaryDirectory() as name:
        crawl(*warcs, "--to", Path(name) / "whole", "--merge")
        done = 0
        for _ in range(KILLS):
            run = subprocess.Popen(
                command(*warcs, "--to", Path(name) / "killed"), cwd=ROOT, stderr=subprocess.DEVNULL
            )
            # A random moment, whatever the speed: some WARCs later, and up to a second.
            goal = done + chance.randrange(1 + 2 * len(warcs) // KILLS)
            while run.poll() is None and len(counted_files(Path(name))) < goal:
                time.sleep(0.01)
            time.sleep(chance.random())
            victims = psutil.Process(run.pid).children(recursive=True) if run.poll() is None else []
            run.kill()
            run.wait()
            _, alive = psutil.wait_procs(victims, 30)
            done = len(counted_files(Path(name)))
            print(f"killed with {done} of {len(warcs)} WARCs counted, {len(alive)} children left")
        crawl(*warcs, "--to", Path(name) / "killed", "--merge")
        same = digests(Path(name) / "killed") == digests(Path(name) / "whole")
        verdict("a run killed ten times has the same tables", same)


def counted_files(folder: Path) -> list[Path]:
    return list(folder.glob("killed/counted/*.parquet"))


def memory(options: argparse.Namespace) -> None:
    pages = read_pages(options.paths[0], SMALL_PAGE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warcs = make_warcs(pages, options.pages, options.warcs, folder / "warcs", hostile=True)
        with watch_memory() as peaks:
            crawl(*warcs, "--to", folder / "result")
        print_peaks(peaks)


def merge(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(dir=options.paths[0] if options.paths else None) as name:
        folder = Folder(Path(name))
        folder.counted.mkdir()
        rows = write_synthetic(folder, options.rows)
        for flags in ([], ["--skip-duplicates"]):
            started, used = time.monotonic(), cpu_time_of_children()
            with watch_memory() as peaks:
                crawl("--to", name, "--merge", "--memory", options.memory, *flags)
            seconds, cpu_seconds = time.monotonic() - started, cpu_time_of_children() - used
            print(f"{rows:,} rows merged in {seconds:.0f} s, {cpu_seconds:.0f} s of CPU time")
            print_peaks(peaks)
            table = duckdb.sql(f"SELECT * FROM '{folder.words}'")
            [(words, pages)] = table.aggregate("count(*), sum(pages)").fetchall()
            print(f"{words:,} words in {pages:,} places", *flags)
            if not flags:
                verdict("every row is counted once", pages == rows)


def speed(options: argparse.Namespace) -> None:
    warcs = find_warcs(options.paths)
    cores = os.cpu_count() or 1
    ways = {
        "loop": lambda _: run_loops([warcs[core::cores] for core in range(cores)]),
        "one machine": lambda to: crawl(*warcs, "--to", to),
    }
    if options.spark:
        ways["one machine, merged"] = lambda to: crawl(*warcs, "--to", to, "--merge")
        ways["Spark, merged"] = lambda to: crawl(*warcs, "--to", to, "--spark", options.spark)
    if options.cc_pyspark:
        texts = tempfile.TemporaryDirectory()
        wets = make_wets(warcs, Path(texts.name))
        ways["cc-pyspark"] = lambda to: run_cc_pyspark(options, wets, Path(to))
    times, cpu_times = defaultdict(list), defaultdict(list)
    for _, (way, run) in itertools.product(range(options.turns), ways.items()):
        with tempfile.TemporaryDirectory() as to:
            started, used = time.monotonic(), cpu_time_of_children()
            run(to)
            times[way].append(time.monotonic() - started)
            cpu_times[way].append(cpu_time_of_children() - used)
            seconds, cpu_seconds = times[way][-1], cpu_times[way][-1]
            print(f"{way}: {seconds:.1f} s, {cpu_seconds:.1f} s of CPU time", flush=True)
    for way in ways:
        ratio, cpu_ratio = (median_ratio(kind["loop"], kind[way]) for kind in (times, cpu_times))
        print(f"{way}: ratio to the loop {ratio:.2f}, by CPU time {cpu_ratio:.2f}")


def cpu_time_of_children() -> float:
    """The CPU seconds of all children that have ended; Spark's Java is not among them."""
    times = os.times()
    return times.children_user + times.children_system


def median_ratio(loop: Sequence[float], other: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(loop, other, strict=True))


def make_wets(warcs: Sequence[str], to: Path) -> list[str]:
    """Write the visible texts of the pages of each WARC, as Common Crawl's WET files have them."""
    wets = []
    for number, warc in enumerate(warcs):
        records = []
        for page in pages_of(warc):
            with contextlib.suppress(PageError):
                count = count_page(page.body, page.content_type, find_main=False, use_packs=False)
                records.append(conversion(count.text.encode(), page.url))
        wets.append(write_warc(to / f"{number:03}.warc.wet.gz", records))
    return wets


def run_cc_pyspark(options: argparse.Namespace, wets: Sequence[str], to: Path) -> None:
    (to / "input").write_text("\n".join(f"file://{wet}" for wet in wets))
    arguments = f"--master {options.spark} --conf spark.sql.warehouse.dir={to} pyspark-shell"
    folder = options.cc_pyspark.resolve()
    environment = os.environ | {"PYSPARK_PYTHON": sys.executable, "PYSPARK_SUBMIT_ARGS": arguments}
    environment["PYTHONPATH"] = str(folder)  # its Python workers import sparkcc
    script = folder / "word_count.py"
    partitions = ["--num_input_partitions", str(len(wets))]
    done = subprocess.run(
        [sys.executable, script, *partitions, to / "input", "words"],
        cwd=to,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode or not list(to.glob("words/*.parquet")):
        sys.exit(done.stderr)


def run_loops(shares: Sequence[Sequence[str]]) -> None:
    loops = [
        subprocess.Popen([sys.executable, "-m", "benchmarks.crawl_loop", *share], cwd=ROOT)
        for share in shares
    ]
    for process in loops:
        process.wait()


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "wordcount.crawl", *map(str, arguments)]


def crawl(*arguments: object) -> None:
    done = subprocess.run(command(*arguments), cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8")
    if "Traceback" in done.stderr:
        sys.exit(done.stderr)


def find_warcs(folders: Sequence[Path]) -> list[str]:
    return sorted(str(path) for folder in folders for path in folder.glob("*.warc.*"))


def digests(folder: Path) -> dict[str, str]:
    return {name: digest(pq.read_table(folder / f"{name}.parquet"), name) for name in SORT}


def digest(table: pa.Table, name: str) -> str:
    """Return a digest of the rows as CSV, sorted."""
    with tempfile.TemporaryFile() as file:
        pyarrow.csv.write_csv(table.sort_by(SORT[name]), file)
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


@contextlib.contextmanager
def watch_memory() -> Iterator[dict[str, list[int]]]:
    """Sample the resident memory of this process's children: for each kind, its largest."""
    peaks: dict[str, list[int]] = defaultdict(list)
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(INTERVAL):
            largest: dict[str, int] = defaultdict(int)
            for process in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    kind = next(
                        (word for word in process.cmdline() if "wordcount." in word), "other"
                    )
                    largest[kind] = max(largest[kind], process.memory_info().rss)
            for kind, size in largest.items():
                peaks[kind].append(size)

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield peaks
    finally:
        ended.set()
        thread.join()


def print_peaks(peaks: dict[str, list[int]]) -> None:
    """Print the largest memory of each tenth of the time, by the kind of process."""
    for kind, sizes in peaks.items():
        tenths = [sizes[n * len(sizes) // 10 : (n + 1) * len(sizes) // 10] for n in range(10)]
        print(f"{kind}: MB by tenths of the time: {[max(t, default=0) // 10**6 for t in tenths]}")


def verdict(claim: str, holds: bool) -> None:
    print(f"{'yes' if holds else 'NO'}: {claim}")


if __name__ == "__main__":
    main()
