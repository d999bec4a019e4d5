"""A client that has an answer gets a 304, until a recount or a release changes it."""

import pytest

from models import Result
from settings import ROOT
from web import etags
from wordcount.words import RULE

VIEWS = [
    "/results/1",
    "/results/1?stop_words=drop",
    "/results/1.json",
    "/results/1.csv",
    "/results/1/words",
    "/results/1/cloud.json",
    "/results/1/phrases",
    "/results/1/contexts?word=cat",
    "/results/1/vocabulary.csv",
    "/compare?a=1&b=2",
    "/changes.json?from=1&to=2",
]
# The packages that make no answer.
ELSEWHERE = {"background", "benchmarks", "embedded_postgres", "http_server", "migrations"}
OTHERS = ["/", "/results", "/pages?url=https://example.com/page", "/search?word=cat"]


@pytest.fixture
def two(make_result):
    for words in ({"the": 2, "cat": 1}, {"the": 1, "dog": 1}):
        make_result(
            url="https://example.com/page",
            text=" ".join(words),
            result_all=words,
            rule=RULE,
            text_rule=1,
        )


@pytest.fixture
def again(client):
    """Ask for an address as a client that has the answer with the given ETag."""

    def again(address, reply, **headers):
        headers = {"If-None-Match": reply.headers["ETag"], **headers}
        return client.get(address, headers=headers)

    return again


@pytest.mark.parametrize("address", VIEWS)
def test_a_known_answer_is_not_sent_again(address, client, two, again):
    first = client.get(address)

    second = again(address, first)

    assert (first.status_code, second.status_code, second.data) == (200, 304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("address", VIEWS)
def test_a_known_answer_costs_no_words(address, client, two, again, monkeypatch):
    first = client.get(address)

    monkeypatch.setattr("results.frequencies.read_row", None)
    monkeypatch.setattr(Result, "with_text", None)

    assert again(address, first).status_code == 304


@pytest.mark.parametrize("address", VIEWS)
@pytest.mark.parametrize("change", ["recount", "release"])
def test_a_changed_answer_is_sent_in_full(change, address, client, two, again, monkeypatch):
    first = client.get(address)

    if change == "recount":
        Result.update(rule=RULE + 1).where(Result.id == 1).execute()
    else:
        monkeypatch.setattr(etags, "release", lambda: "the next one")
    second = again(address, first)

    assert second.status_code == 200
    assert second.headers["ETag"] != first.headers["ETag"]


def test_every_representation_has_an_etag_of_its_own(client, two):
    def etag(address, **headers):
        return client.get(address, headers=headers).headers["ETag"]

    tags = [
        etag("/results/1"),
        etag("/results/2"),
        etag("/results/1", Accept="application/json"),
        etag("/results/1", Accept="text/csv"),
        etag("/results/1?stop_words=drop"),
        etag("/results/1", **{"Accept-Language": "ko"}),
    ]
    client.set_cookie("theme", "dark")
    tags.append(etag("/results/1"))

    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("address", [*VIEWS, *OTHERS, "/results/9", "/none/at/all"])
def test_every_answer_says_how_to_keep_it(address, client, two):
    reply = client.get(address)

    assert reply.headers["Cache-Control"] == "private, no-cache"
    assert reply.headers["Vary"] == "Accept, Accept-Language, Cookie"
    assert "Last-Modified" not in reply.headers


@pytest.mark.parametrize("address", [*OTHERS, "/results/9"])
def test_what_may_change_has_no_etag(address, client, two):
    assert "ETag" not in client.get(address).headers


@pytest.mark.parametrize(
    "values", [{"status": "pending", "result_all": None}, {"rule": RULE - 1, "text": "a"}]
)
def test_a_page_that_will_change_has_no_etag(values, client, make_result):
    make_result(**values)

    assert "ETag" not in client.get("/results/1").headers


@pytest.mark.parametrize("etag", ['"another"', 'W/"another"', "malformed", '"', ""])
def test_another_etag_is_answered_in_full(etag, client, two):
    reply = client.get("/results/1", headers={"If-None-Match": etag})

    assert (reply.status_code, "cat" in reply.text) == (200, True)


def test_a_deleted_result_is_not_found(client, two, again):
    first = client.get("/results/1.json")
    Result.delete().execute()

    assert again("/results/1.json", first).status_code == 404


def test_a_release_has_the_sources_of_every_package_that_makes_answers():
    packages = {path.parent for path in ROOT.glob("*/__init__.py")}
    modules = {
        module
        for package in packages
        if package.name not in ELSEWHERE
        for module in package.glob("**/*.py")
    }

    sources = {path for pattern in etags.SOURCES for path in ROOT.glob(pattern)}

    assert modules - sources == set()
