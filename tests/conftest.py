"""A real PostgreSQL with real migrations, a real web site to fetch from, and the application."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from flask.testing import FlaskClient
from patience import PATIENCE
from servers import Site

import app as application
import db
import jobs
import settings
from background.corpora import move_documents
from background.page import process_job
from background.worker import Worker
from corpora import Corpus, Document
from corpora.totals import sum_up
from embedded_postgres import as_url, start_embedded
from migrations.apply import migrate
from models import Result
from results import privacy
from wordcount.contained import CountingPool
from wordcount.fetching.fetcher import Fetcher

# A shell ignores it in what runs in the background, and so would every process that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ["LANGUAGE"] = "C"  # commands speak the language of the environment


@pytest.fixture(scope="session")
def session_site():
    with Site() as site:
        yield site


@pytest.fixture
def site(session_site):
    """A web site on this machine that may be fetched; it has no page until a test gives it one."""
    session_site.pages.clear()
    session_site.requests.clear()
    return session_site


@pytest.fixture(scope="session")
def open_folder():
    """A folder that other users may enter: run as root, PostgreSQL is one of them."""
    folder = Path(tempfile.mkdtemp(prefix="wordcount-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server_url(open_folder):
    """The address of a PostgreSQL server of this test run, which no power failure can harm."""
    url = as_url(start_embedded(open_folder / "postgres"))
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute(f"ALTER SYSTEM SET {name} = off")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()
    return url


@pytest.fixture
def empty_url(server_url, request):
    """The address of a new database, empty and of this test alone."""
    name = request.node.name[:40]
    connection = psycopg2.connect(server_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    connection.close()


@pytest.fixture
def project(tmp_path):
    """A copy of the project that a test may change."""
    ignored = shutil.ignore_patterns(".*", "instance", "tests", "__pycache__")
    return Path(shutil.copytree(settings.ROOT, tmp_path / "project", ignore=ignored))


@pytest.fixture
def add_migration(project):
    """Give the copy of the project one more migration, of the lines of its two functions."""

    def add(*lines, rollback=("pass",), name="100_try_me"):
        source = "import peewee as pw\n"
        for function, body in [("migrate", lines), ("rollback", rollback)]:
            source += f"\n\ndef {function}(migrator, database, *, fake=False):\n"
            source += "".join(f"    {line}\n" for line in body)
        (project / "migrations" / f"{name}.py").write_text(source)

    return add


@pytest.fixture
def start_pw_migrate(project, empty_url):
    """Start pw_migrate as a person would, from the project's folder."""
    started = []

    def start(*arguments, **variables):
        process = subprocess.Popen(
            [Path(sys.executable).with_name("pw_migrate"), *arguments],
            cwd=project,
            env={"PATH": os.environ["PATH"], "DATABASE_URL": empty_url, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def pw_migrate(start_pw_migrate):
    """Run pw_migrate to its end, and give what it printed."""

    def run(*arguments, status=0, **variables):
        process = start_pw_migrate(*arguments, **variables)
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == status, said
        return said

    return run


@pytest.fixture(scope="session")
def config(server_url, session_site):
    config = settings.TestingConfig(
        {"DATABASE_URL": server_url, "FETCH_ALLOW": f"127.0.0.1:{session_site.port}"}
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "current", lambda: config)
        # A busy machine takes more than the usual five seconds to load a dictionary.
        patch.setattr("web.dictionary.TIMEOUT", 60.0)
        yield config


@pytest.fixture(scope="session")
def session_app(config):
    app = application.create_app(config)
    migrate()
    return app


@pytest.fixture
def app(session_app):
    yield session_app
    tables = "results, watches, subscriptions, alerts, recounts, quotas, corpora"
    tables += ", corpus_sums, summed_documents, corpus_words, corpus_hosts"
    db.database.execute_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    privacy.known_public.clear()
    db.release()


class ClosingClient(FlaskClient):
    """Closes the temporary file of a large form, which Werkzeug's client leaves open."""

    def open(self, *arguments, **options):
        response = super().open(*arguments, **options)
        response.request.environ["wsgi.input"].close()
        return response


@pytest.fixture
def away(app, config):
    """The same application, its database gone."""
    db.database.close_all()
    db.configure(settings.TestingConfig({"DATABASE_URL": "postgres://127.0.0.1:1/words"}))
    yield
    db.configure(config)


@pytest.fixture
def client(app):
    app.test_client_class = ClosingClient
    return app.test_client()


@pytest.fixture
def make_result(app):
    """Store a result; a test states only what matters to it."""

    def make(**values):
        words = values.setdefault("result_all", {"the": 2, "cat": 1})
        values.setdefault("result_no_stop_words", {"cat": 1})
        values.setdefault("url", f"https://example.com/{Result.select().count()}")
        values.setdefault("status", "done")
        values.setdefault("language", "en")
        if words is not None:
            values.setdefault("total", sum(words.values()))
            values.setdefault("distinct", len(words))
        return Result.create(**values)

    return make


@pytest.fixture(scope="session")
def pool():
    """One counting process for all tests."""
    with CountingPool() as pool:
        yield pool


@pytest.fixture
def fetcher(config):
    return Fetcher(config.FETCH_ALLOW)


@pytest.fixture
def work(app, pool, fetcher):
    """Claim and count what is due, here and now, and return the number of claimed results."""

    def work():
        done = 0
        while claimed := jobs.claim(1):
            for job in claimed:
                process_job(job, pool, fetcher)
                done += 1
        return done

    return work


@pytest.fixture
def count_corpora(work):
    """Count all corpora to their ends, here and now."""

    def count():
        idle = 0
        while idle < 2:
            move_documents()
            idle = 0 if work() else idle + 1

    return count


@pytest.fixture
def worker(app, fetcher):
    """A running worker, as `python app.py` has one."""
    worker = Worker(1, fetcher)
    worker.start()
    yield worker
    worker.stop()
    worker.join()
    db.database.close_all()  # its threads leave theirs open, as they end with the process


@pytest.fixture
def add_document(make_result):
    """Add a result with these words to a corpus, whose words are not added up yet."""

    def add(corpus, words, **values):
        place = Document.select().where(Document.corpus == corpus).count() + 1
        names = {"published", "tag", "duplicate_of", "host"} & values.keys()
        of_document = {"host": "example.com"} | {name: values.pop(name) for name in names}
        values.setdefault("result_no_stop_words", words)
        result = make_result(result_all=words, **values)
        return Document.create(
            corpus=corpus,
            position=place,
            url=result.url,
            result=result,
            status="done",
            **of_document,
        )

    return add


@pytest.fixture
def make_corpus(add_document):
    """Store a finished corpus of documents with these words, and sum it up."""

    def make(*documents, **values):
        values = {"name": "Cats", "source": "urls", "status": "done", **values}
        values.setdefault("finished_at", "2026-01-01 00:00Z")
        corpus = Corpus.create(documents=len(documents), done=len(documents), **values)
        for words in documents:
            add_document(corpus, words)
        sum_up(corpus.id)
        return corpus

    return make
