import subprocess
import sys

import psutil
import pytest

import apart
from settings import ROOT
from wordcount import count_page
from wordcount.errors import NotText, TooLarge

PAGE = "<html lang=tr><title>Işık “\u2028” 😀</title><p>Kedi ve köpek, kedi.".encode()


def test_a_page_is_counted_as_in_this_process():
    written = apart.count(PAGE, "text/html")

    count = count_page(PAGE, "text/html")
    assert (written.title, written.language) == (count.title, count.language)
    assert (written.text, written.total, written.distinct) == (
        count.text,
        count.total,
        count.distinct,
    )
    assert written.result_all == '{"kedi": 2, "köpek": 1, "ve": 1}\n'


def test_what_is_wrong_with_a_page_is_told_alike():
    with pytest.raises(NotText) as caught:
        apart.count(b"%PDF", "application/pdf")

    assert str(caught.value) == NotText.message


@pytest.mark.parametrize(
    ("limit", "value"), [("MEMORY", 60_000_000), ("SECONDS", 1)], ids=["memory", "time"]
)
def test_a_text_beyond_a_limit_is_too_large(limit, value, monkeypatch):
    monkeypatch.setattr(apart, limit, value)

    with pytest.raises(TooLarge, match="more memory or time"):
        apart.count_pasted(" ".join(f"{number:x}.b" for number in range(1_200_000)))


def test_a_counting_that_broke_says_how(monkeypatch):
    monkeypatch.setattr(apart, "MEMORY", "much")

    with pytest.raises(RuntimeError, match="TypeError"):
        apart.count(PAGE, "text/html")


def test_a_counting_ends_with_the_worker_that_began_it():
    program = "import apart; apart.count_pasted('ab ' * 3_000_000 + '@b ' * 300_000)"
    worker = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    counting = None
    while counting is None:
        counting = next(iter(psutil.Process(worker.pid).children()), None)

    worker.kill()
    worker.wait()

    counting.wait(30)
    assert not counting.is_running()
