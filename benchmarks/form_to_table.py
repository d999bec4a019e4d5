"""How long a person waits, in a browser, between sending the form and seeing the table of words.

    python -m benchmarks.form_to_table [--count 50] [--size 1100000]

A copy of the project runs as `python app.py`. The form of its front page is sent with the address
of a page that nobody has counted yet, of `size` bytes, on a web site of this machine. The clock
starts with the click and stops when the browser has painted the first row of the table.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from benchmarks.killed_together import IGNORED, Program
from benchmarks.site import Site, prose
from benchmarks.stage import ROOT, verdict
from wordcount.contained import CountingPool

LIMIT = 0.5  # seconds, the median
WARM_UP = 3  # submissions that are not measured: the first ones load what is used later
FIRST_ROW = "table.words tbody tr"
PAINTED = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=50, help="submissions that are measured")
    parser.add_argument("--size", type=int, default=1_100_000, help="bytes of each page")
    options = parser.parse_args()
    print(f"a worker counts such a page in {counting_seconds(options.size):.2f} s of a processor")
    with serve() as (base, site), open_page() as page:
        numbers = range(WARM_UP + options.count)
        urls = [site.url(f"/{number}?size={options.size}") for number in numbers]
        waits = [submit(page, base, url) for url in urls][WARM_UP:]
    for number, name in enumerate(("form to table", "reply to the form", "result")):
        seconds = [each[number] for each in waits]
        print(f"{name}: median {statistics.median(seconds):.3f} s, slowest {max(seconds):.3f} s")
    median = statistics.median(total for total, *_ in waits)
    verdict(f"the table is there within {LIMIT} s, in the median", median <= LIMIT)


def counting_seconds(size: int) -> float:
    """The CPU time of a counting process for such a page, the mean of ten."""
    with CountingPool(1) as pool:
        pool.count_page(BytesIO(b"<p>warm"), "text/html")
        [child] = psutil.Process().children()
        began = sum(child.cpu_times()[:2])
        for _ in range(10):
            pool.count_page(BytesIO(prose(size)), "text/html")
        return (sum(child.cpu_times()[:2]) - began) / 10


@contextmanager
def serve() -> Iterator[tuple[str, Site]]:
    """Run a copy of the project; yield its address, and a site that it may fetch from."""
    with tempfile.TemporaryDirectory(prefix="wordcount-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # root's PostgreSQL is another user's
        project = shutil.copytree(ROOT, Path(folder) / "project", ignore=IGNORED)
        with Site() as site:
            program = Program(project, site)
            try:
                program.start()
                yield program.base, site
            finally:
                program.kill()


@contextmanager
def open_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        # Without its sandbox, which root cannot have; it opens nothing but our own pages.
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser.new_page(locale="en")
        browser.close()


def submit(page: Page, base: str, url: str) -> tuple[float, float, float]:
    """Send the form, and return seconds: until the table, and those of the two requests."""
    page.goto(base)
    page.fill("[name=source]", url)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        began = time.monotonic()
        page.get_by_role("button", name="Count words").click()
    page.wait_for_selector(FIRST_ROW)
    page.evaluate(PAINTED)
    total = time.monotonic() - began
    form = sent.value
    result = form.redirected_to
    assert result
    return total, *((each.timing["responseEnd"] / 1000) for each in (form, result))


if __name__ == "__main__":
    main()
