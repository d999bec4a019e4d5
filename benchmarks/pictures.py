"""Make the pictures of the README anew: seed an instance, and photograph five of its pages.

    make pictures

The texts are the Universal Declaration of Human Rights in English and Korean. Its history is
invented: it grows by some articles a week.
"""

import contextlib
import datetime as dt
import logging
import re
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from flask import Flask
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

import app as application
import settings
from embedded_postgres import as_url, start_embedded
from migrations.apply import migrate
from models import Result
from wordcount import count_text, length
from wordcount.words import RULE

TEXTS = Path(__file__).parent / "texts"
DOCS = settings.ROOT / "docs"
ADDRESS = "https://www.un.org/en/about-us/universal-declaration-of-human-rights"
ARTICLE = re.compile(r"(?=^Article \d+$)", re.MULTILINE)
NEWEST, KOREAN, CIVIL, SOCIAL = 8, 9, 10, 11  # ids

WIDTH, MARGIN = 960, 20  # pixels
SCHEMES: dict[Literal["light", "dark"], str] = {"light": "", "dark": "-dark"}

# A picture, its page, the element that it begins with, its height, and the language of the visitor.
PICTURES = (
    ("result", f"/results/{NEWEST}", ".page", 520, "en"),
    (
        *("contexts", f"/results/{NEWEST}/contexts?word=freedom&sort=right1"),
        *("[aria-labelledby=spread]", 520, "en"),
    ),
    ("comparison", f"/compare?a={CIVIL}&b={SOCIAL}", ".two", 470, "en"),
    ("history", f"/pages?url={ADDRESS}&word=freedom", "[aria-labelledby=course]", 400, "en"),
    ("korean", f"/results/{KOREAN}", ".page", 520, "ko"),
)


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with serve_seeded() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for name, path, first, height, language in PICTURES:
            for scheme, ending in SCHEMES.items():
                file = DOCS / f"{name}{ending}.png"
                page = browser.new_page(
                    viewport={"width": WIDTH, "height": height},
                    color_scheme=scheme,
                    locale=language,
                )
                page.goto(address + path)
                take(page, first, height, file)
                print(f"{file.relative_to(settings.ROOT)}: {file.stat().st_size:,} bytes")
        browser.close()


def take(page: Page, first: str, height: int, file: Path) -> None:
    """Take a screenshot of a page, from its element `first` on, and close the page."""
    page.evaluate("document.activeElement.blur()")
    box = page.locator(first).first.bounding_box()
    assert box
    clip = {"x": 0.0, "y": box["y"] - MARGIN, "width": float(WIDTH), "height": float(height)}
    page.screenshot(path=file, full_page=True, clip=clip)  # type: ignore[arg-type]  # a dict
    page.close()


@contextlib.contextmanager
def serve_seeded() -> Iterator[str]:
    """The address of an instance with some results, in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="wordcount-") as folder:
        Path(folder).chmod(0o755)  # run as root, PostgreSQL is another user
        config = settings.TestingConfig(
            {"DATABASE_URL": as_url(start_embedded(Path(folder, "pg")))}
        )
        settings.current = lambda: config  # type: ignore[assignment]  # reads no environment
        app: Flask = application.create_app(config)
        migrate()
        seed()
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.port}"
        finally:
            server.shutdown()
            thread.join()


def seed() -> None:
    english = (TEXTS / "declaration.en.txt").read_text()
    korean = (TEXTS / "declaration.ko.txt").read_text()
    preamble, *articles = ARTICLE.split(english)
    now = dt.datetime.now(dt.UTC).replace(hour=9, minute=30)
    for week in range(NEWEST):
        text = preamble + "".join(articles[: 9 + 3 * week])
        moment = now - dt.timedelta(weeks=NEWEST - week)
        store(text, "en", moment, ADDRESS, "Universal Declaration of Human Rights")
    store(korean, "ko", now, "https://www.ohchr.org/ko/human-rights", "세계 인권 선언")
    site = "https://example.org/rights"
    store("".join(articles[2:21]), "en", now, f"{site}/civil", "Civil and political rights")
    store("".join(articles[21:27]), "en", now, f"{site}/social", "Economic and social rights")


def store(text: str, language: str, moment: dt.datetime, url: str, title: str) -> None:
    count = count_text(text, language)
    Result.create(
        status="done",
        url=url,
        title=title,
        text=count.text,
        language=count.language,
        language_source="declared",
        total=count.total,
        distinct=count.distinct,
        result_all=count.result_all,
        result_no_stop_words=count.result_no_stop_words,
        created_at=moment,
        rule=RULE,
        text_rule=1,
        length=length(text, language).to_dict(),
    )


if __name__ == "__main__":
    main()
