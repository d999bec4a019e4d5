import datetime as dt
import select
from dataclasses import replace

import psycopg2
import pytest
from patience import PATIENCE

import db
import jobs
import statements
from background.maintenance import queue_watched
from db import database
from jobs import notify, turns
from models import Result
from wordcount.contained import SerializedCount
from wordcount.errors import HTTPStatus, NotText, ServerBusy, Timeout
from wordcount.page import MAIN_RULE

WORDS = '{"cat": 2}'
COUNT = SerializedCount("Cats", "en", "detected", 2, 1, 2, 2, None, WORDS, WORDS, "cat cat")


def age(result_id, minutes=1):
    """Let a result look as if it had been queued, and claimed, that long ago."""
    then = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=minutes)
    Result.update(taken_at=then, queued_at=then).where(Result.id == result_id).execute()


def page(number, host="example.com"):
    return f"https://{host}/{number}"


def claim_ids(limit=100, running=None):
    return [job.id for job in jobs.claim(limit, running)]


def test_a_submitted_address_is_pending_with_its_host(app):
    id = jobs.submit(url="https://example.com:8443/cats").id

    result = Result.get_by_id(id)
    assert (result.status, result.attempts, result.host) == ("pending", 0, "example.com:8443")


def test_a_text_may_be_submitted_as_often_as_one_likes(app):
    assert jobs.submit(text="again") != jobs.submit(text="again")


def test_a_text_has_no_host(app):
    assert Result.get_by_id(jobs.submit(text="one two").id).host is None


def test_an_address_that_is_open_is_not_stored_again(app):
    ids = {jobs.submit(url=page(1)).id for _ in range(3)}
    jobs.claim(1)
    ids |= {jobs.submit(url=page(1)).id}

    assert len(ids) == Result.select().count() == 1


def test_an_address_that_is_done_is_counted_anew(app):
    first = jobs.submit(url=page(1)).id
    [job] = jobs.claim(1)
    jobs.finish(job, COUNT, page(1))

    assert jobs.submit(url=page(1)).id != first


def test_a_claim_begins_an_attempt(app):
    id = jobs.submit(url=page(1)).id

    [job] = jobs.claim(5)

    result = Result.get_by_id(id)
    assert job == jobs.Job(id, page(1), 1)
    assert (result.status, result.attempts) == ("running", 1)
    assert result.taken_at is not None


def test_what_is_running_is_not_claimed_again(app):
    jobs.submit(text="one")

    assert (len(jobs.claim(5)), len(jobs.claim(5))) == (1, 0)


def test_results_are_claimed_in_their_turn(app):
    ids = [jobs.submit(text=f"text {number}").id for number in range(5)]

    assert claim_ids(3) + claim_ids(3) == ids


def test_what_somebody_asked_for_is_claimed_before_what_is_watched(app):
    watched = jobs.store(page(1), None, jobs.WATCHED).id
    asked_for = jobs.submit(url=page(2)).id

    assert claim_ids(1) + claim_ids(1) == [asked_for, watched]


def test_at_most_two_pages_of_a_host_are_claimed(app):
    ids = [jobs.submit(url=page(number)).id for number in range(4)]
    other = jobs.submit(url=page(1, "example.org")).id

    assert claim_ids() == [*ids[:2], other]
    assert claim_ids() == []


def test_another_port_is_another_server(app):
    for number in range(3):
        jobs.submit(url=page(number))
        jobs.submit(url=page(number, "example.com:8443"))

    assert len(claim_ids()) == 4


def test_the_next_of_a_host_is_claimed_when_one_is_finished(app):
    ids = [jobs.submit(url=page(number)).id for number in range(3)]
    first, _ = jobs.claim(5)

    jobs.finish(first, COUNT, page(0))

    assert claim_ids() == ids[2:]


def test_texts_wait_for_no_host(app):
    for number in range(5):
        jobs.submit(text=f"text {number}")

    assert len(claim_ids()) == 5


