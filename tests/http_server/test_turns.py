"""Connections take turns to have their data parsed, and waiting does not use up their deadlines."""

import threading
import time
from types import SimpleNamespace

import pytest
from patience import PATIENCE
from raw_http import GET, POST, read_answer, stopped, wait_until

from http_server import deadline, receiving, server

MANY = 20  # connections of one network
LARGE_HEAD = GET[:-2] + b"Cookie: " + b"a" * 5_000 + b"\r\n\r\n"
CHUNK = b"3e8\r\n" + b"a" * 1_000 + b"\r\n"


def upload(client):
    return POST + b"X-Forwarded-For: " + client + b"\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunked_body(chunks):
    return CHUNK * chunks + b"0\r\n\r\n"


def test_an_upload_takes_turns_with_another_network_not_with_each_of_its_connections(
    serve, connect, parse_order
):
    own = serve(trusted_proxies=1)
    greedy = [connect(own, upload(b"192.0.2.%d" % number)) for number in range(MANY)]
    visitor = connect(own, upload(b"198.51.100.1"))
    wait_until(lambda: sum(bool(each.request) for each in own.channels()) == MANY + 1)
    with stopped(own):
        for each in [*greedy, visitor]:
            each.sendall(chunked_body(40))

    assert [read_answer(each)[0] for each in [*greedy, visitor]] == [200] * (MANY + 1)
    places = [
        place for place, address in enumerate(parse_order) if address == visitor.getsockname()
    ]
    assert places[-1] < len(parse_order) / 4


def test_a_connection_parses_several_parts_in_its_turn(serve, connect, parse_order, monkeypatch):
    of_steps = []
    own = serve()
    sender = connect(own, upload(b"192.0.2.1"))
    wait_until(lambda: parse_order)
    monkeypatch.setattr(receiving, "PARSING", -1)  # puts off everything that is large
    sender.sendall(chunked_body(40))
    wait_until(lambda: own.turns.waiting)
    begin_step = own.turns.begin_step

    def count():
        before = len(parse_order)
        begin_step()
        of_steps.append(len(parse_order) - before)

    monkeypatch.setattr(own.turns, "begin_step", count)
    monkeypatch.setattr(receiving, "TURN", PATIENCE, raising=False)
    monkeypatch.setattr(receiving, "PARSING", PATIENCE)

    assert read_answer(sender)[0] == 200
    assert max(of_steps) > 10


def test_a_connection_that_is_closed_waits_no_longer(serve, connect, monkeypatch):
    own = serve()
    senders = [connect(own, upload(b"192.0.2.1")) for _ in range(2)]
    wait_until(lambda: sum(bool(each.request) for each in own.channels()) == 2)
    monkeypatch.setattr(receiving, "PARSING", -1)  # puts off everything that is large
    for each in senders:
        each.sendall(chunked_body(40))
    wait_until(lambda: [len(each) for each in own.turns.waiting.values()] == [2])

    for each in own.channels():
        own.trigger.pull_trigger(each.handle_close)

    wait_until(lambda: not own.turns.waiting)


@pytest.mark.parametrize(
    ("seconds", "status"),
    [
        pytest.param(deadline.TRANSFER_TIMEOUT + 10, 200, id="some seconds"),
        pytest.param(1_000, 408, id="more than MAX_WAIT"),
    ],
)
def test_waiting_for_a_turn_to_parse_does_not_count_for_the_deadline(
    seconds, status, serve, connect, monkeypatch
):
    checked = threading.Event()
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + seconds)
    own = serve()
    sender = connect(own, upload(b"192.0.2.1"))
    wait_until(lambda: any(each.request for each in own.channels()))
    monkeypatch.setattr(receiving, "PARSING", -1)  # puts off everything that is large
    sender.sendall(chunked_body(40))
    wait_until(lambda: own.turns.waiting)

    def check_later():
        own.maintenance(0)  # the deadline may begin only now
        monkeypatch.setattr(deadline, "time", clock)
        monkeypatch.setattr(server, "time", clock)
        own.maintenance(0)
        checked.set()

    own.trigger.pull_trigger(check_later)
    assert checked.wait(PATIENCE)
    monkeypatch.setattr(receiving, "PARSING", PATIENCE)
    own.pull_trigger()

    assert read_answer(sender)[0] == status


