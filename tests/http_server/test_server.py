import contextlib
import errno
import json
import select
import socket
import tempfile
import threading
import time

import pytest
from patience import PATIENCE
from raw_http import GET, POST, hello, read_answer, wait_until
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.receiver import FixedStreamReceiver
from werkzeug.wsgi import ClosingIterator

from http_server import channel, deadline, request_queue, server
from http_server.channel import Channel
from http_server.client import Client
from http_server.deadline import Stage
from http_server.server import Server

MANY = 20  # clients, of a server with 2 threads

SLOW = [
    pytest.param(b"", id="silent"),
    pytest.param(b"GET / HT", id="a part of a head"),
    pytest.param(POST + b"Content-Length: 9\r\n\r\nabc", id="a part of a body"),
    pytest.param(POST + b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc", id="a part of a chunk"),
    pytest.param(POST + b"Content-Length: 9\r\nExpect: 100-continue\r\n\r\n", id="expects 100"),
]


@pytest.mark.parametrize("sent", SLOW)
def test_slow_clients_hold_no_thread(sent, serve, connect):
    own = serve()
    for _ in range(MANY):
        connect(own, sent)

    assert read_answer(connect(own, GET)) == (200, b"hello")


@pytest.mark.parametrize("sent", SLOW)
def test_a_slow_client_has_a_deadline(sent, serve, connect, monkeypatch):
    monkeypatch.setattr(deadline, "IDLE_TIMEOUT", 0)
    monkeypatch.setattr(server, "IDLE_TIMEOUT", 0)
    monkeypatch.setattr(deadline, "TRANSFER_TIMEOUT", 0)
    slow = connect(serve(), sent)

    reply = slow.makefile("rb").read()

    assert reply == b"" if not sent else b" 408 Request Timeout\r\n" in reply


def test_requests_that_wait_for_another_hold_no_thread(serve, connect):
    answered = threading.Event()

    def app(environ, start_response):
        if environ["PATH_INFO"] == "/":
            answered.set()
        else:
            with environ["http_server.waiting"]():
                answered.wait(PATIENCE)
        return hello(environ, start_response)

    own = serve(app)
    waiting = [connect(own, GET.replace(b"/", b"/waits", 1)) for _ in range(MANY)]

    assert read_answer(connect(own, GET)) == (200, b"hello")
    assert [read_answer(each) for each in waiting] == [(200, b"hello")] * MANY
    wait_until(lambda: not own.queue.running)


def slow_until(answered):
    """An application that answers /slow once the event is set."""

    def app(environ, start_response):
        if environ["PATH_INFO"] == "/slow":
            answered.wait(PATIENCE)
        return hello(environ, start_response)

    return app


def from_client(path, client):
    """A request that a trusted proxy forwards."""
    return GET[:-2].replace(b"/ ", path + b" ", 1) + b"X-Forwarded-For: " + client + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("limit", "greedy"), [("OF_CLIENT", b"192.0.2.1"), ("OF_NETWORK", b"192.0.2.%d")]
)
def test_a_client_and_a_network_have_only_some_of_the_requests_that_run_at_once(
    limit, greedy, serve, connect, monkeypatch
):
    monkeypatch.setattr(request_queue, limit, 1)
    answered = threading.Event()
    own = serve(slow_until(answered), trusted_proxies=1)
    names = [greedy % number if b"%" in greedy else greedy for number in range(1, MANY + 1)]
    slow = [connect(own, from_client(b"/slow", name)) for name in names]

    visitor = b"198.51.100.1"
    assert read_answer(connect(own, from_client(b"/", visitor))) == (200, b"hello")
    answered.set()
    assert [read_answer(each) for each in slow] == [(200, b"hello")] * MANY
    wait_until(lambda: not own.queue.running and not own.queue.of_networks)


