import io
import time

from wordcount.crawl.progress import describe, show_progress
from wordcount.crawl.run import Status


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_status_says_how_long_it_will_take():
    status = Status(4, 40_000_000, done=1, pages=1234, errors=5, bytes_read=10_000_000)
    status.started_at = time.monotonic() - 10

    assert describe(status) == "1 of 4 WARCs, 1,234 pages, 5 errors, 1.0 MB/s, 0:00:30 left"


def test_a_finished_status_says_how_long_it_took():
    status = Status(1, 10, done=1, bytes_read=10, started_at=time.monotonic() - 3725)

    assert describe(status).endswith("done in 1:02:05")


def test_without_sizes_the_share_is_that_of_warcs():
    assert Status(4, None, done=1).fraction == 0.25


def test_a_terminal_shows_a_bar_that_is_overwritten():
    out = Terminal()

    show_progress([Status(2, 100, bytes_read=50), Status(2, 100, done=2, bytes_read=100)], out)

    assert "[############............]  50%" in out.getvalue()
    assert out.getvalue().count("\n") == 1


def test_a_file_gets_a_line_for_each_message_and_one_at_the_end():
    out = io.StringIO()
    messages = ["a.warc: \x1b[31mNo such file"]

    last = show_progress([Status(1, 0), *[Status(1, 0, done=1, messages=messages)] * 2], out)

    assert last.messages == messages
    assert out.getvalue().splitlines()[0] == "a.warc: \ufffd[31mNo such file"
    assert len(out.getvalue().splitlines()) == 2