def test_a_body_of_known_length_is_not_put_off_but_received_in_large_parts(
    serve, connect, monkeypatch
):
    sizes = []
    received = receiving.Receiving.received

    def record(self, data):
        sizes.append(len(data))
        assert not self.server.turns.waiting
        return received(self, data)

    monkeypatch.setattr(receiving, "PARSING", -1)  # puts off everything that takes long
    monkeypatch.setattr(receiving.Receiving, "received", record)
    own = serve()
    visitor = connect(own, POST + b"Content-Length: 300000\r\n\r\n")
    wait_until(lambda: sizes)
    with stopped(own):
        visitor.sendall(b"a" * 300_000)

    assert read_answer(visitor) == (200, b"a" * 300_000)
    assert max(sizes) > own.adj.recv_bytes


class Sender:
    """A socket from which these numbers of bytes arrive one after the other."""

    def __init__(self, *sizes):
        self.sizes = list(sizes)

    def recv(self, most):
        if not self.sizes:
            raise BlockingIOError
        size = min(most, self.sizes.pop(0))
        return b"a" * size


def test_large_bodies_have_equal_shares_of_a_step(serve, connect, monkeypatch):
    monkeypatch.setattr(receiving, "BODIES_AT_ONCE", 400_000)
    shares = []
    own = serve()
    begin_step = own.turns.begin_step

    def record():
        begin_step()
        shares.append(own.turns.share)

    visitors = [connect(own, POST + b"Content-Length: 2000000\r\n\r\n") for _ in range(4)]
    wait_until(lambda: sum(bool(each.body_left) for each in own.channels()) == 4)
    monkeypatch.setattr(own.turns, "begin_step", record)
    senders = [threading.Thread(target=each.sendall, args=[bytes(2_000_000)]) for each in visitors]
    with stopped(own):
        for each in senders:
            each.start()
        time.sleep(0.1)

    assert [len(read_answer(each)[1]) for each in visitors] == [2_000_000] * 4
    assert min(shares) == 100_000
    assert own.turns.bodies <= 400_000


@pytest.mark.parametrize(
    ("sizes", "received"),
    [
        pytest.param([90_000, 80_000], 170_000, id="until nothing has arrived"),
        pytest.param([90_000, 900_000], 500_000, id="at most this much"),
        pytest.param([90_000, 100, 90_000], 90_100, id="until the sender is slow"),
        pytest.param([90_000, 0], 90_000, id="until the connection ends"),
        pytest.param([40_000] * 20, 480_000, id="in a number of parts"),
    ],
)
def test_a_step_receives_what_arrives_meanwhile(sizes, received):
    assert len(b"".join(receiving.parts_of(Sender(*sizes), 500_000))) == received


def test_a_request_behind_a_large_body_is_answered(serve, connect):
    own = serve()
    visitor = connect(own, POST + b"Content-Length: 300000\r\n\r\n")
    wait_until(lambda: any(each.body_left for each in own.channels()))
    with stopped(own):
        visitor.sendall(b"a" * 300_000 + GET[:-2] + b"Connection: close\r\n\r\n")

    answers = visitor.makefile("rb").read()
    assert answers.count(b"200 OK") == 2
    assert answers.count(b"a" * 300_000) == 1
    assert answers.endswith(b"hello")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(LARGE_HEAD, id="head"),
        pytest.param(b"\r\n\r\n" + LARGE_HEAD, id="head after blank lines"),
        pytest.param(upload(b"192.0.2.1") + chunked_body(1) + chunked_body(40), id="chunks"),
    ],
)
def test_what_takes_long_to_parse_is_put_off(sent, serve, connect, monkeypatch):
    monkeypatch.setattr(receiving, "PARSING", -1)
    own = serve()
    connect(own, sent)

    wait_until(lambda: own.turns.waiting)