def test_a_client_has_only_some_of_the_requests_that_wait(serve, connect, monkeypatch):
    monkeypatch.setattr(request_queue, "OF_CLIENT", 1)
    monkeypatch.setattr(request_queue, "WAITING_OF_CLIENT", 3)
    answered = threading.Event()
    own = serve(slow_until(answered), trusted_proxies=1)
    greedy = [connect(own, from_client(b"/slow", b"192.0.2.1")) for _ in range(MANY)]
    visitor = read_answer(connect(own, from_client(b"/", b"192.0.2.2")))
    closed = select.select(greedy, [], [], 0)[0]
    answered.set()

    assert visitor == (200, b"hello")
    assert len(closed) in (MANY - 4, MANY - 3)
    assert not any(each.recv(1) for each in closed)


class Waiting:
    """A connection whose request waits for a thread."""

    def __init__(self, client, connected=True):
        self.client, self.connected, self.is_dropped = client, connected, False

    def drop(self):
        self.is_dropped = True


def test_requests_of_clients_that_have_left_do_not_pile_up(monkeypatch):
    monkeypatch.setattr(request_queue, "MAX_CONNECTIONS", 3)
    client, another = Client("192.0.2.0/24", "192.0.2.1"), Client("192.0.2.0/24", "192.0.2.2")
    queue = request_queue.RequestQueue(most=10)
    live = [Waiting(client), Waiting(another), Waiting(client)]
    gone = [Waiting(client, connected=False) for _ in range(MANY)]

    for each in [*live, *gone]:
        queue.append(each)

    assert len(queue) <= 6
    assert sum(each.is_dropped for each in gone) >= MANY - 3
    assert [queue.popleft() for _ in live] == live
    assert queue.running == {client: 2, another: 1}


def test_of_requests_that_arrive_together_no_client_has_the_first_two(serve, connect, monkeypatch):
    served = []
    everybody_is_here = threading.Event()
    read_early = Channel.read_early

    def read_slowly(channel):
        everybody_is_here.wait(PATIENCE)
        read_early(channel)
        time.sleep(0.05)  # enough for a thread to begin

    def app(environ, start_response):
        served.append(environ["HTTP_X_FORWARDED_FOR"])
        time.sleep(0.05)
        return hello(environ, start_response)

    monkeypatch.setattr(Channel, "read_early", read_slowly)
    own = serve(app, trusted_proxies=1)
    clients = [b"192.0.2.1", b"192.0.2.1", b"192.0.2.1", b"192.0.2.2"]
    connections = [connect(own, from_client(b"/", client)) for client in clients]
    everybody_is_here.set()

    assert [read_answer(each) for each in connections] == [(200, b"hello")] * 4
    assert sorted(served[:2]) == ["192.0.2.1", "192.0.2.2"]


def endless(produced):
    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        if environ["PATH_INFO"] == "/":
            return [b"hello"]
        return (produced.append(1) or b"a" * 100_000 for _ in range(500))

    return app


def test_clients_that_never_read_hold_no_thread_and_fill_no_disk(serve, connect):
    produced = []
    own = serve(endless(produced))
    for _ in range(MANY):
        connect(own, GET.replace(b"/ ", b"/long "), receive_buffer=4096)

    status, _ = read_answer(connect(own, GET))

    assert status == 200
    assert len(produced) < MANY * 50  # of 500 parts each


def test_a_paused_answer_continues_when_its_client_reads(serve, connect):
    produced = []
    reader = connect(serve(endless(produced)), GET.replace(b"/ ", b"/long "), receive_buffer=4096)

    status, body = read_answer(reader)

    assert status == 200
    assert body.count(b"a") == 500 * 100_000
    assert body.endswith(b"0\r\n\r\n")


def test_a_client_that_never_reads_has_a_deadline_and_its_answer_is_closed(
    serve, connect, monkeypatch
):
    closed = threading.Event()

    def app(environ, start_response):
        start_response("200 OK", [])
        return ClosingIterator((b"a" * 100_000 for _ in range(500)), closed.set)

    monkeypatch.setattr(deadline, "TRANSFER_TIMEOUT", 0)
    monkeypatch.setattr(deadline, "MIN_RATE", 10**9)
    connect(serve(app), GET, receive_buffer=4096)

    assert closed.wait(PATIENCE)


