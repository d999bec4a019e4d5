import ctypes
import json
import logging
import subprocess
import sys

import peewee as pw
import pytest

import process
from settings import ROOT


@pytest.fixture
def record():
    def record(event="counted", exc_info=None, level=logging.INFO, **fields):
        record = logging.LogRecord("background.page", level, __file__, 1, event, (), exc_info)
        record.fields = fields
        return record

    return record


def test_a_line_of_development_is_readable(record):
    line = process.TextFormatter().format(record(result=7, outcome="done"))

    assert line == "counted result=7 outcome=done"


def test_what_is_worse_than_news_says_so(record):
    assert process.TextFormatter().format(record("late", level=logging.WARNING)) == "WARNING: late"


def test_a_line_of_production_is_json(record):
    event = json.loads(process.JSONFormatter().format(record(result=7, path="/\n")))

    assert (event["event"], event["result"], event["path"]) == ("counted", 7, "/\n")
    assert event["time"].endswith("+00:00")


def test_a_traceback_stays_in_its_line(record):
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        line = process.JSONFormatter().format(record(exc_info=sys.exc_info()))

    assert "\n" not in line
    assert "ZeroDivisionError" in json.loads(line)["traceback"]


@pytest.mark.parametrize("name", ["background", "background.worker", "background.page"])
def test_a_database_that_is_away_is_no_traceback(name, capsys):
    logger = logging.getLogger(name)
    handler = process.create_handler(as_json=False)
    logger.addHandler(handler)

    try:
        raise pw.OperationalError("connection refused\nis it running at 100%?")
    except pw.OperationalError:
        logger.exception("Unhandled exception in task %s.", 7)
    logger.removeHandler(handler)

    assert capsys.readouterr().err == (
        "ERROR: Unhandled exception in task 7.: connection refused is it running at 100%?\n"
    )


def test_a_request_is_one_line(client, caplog):
    caplog.set_level(logging.INFO, "request")

    reply = client.get("/results/7%0Afake", headers={"X-Request-ID": "from-the-router"})

    (entry,) = caplog.records
    assert reply.headers["X-Request-ID"] == "from-the-router"
    assert entry.fields["id"] == "from-the-router"
    assert (entry.fields["method"], entry.fields["path"]) == ("GET", "/results/7%0Afake")
    assert entry.fields["status"] == 404


@pytest.mark.parametrize(("words", "turn"), [(2, False), (40_000, True)], ids=["short", "long"])
def test_a_request_says_what_it_took(words, turn, client, make_result, caplog):
    make_result(text="a " * words, language="en")
    caplog.set_level(logging.INFO, "request")

    client.get("/results/1/contexts?word=a")

    (entry,) = [entry for entry in caplog.records if entry.name == "request"]
    assert entry.fields["turn"] is turn
    assert entry.fields["cpu_milliseconds"] >= 0


@pytest.mark.parametrize("given", ["", "a b", "<script>", "x" * 101])
def test_an_id_that_is_none_is_not_repeated(given, client):
    reply = client.get("/", headers={"X-Request-ID": given})

    assert len(reply.headers["X-Request-ID"]) == 32


def test_a_counted_result_is_one_line(client, work, caplog):
    caplog.set_level(logging.INFO, "background.page")
    client.post("/results", json={"text": "one"})

    work()

    (entry,) = [entry for entry in caplog.records if entry.name == "background.page"]
    assert entry.fields.pop("milliseconds") >= 0
    assert entry.fields == {"result": 1, "outcome": "done", "attempt": 1}


@pytest.mark.parametrize("missing", [AttributeError, OSError, TypeError])
def test_another_c_library_is_left_as_it_is(missing, monkeypatch):
    def load(name):
        raise missing

    monkeypatch.setattr(ctypes, "CDLL", load)

    process.return_freed_memory()


def test_glibc_takes_the_setting(monkeypatch):
    taken = []
    library = ctypes.CDLL(None)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    mallopt = getattr(library, "mallopt", None)
    if mallopt is None:
        pytest.skip("this is another C library")
    monkeypatch.setattr(library, "mallopt", lambda *setting: taken.append(mallopt(*setting)))

    process.return_freed_memory()

    assert taken == [1, 1]


def test_the_garbage_collector_runs_rarely():
    code = "import gc, process; process.set_up(False); print(gc.get_threshold())"

    command = [sys.executable, "-c", code]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert printed.stdout.strip() == str(process.GC_THRESHOLDS)
