"""Compare the words of pages with those that a real browser shows, and print what differs.

    pip install -r requirements-dev.txt
    python -m benchmarks.browser FOLDER...

The browser is the system's Chromium. It runs no scripts and loads no stylesheets, but reads what
`style` attributes say: what is shown then is what wordcount counts. It sees our reading of the
bytes, because it does not tell UTF-8 where nobody declares it. On purpose differ: form controls,
images and neighboring links (they separate words), a textarea's content, and formulas in MathML.
"""

import argparse
from collections import Counter
from pathlib import Path

from playwright.sync_api import Page, Route, sync_playwright

from benchmarks.pages import pages_of
from wordcount.page.encoding import decode
from wordcount.page.page import parse_page
from wordcount.page.parsing import parse_html
from wordcount.words.counting import count_words

ADDRESS = "http://page.invalid/"
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src-attr 'unsafe-inline'",
}
PAGES = 120  # of each folder
SHOWN = 6  # words of each page that differs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--pages", type=int, default=PAGES, help="how many pages of each folder")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page()
        for folder in options.folders:
            compare(page, folder, list(pages_of(folder, options.pages)))
        browser.close()


def compare(page: Page, folder: Path, bodies: list[bytes]) -> None:
    same = words = different = 0
    for body in bodies:
        ours = count_words(parse_page(body, "text/html").text, "und")
        shown = count_words(shown_by(page, to_utf8(body)), "und")
        missed, added = shown - ours, ours - shown
        if missed or added:
            print(f"  the browser alone: {sample(missed)}; we alone: {sample(added)}")
        same += not missed and not added
        words += shown.total()
        different += missed.total() + added.total()
    print(f"{folder}: {same} of {len(bodies)} pages have the same words")
    print(f"{folder}: {different:,} of {words:,} words differ")


def shown_by(page: Page, body: bytes) -> str:
    """What the browser shows of a page in UTF-8."""

    def answer(route: Route) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(headers=HEADERS, body=body)
        else:
            route.abort()

    page.route("**/*", answer)
    page.goto(ADDRESS, wait_until="domcontentloaded")
    page.unroute("**/*", answer)
    text: str = page.evaluate("document.body.innerText")
    return text


def to_utf8(body: bytes) -> bytes:
    """The page in the encoding that we find for it, as UTF-8."""
    return decode(body, parse_html(body).encoding or "UTF-8").encode()


def sample(words: Counter[str]) -> str:
    return " ".join(sorted(words)[:SHOWN]) + (" ..." if len(words) > SHOWN else "") or "nothing"


if __name__ == "__main__":
    main()
