import socket
import threading

import pytest
from patience import PATIENCE
from servers import raw_server

import db
import jobs
from background.worker import Worker
from serve import address_of, listen, stop
from settings import StartError
from wordcount.fetching.fetcher import Fetcher


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),
        ("localhost", "127.0.0.1"),
        ("::1", "[::1]"),
        ("::", "[::1]"),
    ],
)
def test_the_shown_address_opens_the_server(host, shown):
    try:
        listener = listen(host, 0)
    except StartError:
        pytest.skip("this machine has no IPv6")

    with listener:
        port = listener.getsockname()[1]
        assert address_of(listener) == f"http://{shown}:{port}/"
        socket.create_connection((shown.strip("[]"), port)).close()


@pytest.mark.parametrize(
    ("host", "message"),
    [
        pytest.param("192.0.2.1", r"^Cannot listen on 192.0.2.1:5000: .* Choose", id="foreign"),
        pytest.param("2001:db8::1", r"^Cannot listen on \[2001:db8::1\]:5000: ", id="IPv6"),
        pytest.param("no.such.invalid", r"^Cannot listen on no.such.invalid:5000: ", id="unknown"),
        pytest.param("a" * 300, r"^Cannot listen on a", id="long"),
        pytest.param("é" * 100, r"^Cannot listen on é", id="not to be encoded"),
    ],
)
def test_a_host_that_is_not_ours_is_refused_in_one_sentence(host, message):
    with pytest.raises(StartError, match=message) as refused:
        listen(host, 5000)

    assert "while attempting" not in str(refused.value)


def test_stopping_says_what_is_still_counted(app, capsys):
    arrived, ends = threading.Event(), threading.Event()

    class Stopped(Worker):
        def join(self, timeout=None):
            ends.set()
            super().join(timeout)

    def behave(connection):
        arrived.set()
        ends.wait(PATIENCE)

    with raw_server(behave) as port:
        worker = Stopped(1, Fetcher(frozenset({("127.0.0.1", port)})))
        worker.start()
        jobs.submit(url=f"http://127.0.0.1:{port}/")
        assert arrived.wait(PATIENCE)
        stop(worker)
    db.database.close_all()

    assert capsys.readouterr().out.startswith("Stopping: 1 page is still being counted.")
