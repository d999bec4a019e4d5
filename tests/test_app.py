import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import mkdtemp
from urllib.request import Request, urlopen

import pytest
from patience import PATIENCE

from settings import ROOT

pytestmark = pytest.mark.slow

CATS = b"<html lang=en><title>Cats</title><p>The cat and the dog. The end."


@pytest.fixture
def start(open_folder):
    """Start a program of a copy of the project, in an environment of its own."""
    ignored = shutil.ignore_patterns(".*", "instance", "tests", "__pycache__")
    project = shutil.copytree(ROOT, Path(mkdtemp(dir=open_folder)) / "project", ignore=ignored)
    project.parent.chmod(0o755)
    started = []

    def start(*arguments, **variables):
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=project,
            env={"PATH": os.environ["PATH"], "PORT": "0", **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def opened(process):
    """The address the program says to open, as soon as it says so."""
    for line in process.stdout:
        if found := re.search(r"http://\S+", line):
            return found[0].rstrip("/")
    pytest.fail(process.stderr.read())


def ask(url, fields=None, **headers):
    body = None if fields is None else json.dumps(fields).encode()
    if body:
        headers["Content-Type"] = "application/json"
    with urlopen(Request(url, body, headers), timeout=PATIENCE) as reply:
        return reply.read().decode()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_one_command_counts_a_page_and_keeps_it_over_a_restart(stop, start, site):
    site.pages["/cats"] = CATS
    allowed = f"127.0.0.1:{site.port}"

    first = start("app.py", FETCH_ALLOW=allowed)
    url = opened(first)
    counted = json.loads(ask(f"{url}/results", {"url": site.url("/cats")}, Prefer="wait=20"))
    assert counted.pop("token")
    first.send_signal(stop)
    assert first.wait(PATIENCE) == 0

    again = opened(start("app.py"))
    assert json.loads(ask(f"{again}/results/1.json")) == counted
    assert next(iter(counted["result_all"].items())) == ("the", 3)
    assert ask(f"{again}/results/1.csv").startswith("word,count,stop_word\r\nthe,3,true")
    assert "Cats" in ask(f"{again}/results/1")


def test_signals_that_follow_the_first_do_not_interrupt_the_stop(start):
    process = start("app.py")
    opened(process)

    for number in [signal.SIGINT, *[signal.SIGTERM] * 5]:  # as those of a terminal and of make
        process.send_signal(number)
        time.sleep(0.002)

    output, errors = process.communicate(timeout=PATIENCE)
    assert output.endswith("Stopped.\n")
    assert "Traceback" not in errors
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DATABASE_URL": "mysql://localhost/words"}, "DATABASE_URL does not name a PostgreSQL"),
        ({"DATABASE_URL": "postgres://u:p@127.0.0.1:1/words"}, "does not answer"),
        ({"PORT": "eighty"}, "PORT is 'eighty'"),
        ({"APP_SETTINGS": "settings.ProductionConfig"}, "SECRET_KEY is not set"),
        ({"APP_SETTINGS": "settings.StagingConfig", "SECRET_KEY": "k"}, "DATABASE_URL is not set"),
    ],
    ids=["another database", "database away", "port", "production", "staging"],
)
@pytest.mark.parametrize("program", [["app.py"], ["-m", "background"]], ids=["app", "worker"])
def test_what_cannot_start_says_why_in_one_sentence(program, variables, sentence, start):
    process = start(*program, **variables)

    _, errors = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert sentence in errors
    assert "Traceback" not in errors


def test_a_second_program_on_one_folder_says_so(start):
    opened(start("app.py"))

    second = start("app.py")
    _, errors = second.communicate(timeout=PATIENCE)

    assert second.returncode == 1
    assert "Another wordcount is running in" in errors
    assert "Traceback" not in errors


def test_a_port_in_use_is_told(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        process = start("app.py", PORT=port)
        _, errors = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}: Address already in use." in errors
    assert "Traceback" not in errors


def test_gunicorn_and_the_worker_count_together(start, site, empty_url):
    site.pages["/cats"] = CATS
    variables = {
        "APP_SETTINGS": "settings.ProductionConfig",
        "SECRET_KEY": "long and random",
        "DATABASE_URL": empty_url,
        "FETCH_ALLOW": f"127.0.0.1:{site.port}",
        "HOST": "127.0.0.1",
    }
    scripts = Path(sys.executable).parent
    assert start(str(scripts / "pw_migrate"), "migrate", **variables).wait(PATIENCE) == 0

    web = start(str(scripts / "gunicorn"), **variables)
    worker = start("-m", "background", **variables)
    url = next(found[0] for line in web.stderr if (found := re.search(r"http://127\S+:\d+", line)))
    counted = json.loads(ask(f"{url}/results", {"url": site.url("/cats")}, Prefer="wait=20"))
    for process in (web, worker):
        process.send_signal(signal.SIGTERM)

    assert counted["status"] == "done"
    assert [process.wait(PATIENCE) for process in (web, worker)] == [0, 0]


@pytest.fixture
def web(start, empty_url, tmp_path):
    """Start gunicorn with metrics, and with a temporary folder of its own."""
    variables = {
        "APP_SETTINGS": "settings.ProductionConfig",
        "SECRET_KEY": "long and random",
        "DATABASE_URL": empty_url,
        "HOST": "127.0.0.1",
        "METRICS": "1",
        "TMPDIR": str(tmp_path),
    }
    scripts = Path(sys.executable).parent
    assert start(str(scripts / "pw_migrate"), "migrate", **variables).wait(PATIENCE) == 0
    return start(str(scripts / "gunicorn"), **variables)


def address_of(web):
    return next(found[0] for line in web.stderr if (found := re.search(r"http://127\S+:\d+", line)))


def test_gunicorn_removes_the_folder_of_its_metrics(web, tmp_path):
    url = address_of(web)
    ask(url)

    assert 'wordcount_requests_total{endpoint="front.show"' in ask(f"{url}/metrics")
    assert len(list(tmp_path.iterdir())) == 1
    web.send_signal(signal.SIGHUP)
    for line in web.stderr:
        if "Booting worker" in line:
            break
    assert len(list(tmp_path.iterdir())) == 1
    web.send_signal(signal.SIGTERM)
    assert web.wait(PATIENCE) == 0
    assert list(tmp_path.iterdir()) == []


def test_gunicorn_without_its_variables_says_which(start):
    gunicorn = Path(sys.executable).with_name("gunicorn")

    process = start(str(gunicorn), APP_SETTINGS="settings.ProductionConfig")
    _, errors = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert "SECRET_KEY is not set" in errors
    assert "Traceback" not in errors