def test_a_crowd_for_one_host_keeps_nobody_else_waiting(app, monkeypatch):
    monkeypatch.setattr(turns, "CONSIDERED", 20)
    crowd = [jobs.submit(url=page(number)).id for number in range(50)]
    other = jobs.submit(url=page(1, "example.org")).id

    assert claim_ids(5) == crowd[:2]
    assert claim_ids(5) == [other]


def test_clients_take_turns(app):
    crowd = [jobs.submit(url=page(1, f"{n}.example"), client=b"crowd").id for n in range(6)]
    other = [jobs.submit(text=text, client=b"other").id for text in ("one", "two")]

    order = [crowd[0], other[0], crowd[1], other[1], crowd[2]]
    assert [claim_ids(1) for _ in order] == [[id] for id in order]


def test_networks_take_turns_whatever_their_clients(app):
    crowd = [
        jobs.submit(url=page(1, f"{n}.example"), client=b"crowded." + bytes([n])).id
        for n in range(6)
    ]
    other = [jobs.submit(text=text, client=b"another.1").id for text in ("one", "two")]

    order = [crowd[0], other[0], crowd[1], other[1], crowd[2]]
    assert [claim_ids(1) for _ in order] == [[id] for id in order]


@pytest.mark.parametrize("clients", [[b"network."], [b"network." + bytes([n]) for n in range(20)]])
def test_a_network_gets_half_of_the_threads_that_are_free(clients, app):
    for n in range(20):
        jobs.submit(text=f"text {n}", client=clients[n % len(clients)])

    assert len(jobs.claim(10)) == 5
    assert jobs.claim(5, {b"network.": 5}) == []
    other = jobs.submit(text="another", client=b"another.").id
    assert claim_ids(1, {b"network.": 5}) == [other]


def test_running_pages_of_a_network_with_many_threads_count_for_their_host(app):
    for n in range(2):
        jobs.submit(url=page(n), client=b"network.")
    jobs.claim(9)
    jobs.submit(url=page(3), client=b"another.")

    assert jobs.claim(1, {b"network.": 20}) == []


def test_clients_take_turns_at_one_host(app):
    crowd = [jobs.submit(url=page(number), client=b"crowd").id for number in range(4)]
    other = jobs.submit(url=page(5), client=b"other").id

    assert claim_ids() == [crowd[0], other]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.com/a", "example.com"),
        ("http://example.com:81/a?b=http://example.org/", "example.com:81"),
        ("example.com/a?b=http://example.org/", "example.com"),
    ],
)
def test_a_host_that_old_code_did_not_store_counts_all_the_same(url, host, app):
    Result.insert_many([{"url": f"{url}{n}", "status": "running"} for n in range(2)]).execute()
    Result.create(url=f"{url}-waits")
    Result.create(url=page(1, "example.org"))

    assert [job.url for job in jobs.claim(5)] == [page(1, "example.org")]
    assert jobs.host_of(url) == host


def test_what_old_code_postponed_for_a_busy_host_is_claimed(app):
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    id = Result.create(url=page(1), queued_at=later).id

    assert claim_ids() == [id]


def test_a_finished_job_is_done_with_its_words(app):
    id = jobs.submit(url=page(1)).id
    [job] = jobs.claim(1)

    jobs.finish(job, COUNT, page(2))

    result = Result.get_by_id(id)
    assert (result.status, result.url, result.title, result.error) == (
        "done",
        page(2),
        "Cats",
        None,
    )
    assert (result.result_all, result.text) == ({"cat": 2}, "cat cat")


def test_a_text_that_was_counted_as_it_is_is_kept(app):
    id = jobs.submit(text="cat  cat").id
    [job] = jobs.claim(1)

    jobs.finish(job, replace(COUNT, text=None), None)

    assert Result.get_by_id(id).text == "cat  cat"


def test_a_failed_job_says_why(app):
    id = jobs.submit(url=page(1)).id
    [job] = jobs.claim(1)

    jobs.fail(job, NotText())

    result = Result.get_by_id(id)
    assert (result.status, result.error_code) == ("failed", "not_text")