def test_an_answer_that_pauses_while_its_client_leaves_is_closed(serve, connect, monkeypatch):
    began, leaves, closed = threading.Event(), threading.Event(), threading.Event()

    def answer():
        began.set()
        assert leaves.wait(PATIENCE)
        yield from (b"a" * 10_000_000 for _ in range(5))

    def app(environ, start_response):
        start_response("200 OK", [])
        return ClosingIterator(answer(), closed.set)

    handle_close = HTTPChannel.handle_close

    def pause_meanwhile(self):
        leaves.set()
        wait_until(lambda: self.is_paused)
        handle_close(self)

    own = serve(app)
    connect(own, GET, receive_buffer=4096)
    assert began.wait(PATIENCE)
    monkeypatch.setattr(HTTPChannel, "handle_close", pause_meanwhile)
    [left] = own.channels()
    own.trigger.pull_trigger(left.handle_close)

    assert closed.wait(PATIENCE)


def test_an_error_in_closing_an_answer_does_not_end_the_server(serve, connect, monkeypatch, caplog):
    closed = threading.Event()

    def fail():
        closed.set()
        raise OSError("cannot close")

    def app(environ, start_response):
        if environ["PATH_INFO"] == "/":
            return hello(environ, start_response)
        start_response("200 OK", [])
        return ClosingIterator((b"a" * 100_000 for _ in range(500)), fail)

    own = serve(app)
    monkeypatch.setattr(deadline, "TRANSFER_TIMEOUT", 0)
    monkeypatch.setattr(deadline, "MIN_RATE", 10**9)
    connect(own, GET.replace(b"/ ", b"/long "), receive_buffer=4096)
    assert closed.wait(PATIENCE)

    assert read_answer(connect(own, GET)) == (200, b"hello")
    assert "Exception while closing the answer to /long" in caplog.text


UNPARSABLE = {
    "open bracket": GET.replace(b"/ ", b"http://[ "),
    "closing bracket": GET.replace(b"/ ", b"http://] "),
    "no IPv6 address": GET.replace(b"/ ", b"http://[1::2::3]/ "),
    "length of 5000 digits": POST + b"Content-Length: " + b"1" * 5_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", 400, "An HTTP/1.1 request needs", id="no Host"),
        pytest.param(b"GET /\r\n \r\n\r\n", 400, "malformed", id="no header"),
        pytest.param(b"\x16\x03\x01\x02\r\n\r\n", 400, "malformed", id="TLS"),
        pytest.param(
            POST + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, "malformed", id="chunk size"
        ),
        pytest.param(
            POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc", 400, "malformed", id="chunk end"
        ),
        pytest.param(
            POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 70_000,
            400,
            "malformed",
            id="endless chunk size",
        ),
        pytest.param(
            POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"a: b\r\n" * 9_000,
            400,
            "malformed",
            id="endless trailer",
        ),
        pytest.param(
            POST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "in two ways",
            id="two lengths",
        ),
        pytest.param(POST + b"Content-Length: -1\r\n\r\n", 400, "malformed", id="negative"),
        *(pytest.param(request, 400, "malformed", id=name) for name, request in UNPARSABLE.items()),
        pytest.param(GET[:-2] + b"a: b\r\n" * 9_000, 431, "32 KB", id="long head"),
        pytest.param(POST + b"Transfer-Encoding: gzip\r\n\r\n", 501, "not supported", id="gzip"),
    ],
)
def test_a_malformed_request_gets_a_sentence(sent, status, sentence, serve, connect):
    answered, body = read_answer(connect(serve(), sent))

    assert answered == status
    assert sentence in json.loads(body)["error"]["message"]


@pytest.mark.parametrize("sent", UNPARSABLE.values(), ids=UNPARSABLE)
def test_an_unparsable_request_closes_its_connection_only(sent, serve, connect):
    own = serve()
    connect(own, sent).recv(100)

    assert read_answer(connect(own, GET)) == (200, b"hello")


