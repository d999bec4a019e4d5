import datetime as dt

import pytest

import jobs
from capacity import shares, storage
from capacity.quotas import Quota
from capacity.sizes import ROW
from models import Result
from web import admission

OTHER_CLIENT = "198.51.100.7"


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Every test begins as a process does."""
    admission.queue_room.forget()
    admission.prepaid.forget()
    yield
    admission.queue_room.forget()
    admission.prepaid.forget()


@pytest.fixture
def short_queue(app, monkeypatch):
    """The application with a queue of 20 pages, of which a host or a client may have two."""
    monkeypatch.setitem(app.config, "QUEUE_LIMIT", 20)
    return app.test_client()


@pytest.fixture
def small_quota(app, monkeypatch):
    """The application with a quota of one megabyte for each client and day."""
    monkeypatch.setitem(app.config, "MEGABYTES_PER_DAY", 1)
    return app.test_client()


def send(client, address="192.0.2.1", **fields):
    return client.post("/results", json=fields, environ_base={"REMOTE_ADDR": address})


def page(number, host="example.com"):
    return f"https://{host}/{number}"


def test_a_host_has_a_share_of_the_queue(short_queue):
    replies = [send(short_queue, f"192.0.2.{n}", url=page(n)) for n in range(3)]
    other = send(short_queue, url=page(1, "example.org"))

    assert [reply.status_code for reply in replies] == [202, 202, 503]
    assert replies[-1].headers["Retry-After"] == "60"
    assert replies[-1].json["error"]["message"] == (
        "2 pages of that site are waiting to be counted. Try again in 60 seconds."
    )
    assert other.status_code == 202


def test_a_client_has_a_share_of_the_queue(short_queue):
    replies = [send(short_queue, url=page(n, f"{n}.example.com")) for n in range(3)]
    other = send(short_queue, OTHER_CLIENT, url=page(3))

    assert [reply.status_code for reply in replies] == [202, 202, 429]
    assert "2 of your pages are waiting" in replies[-1].json["error"]["message"]
    assert other.status_code == 202


def test_a_client_leaves_places_of_a_host_for_the_next(app, short_queue, monkeypatch):
    monkeypatch.setitem(app.config, "QUEUE_LIMIT", 100)
    replies = [send(short_queue, url=page(n)) for n in range(5)]
    network = [send(short_queue, f"192.0.2.{n + 2}", url=page(n + 9)) for n in range(3)]
    other = send(short_queue, OTHER_CLIENT, url=page(20))

    assert [reply.status_code for reply in replies] == [202] * 4 + [429]
    assert "4 of your pages of that site are waiting" in replies[-1].json["error"]["message"]
    assert [reply.status_code for reply in network] == [202, 202, 429]
    assert "6 pages of that site from your network" in network[-1].json["error"]["message"]
    assert (replies[-1].headers["Retry-After"], other.status_code) == ("60", 202)


def test_the_addresses_of_one_ipv6_network_have_one_share(short_queue):
    replies = [
        send(short_queue, f"2001:db8::{n + 1}", url=page(n, f"{n}.example.com")) for n in range(3)
    ]

    assert [reply.status_code for reply in replies] == [202, 202, 429]


NETWORKS = {"IPv6": "2001:db8:1:{:x}::1", "IPv4": "192.0.2.{}"}


@pytest.mark.parametrize("address", NETWORKS.values(), ids=NETWORKS)
def test_many_clients_of_one_network_leave_room_for_others(address, short_queue):
    replies = [
        send(short_queue, address.format(n), url=page(n, f"{n}.example.com")) for n in range(30)
    ]
    other = send(short_queue, OTHER_CLIENT, url=page(1, "example.org"))

    assert sum(reply.status_code == 202 for reply in replies) == 4
    assert replies[-1].status_code == 429
    assert "4 pages from your network are waiting" in replies[-1].json["error"]["message"]
    assert other.status_code == 202


def fill(short_queue):
    """Fill the queue from many networks, and return the last answer."""
    replies = [
        send(short_queue, f"198.{n}.100.7", url=page(n, f"{n}.example.com")) for n in range(21)
    ]
    assert [reply.status_code for reply in replies] == [202] * 20 + [503]
    return replies[-1]


def test_a_full_queue_accepts_no_more_pages(short_queue):
    assert "Too many pages are waiting" in fill(short_queue).json["error"]["message"]


def test_a_text_finds_a_place_in_a_queue_full_of_pages(short_queue):
    fill(short_queue)

    assert send(short_queue, text="one two").status_code == 202


def test_an_address_that_is_pending_needs_no_place(short_queue):
    ids = [send(short_queue, f"192.0.2.{n}", url=page(n)).json["id"] for n in range(2)]

    again = send(short_queue, url=page(0))

    assert (again.status_code, again.json["id"]) == (202, ids[0])


def test_watched_pages_take_nobodys_place(short_queue):
    for n in range(21):
        jobs.store(page(n), None, jobs.WATCHED)

    assert send(short_queue, url=page(100)).status_code == 202


@pytest.mark.parametrize(
    "claimed", [jobs.claim, lambda limit: Result.delete().execute()], ids=["claimed", "forgotten"]
)
def test_only_pending_pages_take_a_place(claimed, short_queue):
    for n in range(2):
        assert send(short_queue, f"192.0.2.{n}", url=page(n)).status_code == 202

    claimed(2)

    assert send(short_queue, "192.0.2.9", url=page(2)).status_code == 202


def test_texts_have_a_bound_in_bytes_for_each_client(client, monkeypatch):
    monkeypatch.setattr(shares, "TEXT_BYTES", 700_000)
    replies = [send(client, text="word " * 18_000) for _ in range(3)]

    other = send(client, OTHER_CLIENT, text="word " * 18_000)

    assert [reply.status_code for reply in replies] == [202, 202, 503]
    assert "Too many texts are waiting" in replies[-1].json["error"]["message"]
    assert other.status_code == 202


def test_running_texts_count_too(client, monkeypatch):
    monkeypatch.setattr(shares, "TEXT_BYTES", 700_000)
    for _ in range(2):
        send(client, text="word " * 18_000)
    jobs.claim(1)
    jobs.claim(1)

    assert send(client, text="word " * 18_000).status_code == 503


def test_short_texts_are_bounded_too(client, monkeypatch):
    monkeypatch.setattr(shares, "TEXT_BYTES", 7 * shares.LEAST_TEXT)

    statuses = [send(client, f"198.{n}.100.7", text="a").status_code for n in range(6)]

    assert statuses == [202] * 5 + [503]


def test_a_client_beyond_its_quota_waits_until_the_next_day_in_utc(small_quota, monkeypatch):
    now = dt.datetime(2026, 11, 25, 22, 30, tzinfo=dt.UTC)

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return now

    monkeypatch.setattr(admission.dt, "datetime", Clock)

    accepted = send(small_quota, text="one " * 200_000)
    refused = send(small_quota, text="one " * 200_000)

    assert (accepted.status_code, refused.status_code) == (202, 429)
    assert refused.headers["Retry-After"] == "5400"
    assert refused.json["error"]["message"] == (
        "That would exceed your limit of 1 MB a day. Try again in 90 minutes."
    )
    now += dt.timedelta(hours=2)
    assert send(small_quota, text="one " * 200_000).status_code == 202


def test_each_client_has_a_quota_of_its_own(small_quota):
    for _ in range(2):
        send(small_quota, text="one " * 200_000)

    assert send(small_quota, OTHER_CLIENT, text="one " * 200_000).status_code == 202


def test_a_client_beyond_its_quota_submits_no_page_either(small_quota):
    accepted = send(small_quota, text="x" * (1_000_000 - 2 * ROW))

    before = send(small_quota, url=page(1))
    Quota.update(size=1_000_000).execute()
    admission.prepaid.forget()
    after = send(small_quota, url=page(2))

    assert [reply.status_code for reply in (accepted, before, after)] == [202, 202, 429]


def test_no_address_of_a_client_is_stored(small_quota):
    send(small_quota, text="one two")

    digests = [bytes(quota.client) for quota in Quota.select()]
    assert sorted(map(len, digests)) == [8, 16]
    assert not any(b"192.0.2" in digest for digest in digests)


def test_a_refused_text_is_not_charged(small_quota, monkeypatch):
    monkeypatch.setattr(shares, "TEXT_BYTES", 0)

    assert send(small_quota, text="one").status_code == 503
    assert Quota.select().count() == 0


@pytest.fixture
def nearly_full(app, monkeypatch):
    """The application when its database has nearly reached STORAGE_LIMIT."""
    monkeypatch.setattr(storage, "database_size", lambda: 91_000_000)
    monkeypatch.setattr(storage.settings.current(), "STORAGE_LIMIT", 100)
    return app.test_client()


@pytest.mark.parametrize("fields", [{"text": "one"}, {"url": page(1)}], ids=["text", "url"])
def test_a_nearly_full_database_accepts_no_more(fields, nearly_full, make_result):
    id = make_result().id

    refused = send(nearly_full, **fields)

    assert refused.status_code == 507
    assert refused.json["error"] == {
        "code": "storage_full",
        "message": "There is no room for more results. Those that exist can still be read.",
    }
    assert nearly_full.get(f"/results/{id}").status_code == 200
    health = nearly_full.get("/health.json").json
    assert (health["status"], health["storage"]) == ("ok", "full")


def test_a_nearly_full_database_is_a_page_for_a_form(nearly_full):
    reply = nearly_full.post("/results", data={"text": "one two"})

    assert reply.status_code == 507
    assert "There is no room for more results." in reply.text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 second"),
        (90, "90 seconds"),
        (121, "3 minutes"),
        (3600, "60 minutes"),
        (7201, "3 hours"),
    ],
)
def test_a_duration_is_rounded_up(seconds, said):
    assert admission.format_duration(seconds) == said