def test_a_passing_fault_is_retried_twice_and_further_apart(app):
    id = jobs.submit(url=page(1)).id
    waits, statuses = [], []
    for _ in range(3):
        [job] = jobs.claim(1)
        jobs.retry_later(job, Timeout())
        result = Result.get_by_id(id)
        statuses.append(result.status)
        waits.append(jobs.seconds_to_next())
        assert claim_ids() == []
        age(id)

    assert statuses == ["pending", "pending", "failed"]
    assert [round(wait) for wait in waits[:2]] == [5, 30]
    assert waits[2] is None


@pytest.mark.parametrize(
    ("retry_after", "status", "seconds"),
    [(3, "pending", 5), (120, "pending", 120), (600, "pending", 600), (601, "failed", 0)],
)
def test_a_server_may_delay_the_retry(retry_after, status, seconds, app):
    jobs.submit(url=page(1))
    [job] = jobs.claim(1)

    jobs.retry_later(job, HTTPStatus("Try again later.", 503, retry_after))

    [[stored, delay]] = database.execute_sql(
        "SELECT status, round(extract(EPOCH FROM queued_at - now())) FROM results"
    )
    assert stored == status
    assert status == "failed" or seconds - 2 <= delay <= seconds


def test_a_page_that_is_postponed_was_not_attempted(app):
    jobs.submit(url=page(1))
    [job] = jobs.claim(1)

    jobs.postpone(job, ServerBusy())

    result = Result.get()
    assert (result.status, result.attempts, result.error_code) == ("pending", 0, "server_busy")
    assert jobs.claim(1) == []  # not at once


def test_a_fault_that_passes_leaves_no_trace(app):
    id = jobs.submit(url=page(1)).id
    [job] = jobs.claim(1)
    jobs.retry_later(job, Timeout())
    age(id)
    [job] = jobs.claim(1)

    jobs.finish(job, COUNT, page(1))

    result = Result.get_by_id(id)
    assert (result.status, result.error, result.attempts) == ("done", None, 2)


def test_a_result_without_a_heartbeat_is_requeued(app):
    id = jobs.submit(url=page(1)).id
    jobs.claim(1)
    age(id)

    assert jobs.requeue_abandoned() == [id]
    assert jobs.requeue_abandoned() == []
    assert claim_ids() == [id]


def test_a_result_with_a_heartbeat_is_left_to_its_worker(app):
    id = jobs.submit(url=page(1)).id
    jobs.claim(1)
    age(id)

    jobs.heartbeat([id])

    assert jobs.requeue_abandoned() == []


def test_a_page_that_kills_its_workers_fails(app):
    id = jobs.submit(url=page(1)).id
    for _ in range(jobs.MAX_ATTEMPTS):
        jobs.claim(1)
        age(id)
        jobs.requeue_abandoned()

    result = Result.get_by_id(id)
    assert (result.status, result.error_code) == ("failed", "internal_error")


def test_a_worker_that_lost_its_claim_changes_nothing(app):
    id = jobs.submit(url=page(1)).id
    [lost] = jobs.claim(1)
    age(id)
    jobs.requeue_abandoned()
    [job] = jobs.claim(1)

    jobs.fail(lost, NotText())
    assert Result.get_by_id(id).status == "running"

    jobs.finish(job, COUNT, page(1))
    jobs.fail(lost, NotText())
    assert Result.get_by_id(id).status == "done"


def test_requeued_results_keep_their_turn(app):
    first, second = (jobs.submit(text=text).id for text in ("one", "two"))
    [job] = jobs.claim(1)

    assert jobs.requeue([job.id]) == [first]
    assert claim_ids() == [first, second]


@pytest.fixture
def other_session(config):
    """Another session of the database, as another worker has one."""
    connection = psycopg2.connect(config.DATABASE_URL)
    yield connection
    connection.close()


def test_what_another_session_is_changing_is_passed_over(app, other_session):
    ids = [jobs.submit(text=text).id for text in ("one", "two")]
    other_session.cursor().execute("SELECT FROM results WHERE id = %s FOR UPDATE", ids[:1])

    assert claim_ids() == ids[1:]