def test_an_error_in_parsing_closes_its_connection_only(serve, connect, monkeypatch):
    def fail(self, data):
        raise RuntimeError

    own = serve()
    with monkeypatch.context() as patch:
        patch.setattr(channel.Parser, "received", fail)
        assert connect(own, GET).recv(100) == b""

    assert read_answer(connect(own, GET)) == (200, b"hello")


@pytest.mark.parametrize("answered", [0, 1])
def test_urgent_data_of_tcp_closes_its_connection(answered, serve, connect):
    own = serve()
    sender = connect(own, GET * answered)
    for _ in range(answered):
        assert read_answer(sender)[0] == 200

    sender.send(b"!", socket.MSG_OOB)

    wait_until(lambda: not own.channels())
    assert read_answer(connect(own, GET)) == (200, b"hello")


def test_each_request_restarts_the_deadline_of_the_next(serve, connect):
    own = serve()
    visitor = connect(own, GET)
    deadlines = []
    for _ in range(2):
        assert read_answer(visitor) == (200, b"hello")
        wait_until(lambda: own.channels()[0].stage is Stage.NEXT_REQUEST)
        deadlines.append(own.channels()[0].expires_at())
        visitor.sendall(GET)

    assert deadlines[0] < deadlines[1]


def test_a_connection_keeps_the_client_of_its_last_request_but_not_the_answer(serve, connect):
    own = serve(trusted_proxies=1)
    assert read_answer(connect(own, from_client(b"/", b"192.0.2.1")))[0] == 200
    [connection] = own.channels()

    wait_until(lambda: connection.started.task is None)
    assert connection.client.name == "192.0.2.1"


def test_a_request_whose_file_cannot_be_closed_is_closed(monkeypatch):
    class Full:
        def close(self):
            raise OSError("no space left on device")

    request = channel.Parser(None)
    request.body_rcv = FixedStreamReceiver(1, Full())

    request.close()


@pytest.mark.parametrize("idle", [0, 3])
def test_the_server_goes_on_when_a_connection_cannot_be_accepted(idle, serve, connect, monkeypatch):
    own = serve()
    for _ in range(idle):
        read_answer(connect(own, GET))
    errors = [OSError(errno.ENFILE, "too many open files")]
    accept = wasyncore.dispatcher.accept

    def accept_or_fail(self):
        if errors:
            raise errors.pop()
        return accept(self)

    monkeypatch.setattr(wasyncore.dispatcher, "accept", accept_or_fail)

    assert read_answer(connect(own, GET)) == (200, b"hello")
    assert not errors


def test_the_server_ends_after_an_error_of_its_listener(serve, connect, monkeypatch):
    def fail(self):
        raise RuntimeError

    own = serve()
    monkeypatch.setattr(own, "accept", fail.__get__(own))
    connect(own, GET)

    own.thread.join(PATIENCE)
    assert not own.thread.is_alive()


CHUNKED = b"Transfer-Encoding: chunked\r\n\r\nc00000\r\n"
FORM = (
    b"POST /results HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nAccept: "
)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        pytest.param(b"Content-Length: 99999999\r\n\r\n", b"", id="length alone"),
        pytest.param(b"Content-Length: 99999999\r\n\r\n", b"a" * 2_000_000, id="length"),
        pytest.param(b"Content-Length: 10485761\r\n\r\n", b"a", id="a byte too long"),
        pytest.param(CHUNKED, b"a" * 10_500_000, id="chunks without an end"),
    ],
)
@pytest.mark.parametrize("wanted", ["text/html", "application/json"])
def test_a_body_that_is_too_long_is_refused_before_it_has_arrived(
    head, body, wanted, serve, connect, session_app, monkeypatch
):
    monkeypatch.setattr(deadline, "LINGER", 20)
    sender = connect(serve(session_app), FORM + wanted.encode() + b"\r\n" + head)
    sender.sendall(body)

    status, answer = read_answer(sender)

    assert status == 413
    assert b"the limit is 10 MB" in answer
    assert answer.lstrip().startswith(b"<!doctype html>" if wanted == "text/html" else b"{")
    assert sender.recv(1) == b""


