"""Every address of a private text or corpus is private: in caches, engines, referrers and logs."""

import io
import logging

import pytest

from corpora.totals import sum_up_next

TEXT = "The zebrafinch and the other zebrafinch sat on a mat. " * 5
RIGHT, WRONG = {"word": "zebrafinch", "terms": "zebrafinch"}, {"word": "x" * 600, "page": "none"}
LISTS = [
    *("/", "/results", "/search?word=zebrafinch", "/search?title=zebra", "/corpora", "/watches"),
    *("/compare?a=1", "/changes?from=1&to=2", "/pages?url=zebrafinch", "/sitemap.xml"),
    *("/robots.txt", "/health", "/metrics", "/results/1", "/results/2", "/corpora/1"),
    *("/corpora/1/words", "/corpora/1/texts.zip", "/compare?a=corpus:1&b=1", "/zebra"),
]


@pytest.fixture
def private(client, count_corpora, work):
    """The addresses of a private text and of a private corpus; both are counted."""
    text = client.post("/results", json={"text": TEXT}).json["address"]
    work()
    files = {"files": (io.BytesIO(TEXT.encode()), "zebrafinch.txt")}
    corpus = client.post("/corpora", data=files).location
    count_corpora()
    while sum_up_next():
        pass
    return {"results": text, "corpora": corpus}


def addresses_below(private, app):
    for rule in app.url_map.iter_rules():
        _, kind, name, *rest = [*rule.rule.split("/"), "", ""]
        if "GET" in rule.methods and kind in private and name.startswith(("<result", "<corpus")):
            ending = "/".join([name.partition(">")[2], *filter(None, rest)])
            yield private[kind] + ending.replace("<any(json, csv):format>", "json")


@pytest.mark.parametrize("query", [RIGHT, WRONG], ids=["right", "wrong"])
def test_every_address_of_something_private_is_private(query, private, client, app, caplog):
    caplog.set_level(logging.INFO)
    addresses = list(addresses_below(private, app))
    replies = {address: client.get(address, query_string=query) for address in addresses}

    for address, reply in replies.items():
        kept = {name: reply.headers.get(name) for name in PRIVATE}
        reply.get_data()
        assert (address, kept) == (address, PRIVATE)
    assert len(addresses) > 40
    secrets = [address.partition("-")[2] for address in private.values()]
    assert not [secret for secret in secrets if secret in caplog.text]


PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}


@pytest.mark.parametrize("address", LISTS)
def test_nothing_private_is_shown_elsewhere(address, private, app):
    stranger = app.test_client()

    replies = [stranger.get(address, headers={"Accept": each}) for each in ("*/*", "text/csv")]

    for reply in replies:
        shown = reply.text.replace(address, "")
        assert not [each for each in private.values() if each in shown]
        assert "finch.txt" not in shown
        assert "sat on a mat" not in shown