@pytest.mark.parametrize("change", [jobs.heartbeat, jobs.requeue], ids=["heartbeat", "requeue"])
def test_a_result_that_is_being_stored_is_not_waited_for(change, app, other_session):
    ids = [jobs.submit(text=text).id for text in ("one", "two")]
    jobs.claim(2)
    other_session.cursor().execute("UPDATE results SET title = 'x' WHERE id = %s", ids[:1])

    change(ids)  # would wait for the lock, and fail by its timeout

    other_session.rollback()
    assert Result.get_by_id(ids[0]).status == "running"


@pytest.fixture
def frozen_session(config, monkeypatch):
    """A session of the pool whose process is frozen within a transaction, and its limit short."""
    limits = statements.SESSION_LIMITS | {"idle_in_transaction_session_timeout": "300ms"}
    monkeypatch.setattr(statements, "SESSION_LIMITS", limits)
    pool = db.Pool(None)
    db.init_pool(pool, db.parse(config.DATABASE_URL), 1, 5)
    pool.begin()
    yield pool
    pool.close_all()


FROZEN_AT = {
    "a claim": f"SELECT pg_advisory_xact_lock({turns.CLAIM_LOCK})",
    "storing": "UPDATE results SET title = 'x'",
    "watches": "LOCK TABLE watches",
    "a table": "LOCK TABLE results",
}


@pytest.mark.parametrize("statement", FROZEN_AT.values(), ids=FROZEN_AT)
def test_a_process_that_freezes_in_a_transaction_loses_its_locks(statement, app, frozen_session):
    id = jobs.submit(text="one two").id
    frozen_session.execute_sql(statement)

    while not (claimed := claim_ids()):
        pass

    assert claimed == [id]
    queue_watched()


def test_every_session_has_limits_of_time(app):
    limits = dict(
        database.execute_sql(
            "SELECT name, setting::integer FROM pg_settings WHERE name = ANY(%s)",
            [list(statements.SESSION_LIMITS)],
        ).fetchall()
    )

    assert limits.keys() == statements.SESSION_LIMITS.keys()
    assert 0 < limits["idle_in_transaction_session_timeout"] <= 10_000
    assert all(0 < milliseconds <= 30_000 for milliseconds in limits.values())


def test_a_submission_notifies_idle_workers_only(app, other_session):
    other_session.autocommit = True
    cursor = other_session.cursor()
    cursor.execute(f"LISTEN {notify.CHANNEL}")

    jobs.submit(text="nobody is idle")
    other_session.poll()
    assert other_session.notifies == []

    cursor.execute("SELECT pg_advisory_lock_shared(%s)", [notify.IDLE_LOCK])
    jobs.submit(text="somebody is")
    select.select([other_session], [], [], PATIENCE)
    other_session.poll()
    assert [each.channel for each in other_session.notifies] == [notify.CHANNEL]


PAGE = "<ul><li><a href=/>Menu</a></ul><article>{}</article><footer>Imprint"


def test_a_page_is_stored_with_its_main_text(client, site, work):
    site.pages["/article"] = PAGE.format("<p>A cat and a dog. " * 20).encode()
    site.pages["/list"] = PAGE.format("").encode()
    for path in ("/article", "/list"):
        jobs.submit(url=site.url(path))
    work()

    article, other = Result.get_by_id(1), Result.get_by_id(2)
    assert (article.total, article.main_total, article.main_distinct) == (102, 100, 4)
    assert article.main_all == {"a": 40, "and": 20, "cat": 20, "dog": 20}
    assert article.main_no_stop_words == {"cat": 20, "dog": 20}
    assert article.main_lines == [[1, 21]]
    assert (other.main_rule, other.main_total, other.main_lines) == (MAIN_RULE, None, None)


def test_a_text_has_no_main_text(client, work):
    jobs.submit(text=PAGE)
    work()

    result = Result.get_by_id(1)
    assert (result.main_rule, result.main_total, result.main_all) == (None, None, None)