def test_a_body_that_cannot_be_stored_is_refused(serve, connect, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")

    status, body = read_answer(
        connect(serve(), POST + b"Content-Length: 100000\r\n\r\n" + b"a" * 100_000)
    )

    assert status == 503
    assert "cannot be stored" in json.loads(body)["error"]["message"]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"Content-Length: 300000\r\n\r\n" + b"a" * 300_000, id="length"),
        pytest.param(
            b"Transfer-Encoding: chunked\r\n\r\n" + b"186a0\r\n" + b"a" * 100_000 + b"\r\n"
            b"30d40\r\n" + b"a" * 200_000 + b"\r\n0\r\n\r\n",
            id="chunks",
        ),
    ],
)
def test_a_large_body_arrives_whole(sent, serve, connect):
    assert read_answer(connect(serve(), POST + sent)) == (200, b"a" * 300_000)


def test_a_client_that_expects_it_is_invited_to_send(serve, connect):
    sender = connect(serve(), POST + b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n")

    assert sender.recv(100).startswith(b"HTTP/1.1 100 Continue")
    sender.sendall(b"abc")
    assert read_answer(sender) == (200, b"abc")


def test_a_connection_is_kept_between_requests(serve, connect):
    visitor = connect(serve(), GET)

    assert read_answer(visitor) == (200, b"hello")
    visitor.sendall(GET)
    assert read_answer(visitor) == (200, b"hello")


def test_slow_connections_make_room_for_others(serve, connect, monkeypatch):
    monkeypatch.setattr(server, "connection_limit", lambda: 10)
    own = serve()
    for _ in range(100):
        connect(own, b"G")

    assert read_answer(connect(own, GET)) == (200, b"hello")
    assert len(own.active_channels) <= 11  # one more until somebody else arrives


def test_connections_that_are_accepted_together_do_not_close_one_another(
    serve, connect, monkeypatch
):
    everybody_is_here = threading.Event()
    accept_visitors, evict = Server.accept_visitors, Server.evict
    evicted = []

    def accept_all_at_once(own):
        everybody_is_here.wait(PATIENCE)
        evicted.append(0)
        accept_visitors(own)

    def count(own, channels):
        evicted[-1] += 1
        evict(own, channels)

    monkeypatch.setattr(server, "connection_limit", lambda: 10)
    monkeypatch.setattr(Server, "accept_visitors", accept_all_at_once)
    monkeypatch.setattr(Server, "evict", count)
    own = serve()
    for _ in range(MANY):
        connect(own, b"G")
    everybody_is_here.set()

    assert read_answer(connect(own, GET)) == (200, b"hello")
    assert max(evicted) == 1


def test_connections_are_kept_at_the_limit_while_nobody_waits(serve, connect, monkeypatch):
    monkeypatch.setattr(server, "connection_limit", lambda: 10)
    own = serve()
    visitors = [connect(own, GET) for _ in range(10)]

    for _ in range(2):
        for each in visitors:
            assert read_answer(each) == (200, b"hello")
            each.sendall(GET)


def test_an_event_of_a_closed_connection_does_not_close_a_new_one(serve, connect, monkeypatch):
    hold, held, go_on = threading.Event(), threading.Event(), threading.Event()
    poll = wasyncore.poll2

    def hold_and_poll(timeout, map):
        if hold.is_set():
            held.set()
            assert go_on.wait(PATIENCE)
        poll(timeout, map)

    monkeypatch.setattr(server, "connection_limit", lambda: 10)
    monkeypatch.setattr(wasyncore, "poll2", hold_and_poll)
    own = serve()
    old = [connect(own, GET) for _ in range(10)]
    for each in old:
        read_answer(each)
    hold.set()
    assert held.wait(PATIENCE)
    new = [connect(own, GET) for _ in range(3)]
    for each in old:
        each.shutdown(socket.SHUT_RDWR)  # closed, it would free a lower file descriptor
    go_on.set()

    assert read_answer(new[1]) == (200, b"hello")


def test_waiting_requests_of_the_client_with_the_most_make_room_for_others(
    serve, connect, monkeypatch
):
    monkeypatch.setattr(server, "connection_limit", lambda: 10)
    monkeypatch.setattr(request_queue, "OF_CLIENT", 1)
    answered = threading.Event()
    own = serve(slow_until(answered), trusted_proxies=1)
    for _ in range(MANY):
        connect(own, from_client(b"/slow", b"192.0.2.1"))

    assert read_answer(connect(own, from_client(b"/", b"192.0.2.2"))) == (200, b"hello")
    answered.set()


def test_answers_that_have_begun_are_finished_when_the_server_stops(serve, connect):
    began, go_on = threading.Event(), threading.Event()

    def app(environ, start_response):
        began.set()
        go_on.wait(PATIENCE)
        return hello(environ, start_response)

    own = serve(app)
    visitor = connect(own, GET)
    began.wait(PATIENCE)
    own.stop()
    own.pull_trigger()
    go_on.set()

    assert read_answer(visitor) == (200, b"hello")
    own.thread.join(PATIENCE)
    assert not own.thread.is_alive()


def test_what_an_answer_keeps_is_bounded(serve, connect, monkeypatch):
    monkeypatch.setattr(server, "MAX_STORED", 100_000)
    body = POST + b"Content-Length: 99000\r\n\r\n" + b"a" * 50_000
    own = serve()
    senders = [connect(own, body) for _ in range(4)]

    assert senders[0].recv(1) == b""  # the one that has sent for longest


def post_from(client, size, path=b"/"):
    head = from_client(path, client).replace(b"GET", b"POST", 1)[:-2]
    return head + b"Content-Length: %d\r\n\r\n" % size


def test_the_network_that_keeps_most_makes_room_for_others(serve, connect, monkeypatch):
    monkeypatch.setattr(server, "MAX_STORED", 300_000)
    own = serve(trusted_proxies=1)
    first = connect(own, post_from(b"192.0.2.1", 20_000) + b"a" * 10_000)
    wait_until(lambda: any(each.stored for each in own.channels()))
    for number in range(9):
        connect(own, post_from(b"198.51.100.%d" % number, 99_000) + b"a" * 50_000)
    wait_until(lambda: sum(each.stored for each in own.channels()) <= 300_000)
    first.sendall(b"a" * 10_000)

    assert read_answer(first) == (200, b"a" * 20_000)


def test_large_requests_of_all_networks_that_wait_are_bounded(serve, connect, monkeypatch):
    monkeypatch.setattr(server, "MAX_STORED", 2_000_000)
    answered = threading.Event()
    own = serve(slow_until(answered), trusted_proxies=1)
    large = [
        connect(own, post_from(b"192.0.%d.1" % number, 240_000, b"/slow") + b"a" * 240_000)
        for number in range(5)
    ]

    wait_until(lambda: sum(each.has_started for each in own.channels()) == 5)
    answered.set()
    assert sorted(read_answer(each)[0] for each in large) == [200, 200, 200, 200, 503]


def test_large_requests_of_a_network_that_wait_are_bounded(serve, connect, monkeypatch):
    monkeypatch.setattr(server, "MAX_STORED", 2_000_000)
    answered = threading.Event()
    own = serve(slow_until(answered), trusted_proxies=1)
    large = [
        connect(own, post_from(client, 200_000, path) + b"a" * 200_000)
        for client, path in (
            (b"192.0.2.1", b"/slow"),
            (b"192.0.2.2", b"/"),
            (b"198.51.100.1", b"/"),
        )
    ]

    assert read_answer(large[1])[0] == 503
    assert read_answer(large[2])[0] == 200
    assert read_answer(connect(own, from_client(b"/", b"192.0.2.2"))) == (200, b"hello")
    answered.set()
    assert read_answer(large[0])[0] == 200


@pytest.mark.parametrize("processes", [1, 2, 4])
def test_the_processes_share_what_is_stored(processes, serve):
    assert serve(processes=processes).max_stored * processes == server.MAX_STORED


@pytest.mark.parametrize("size", [300_000, 10_000_000], ids=["small", "large"])
def test_what_arrives_within_a_second_is_bounded_too(size, serve, connect, monkeypatch):
    monkeypatch.setattr(server, "MAX_STORED", 100_000)
    monkeypatch.setattr(server, "CHECK_AFTER", 100_000)
    monkeypatch.setitem(server.LIMITS, "cleanup_interval", 3600)
    sender = connect(serve(), POST + b"Content-Length: %d\r\n\r\n" % size)

    with contextlib.suppress(ConnectionError):
        sender.sendall(b"a" * (size - 1))

    with contextlib.suppress(ConnectionError):
        assert sender.recv(1) == b""


def test_pipelined_requests_get_their_answers_in_order(serve, connect):
    def app(environ, start_response):
        body = environ["PATH_INFO"].encode() * 100_000  # each pauses
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return (body[start : start + 50_000] for start in range(0, len(body), 50_000))

    paths = [f"/{number}".encode() for number in range(8)]
    visitor = connect(serve(app), b"".join(GET.replace(b"/ ", path + b" ") for path in paths))

    reply = visitor.makefile("rb")
    for path in paths:
        assert reply.readline() == b"HTTP/1.1 200 OK\r\n"
        while reply.readline() != b"\r\n":
            pass
        assert reply.read(len(path) * 100_000) == path * 100_000


def test_pipelined_requests_are_parsed_when_the_one_before_is_answered(serve, connect):
    parsed, go_on = [], threading.Event()

    def app(environ, start_response):
        parsed.append(len(environ["http_server.task"].channel.requests))
        go_on.wait(PATIENCE)
        return hello(environ, start_response)

    own = serve(app)
    for _ in range(50):
        connect(own, GET * 2_500)
    visitor = connect(own, GET.replace(b"/ ", b"/visitor "))
    go_on.set()

    assert read_answer(visitor) == (200, b"hello")
    assert len(parsed) < 50 * 2_500 // 10
    assert max(parsed) == 1


def test_many_pipelined_requests_are_all_answered(serve, connect):
    visitor = connect(serve(), GET * 2_500)

    visitor.shutdown(socket.SHUT_WR)
    assert visitor.makefile("rb").read().count(b"HTTP/1.1 200 OK") == 2_500


def test_blank_lines_before_and_between_requests_are_skipped(serve, connect):
    visitor = connect(serve(), b"\r\n \r\n\r\n".join([b"", GET, GET, b""]))

    visitor.shutdown(socket.SHUT_WR)
    assert visitor.makefile("rb").read().count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(GET, 200, id="no body"),
        pytest.param(POST + b"Content-Length: x\r\n\r\n", 400, id="malformed"),
        pytest.param(POST + b"Content-Length: 99999999\r\n\r\n", 200, id="too long"),
    ],
)
def test_a_request_without_a_body_to_wait_for_is_not_continued(sent, status, serve, connect):
    sender = connect(serve(), sent[:-2] + b"Expect: 100-continue\r\n\r\n")

    assert read_answer(sender)[0] == status


@pytest.mark.parametrize(
    ("trusted_proxies", "client"), [(0, "127.0.0.1"), (1, "2001:db8:1:2::/64")]
)
def test_clients_of_a_trusted_proxy_take_turns(trusted_proxies, client, serve, connect):
    def app(environ, start_response):
        body = environ["http_server.task"].channel.client.name.encode()  # for which the queue asks
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    own = serve(app, trusted_proxies)
    visitor = connect(own, GET[:-2] + b"X-Forwarded-For: 2001:db8:1:2::9\r\n\r\n")

    assert read_answer(visitor) == (200, client.encode())
