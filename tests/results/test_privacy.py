"""The secrets of private results are right although a follower lags behind."""

import psycopg2
import pytest

import db
from results import privacy
from results.privacy import remember_public, secret_hashes
from web.tokens import hash_token

HASH = hash_token("x" * 22)


@pytest.fixture
def follow(app, empty_url):
    """Have a follower that has these results: their ids and hashes."""

    def follow(rows):
        with psycopg2.connect(empty_url) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE results (id integer, secret_hash bytea)")
            cursor.executemany("INSERT INTO results VALUES (%s, %s)", rows)
        connection.close()
        db.init_pool(db.follower, db.parse(empty_url), 2, db.FOLLOWER_TIMEOUT)

    yield follow
    db.follower.close_all()
    db.follower.init(None)


def read(*ids):
    return {id: hash and bytes(hash) for id, hash in secret_hashes(ids).items()}


def test_a_result_that_has_not_reached_the_follower_is_private(follow, make_result):
    make_result(id=1, url=None, secret_hash=HASH)
    make_result(id=2)
    follow([(2, None)])

    assert read(1, 2, 3) == {1: HASH, 2: None}


def test_a_private_result_is_gone_at_once(follow):
    follow([(1, HASH)])

    assert read(1) == {}


def test_a_public_result_is_read_from_the_follower(follow):
    follow([(1, None)])

    assert read(1) == {1: None}


def test_a_public_result_is_asked_for_once(app, make_result, monkeypatch):
    make_result(id=1)
    make_result(id=2, url=None, secret_hash=HASH)
    read(1, 2)

    monkeypatch.setattr("results.privacy.read_sql", lambda *statement: [(2, HASH)])

    assert read(1) == {1: None}
    assert read(2) == {2: HASH}


def test_not_more_public_results_are_remembered_than_find_room(monkeypatch):
    monkeypatch.setattr("results.privacy.MAX_KNOWN", 2)
    monkeypatch.setattr("results.privacy.known_public", {1, 2, 3})

    remember_public([4])

    assert privacy.known_public == {4}
